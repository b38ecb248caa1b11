export {
  DatabaseMigrationServiceClient,
  DescribeReplicationInstancesCommand,
  DescribeReplicationTasksCommand,
  ListTagsForResourceCommand,
  paginateDescribeReplicationInstances,
  paginateDescribeReplicationTasks,
} from "@aws-sdk/client-database-migration-service"
