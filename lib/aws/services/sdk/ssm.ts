export {
  DescribeParametersCommand,
  ListTagsForResourceCommand,
  paginateDescribeParameters,
  SSMClient,
} from "@aws-sdk/client-ssm"
