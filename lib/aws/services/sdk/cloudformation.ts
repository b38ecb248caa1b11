export {
  CloudFormationClient,
  DescribeStacksCommand,
  ListStackResourcesCommand,
  paginateDescribeStacks,
  paginateListStackResources,
} from "@aws-sdk/client-cloudformation"
