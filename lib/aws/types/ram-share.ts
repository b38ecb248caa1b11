import { ram } from "@/lib/aws/services/ram"
import { defineType, flag, text, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

/** Those of the account itself, not what others share with it. */
export const ramShare = defineType({
  type: "ram_share",
  name: "Resource Shares",
  view: "ram_shares",
  description: "What other accounts may use",
  category: "Security",
  icon: icons.people,
  service: ram,
  list: {
    ...{ operation: "GetResourceShares", items: "resourceShares", input: { resourceOwner: "SELF" } },
    size: { member: "maxResults", most: 500, fewest: 1 },
  },
  tags: "tags",
  id: "resourceShareArn!/",
  title: "name",
  arn: "{resourceShareArn}",
  arnForm: "ram:*:*:resource-share/(?<id>.+)",
  status: "status",
  gone: ["deleted", "deleting"],
  properties: {
    outside: flag("allowExternalPrincipals", { label: "Outside the organisation" }),
    feature_set: text("featureSet"),
    modified_at: time("lastUpdatedTime"),
    created_at: time("creationTime"),
  },
  console: "/ram/home?region={R}#OwnedResourceShareDetails:arn={arn}",
})
