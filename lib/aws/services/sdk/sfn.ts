export {
  DescribeStateMachineCommand,
  ListStateMachinesCommand,
  ListTagsForResourceCommand,
  paginateListStateMachines,
  SFNClient,
} from "@aws-sdk/client-sfn"
