import { identityCenter } from "@/lib/aws/services/identity-center"
import { defineType, text, texts, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const identityCenterInstance = defineType({
  type: "identity_center",
  name: "Identity Centers",
  view: "identity_centers",
  description: "Where people sign in to accounts",
  category: "Security",
  icon: icons.people,
  service: identityCenter,
  list: { operation: "ListInstances", items: "Instances", size: { member: "MaxResults", most: 100, fewest: 1 } },
  // Every member of an organization is shown that of the organization.
  where: { path: "OwnerAccountId", is: "{O}" },
  tags: {
    ...{ operation: "ListTagsForResource", tags: "Tags", gone: /^ResourceNotFoundException/ },
    input: { InstanceArn: "{InstanceArn}", ResourceArn: "{InstanceArn}" },
  },
  id: "InstanceArn!/",
  title: "Name",
  arn: "{InstanceArn}",
  arnForm: "sso:::instance/(?<id>.+)",
  status: "Status",
  properties: {
    identity_store: text("IdentityStoreId"),
    home_region: text("PrimaryRegion"),
    enabled_regions: texts("Regions[].RegionName", { label: "Regions" }),
    created_at: time("CreatedDate"),
  },
  console: "/singlesignon/home?region={R}#/instances",
})
