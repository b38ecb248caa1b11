import { isOpen } from "@/lib/aws/read/texts"
import { buses, eventbridge } from "@/lib/aws/services/eventbridge"
import { defineType, flag, text, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const eventBus = defineType({
  type: "event_bus",
  name: "Event Buses",
  view: "event_buses",
  description: "Where events come in",
  category: "Integration",
  icon: icons.flow,
  service: eventbridge,
  list: buses,
  tags: {
    ...{
      operation: "ListTagsForResource",
      input: { ResourceARN: "{Arn}" },
      tags: "Tags",
      gone: /^ResourceNotFoundException/,
    },
    ...{ index: "events:event-bus", made: "LastModifiedTime | CreationTime" },
  },
  id: "Name",
  title: "Name",
  arn: "{Arn}",
  arnForm: "events:*:*:event-bus/(?<id>.+)",
  birth: "CreationTime",
  properties: {
    is_open: flag("Policy", { label: "Open to all", via: isOpen }),
    is_default: flag("Name", { label: "Default", via: ([name]) => name === "default" }),
    description: text("Description"),
    created_at: time("CreationTime"),
  },
  publicWhen: { property: "is_open", is: true },
  // Every region of an account has one.
  managedWhen: [{ property: "is_default", is: [true] }],
  console: "/events/home?region={R}#/eventbus/{id}",
})
