export {
  CloudFormationClient,
  DescribeStackSetCommand,
  DescribeStacksCommand,
  ListStackResourcesCommand,
  ListStackSetsCommand,
  paginateDescribeStacks,
  paginateListStackResources,
  paginateListStackSets,
} from "@aws-sdk/client-cloudformation"
