import { buses, eventbridge } from "@/lib/aws/services/eventbridge"
import { defineType, text, texts } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

const PAGES = { size: buses.size, next: buses.next }

export const eventbridgeRule = defineType({
  type: "eventbridge_rule",
  name: "EventBridge Rules",
  view: "eventbridge_rules",
  description: "What happens when",
  category: "Integration",
  icon: icons.bolt,
  service: eventbridge,
  parent: { ...buses, title: "Name", gone: /^ResourceNotFoundException/ },
  list: { operation: "ListRules", items: "Rules", input: { EventBusName: "{parent.Name}" }, ...PAGES },
  details: [
    {
      ...{
        gone: /^ResourceNotFoundException/,
        operation: "ListTargetsByRule",
        input: { Rule: "{Name}", EventBusName: "{parent.Name}" },
      },
      ...{ list: "Targets", as: "Targets", next: PAGES.next },
    },
  ],
  tags: {
    index: "events:rule",
    ...{ operation: "ListTagsForResource", input: { ResourceARN: "{Arn}" }, tags: "Tags" },
  },
  id: "{parent.Name}/{Name}",
  title: "Name",
  arn: "{Arn}",
  arnForm: {
    form: "events:*:*:rule/(?:(?<bus>.+)/)?(?<name>[^/]+)",
    id: ({ bus, name }) => `${bus ?? "default"}/${name}`,
  },
  status: "State",
  properties: {
    schedule: text("ScheduleExpression"),
    pattern: text("EventPattern"),
    targets: texts("Targets[].Arn", { isVolatile: false, isReference: true }),
    event_bus: text("parent.Name"),
    description: text("Description"),
    managed_by: text("ManagedBy"),
    role: text("RoleArn", { isReference: true }),
    target_roles: texts("Targets[].RoleArn", { isReference: true }),
    task_definitions: texts("Targets[].EcsParameters.TaskDefinitionArn", { isReference: true }),
    dead_letter_queues: texts("Targets[].DeadLetterConfig.Arn", { isReference: true }),
  },
  managedWhen: [{ property: "managed_by" }],
  console: "/events/home?region={R}#/rules",
})
