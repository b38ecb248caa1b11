export {
  BatchClient,
  DescribeComputeEnvironmentsCommand,
  DescribeJobQueuesCommand,
  paginateDescribeComputeEnvironments,
  paginateDescribeJobQueues,
} from "@aws-sdk/client-batch"
