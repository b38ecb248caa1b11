import { functionsOf } from "@/lib/aws/read/texts"
import { lambda } from "@/lib/aws/services/lambda"
import { defineType, number, text, texts, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const eventSourceMapping = defineType({
  type: "event_source_mapping",
  name: "Event Source Mappings",
  view: "event_source_mappings",
  description: "Queues and streams that functions read",
  category: "Integration",
  icon: icons.plug,
  service: lambda,
  // A hundred, whatever the model says (AWS Lambda API Reference).
  list: {
    operation: "ListEventSourceMappings",
    items: "EventSourceMappings",
    size: { member: "MaxItems", most: 100, fewest: 1 },
  },
  tags: {
    ...{ operation: "ListTags", input: { Resource: "{EventSourceMappingArn}" }, tags: "Tags" },
    ...{ index: "lambda:event-source-mapping", made: "LastModified", gone: /^ResourceNotFoundException/ },
  },
  id: "UUID",
  arn: "{EventSourceMappingArn}",
  arnForm: "lambda:*:*:event-source-mapping:(?<id>.+)",
  status: "State",
  passing: ["Creating", "Enabling", "Disabling", "Updating"],
  properties: {
    event_source: text("EventSourceArn", { isReference: true }),
    functions: texts("FunctionArn", { label: "Function", isReference: true, via: functionsOf }),
    batch_size: number("BatchSize"),
    starting_position: text("StartingPosition"),
    on_failure: text("DestinationConfig.OnFailure.Destination", { isReference: true }),
    concurrency: number("ScalingConfig.MaximumConcurrency", { label: "Most at once" }),
    retries: number("MaximumRetryAttempts"),
    last_modified: time("LastModified", { isVolatile: true }),
  },
  console: "/lambda/home?region={R}#/event-source-mappings/{id}",
})
