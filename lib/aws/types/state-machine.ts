import { logGroupOf } from "@/lib/aws/read/texts"
import { stepFunctions } from "@/lib/aws/services/step-functions"
import { defineType, flag, text, texts, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const stateMachine = defineType({
  type: "state_machine",
  name: "State Machines",
  view: "state_machines",
  description: "Workflows of Step Functions",
  category: "Integration",
  icon: icons.steps,
  service: stepFunctions,
  list: {
    ...{ operation: "ListStateMachines", items: "stateMachines" },
    size: { member: "maxResults", most: 1000, fewest: 1 },
  },
  details: [
    {
      ...{ gone: /^StateMachineDoesNotExist/, operation: "DescribeStateMachine", as: "Machine" },
      // A definition may hold secrets, and an encrypted one takes a permission for its key.
      input: { stateMachineArn: "{stateMachineArn}", includedData: "METADATA_ONLY" },
    },
  ],
  tags: {
    ...{ index: "states:stateMachine", made: "creationDate" },
    ...{ operation: "ListTagsForResource", input: { resourceArn: "{stateMachineArn}" }, tags: "tags" },
  },
  id: "name",
  title: "name",
  arn: "{stateMachineArn}",
  arnForm: "states:*:*:stateMachine:(?<id>[^:]+)",
  birth: "creationDate",
  status: "Machine.status",
  properties: {
    machine_type: text("type", { label: "Kind" }),
    log_level: text("Machine.loggingConfiguration.level"),
    role: text("Machine.roleArn", { isReference: true }),
    tracing: flag("Machine.tracingConfiguration.enabled"),
    log_groups: texts("Machine.loggingConfiguration.destinations[].cloudWatchLogsLogGroup.logGroupArn", {
      ...{ to: { types: ["log_group"] }, via: (arns) => arns.flatMap((arn) => logGroupOf([arn]) ?? []) },
    }),
    kms_key: text("Machine.encryptionConfiguration.kmsKeyId", { label: "KMS key", isReference: true }),
    created_at: time("creationDate"),
  },
  console: "/states/home?region={R}#/statemachines/view/{arn}",
})
