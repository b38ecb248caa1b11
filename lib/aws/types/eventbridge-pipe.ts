import { pipes } from "@/lib/aws/services/pipes"
import { defineType, text, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const eventbridgePipe = defineType({
  type: "eventbridge_pipe",
  name: "EventBridge Pipes",
  view: "eventbridge_pipes",
  description: "From one source to one target",
  category: "Integration",
  icon: icons.stream,
  service: pipes,
  list: { operation: "ListPipes", items: "Pipes", size: { member: "Limit", most: 100, fewest: 1 } },
  tags: {
    ...{ index: "pipes:pipe", made: "LastModifiedTime | CreationTime" },
    ...{ operation: "ListTagsForResource", input: { resourceArn: "{Arn}" }, tags: "tags" },
  },
  id: "Name",
  title: "Name",
  arn: "{Arn}",
  arnForm: "pipes:*:*:pipe/(?<id>.+)",
  birth: "CreationTime",
  status: "CurrentState",
  properties: {
    source_arn: text("Source", { label: "Source", isReference: true }),
    target: text("Target", { isReference: true }),
    enrichment: text("Enrichment", { isReference: true }),
    reason: text("StateReason"),
    modified_at: time("LastModifiedTime"),
    created_at: time("CreationTime"),
  },
  console: "/events/home?region={R}#/pipes/{id}",
})
