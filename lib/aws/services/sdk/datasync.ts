export {
  DataSyncClient,
  DescribeTaskCommand,
  ListTagsForResourceCommand,
  ListTasksCommand,
  paginateListTagsForResource,
  paginateListTasks,
} from "@aws-sdk/client-datasync"
