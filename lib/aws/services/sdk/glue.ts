export {
  GetDatabasesCommand,
  GetJobsCommand,
  GetTagsCommand,
  GlueClient,
  paginateGetDatabases,
  paginateGetJobs,
} from "@aws-sdk/client-glue"
