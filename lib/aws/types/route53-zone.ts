import { route53 } from "@/lib/aws/services/route-53"
import { defineType, flag, number, text, texts } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const route53Zone = defineType({
  type: "route53_zone",
  name: "Hosted Zones",
  view: "route53_zones",
  description: "Domains and their records",
  category: "Networking",
  icon: icons.globe,
  service: route53,
  scope: "global",
  list: { operation: "ListHostedZones", items: "HostedZones", size: { member: "MaxItems", most: 100, fewest: 1 } },
  // Ten calls a second are all that an account has: only private zones are asked for what the list does not say.
  details: [
    {
      ...{ gone: /^NoSuchHostedZone/, operation: "GetHostedZone", input: { Id: "{Id!/}" }, list: "VPCs", as: "VPCs" },
      when: { path: "Config.PrivateZone", is: ["true"] },
    },
  ],
  tags: {
    ...{ refused: /^NoSuchHostedZone/, operation: "ListTagsForResources", input: { ResourceType: "hostedzone" } },
    ...{ ids: "ResourceIds", most: 10, id: "Id!/", list: "ResourceTagSets", key: "ResourceId", tags: "Tags" },
  },
  id: "Id!/",
  title: "Name",
  arn: "arn:{P}:route53:::hostedzone/{Id!/}",
  properties: {
    private: flag("Config.PrivateZone"),
    records: number("ResourceRecordSetCount", { isVolatile: true }),
    vpcs: texts("VPCs[].VPCId", { label: "VPCs", isReference: true }),
    comment: text("Config.Comment"),
    managed_by: text("LinkedService.ServicePrincipal"),
  },
  managedWhen: [{ property: "managed_by" }],
  console: "/route53/v2/hostedzones#ListRecordSets/{id}",
})
