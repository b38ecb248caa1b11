export {
  GetCrawlersCommand,
  GetDatabasesCommand,
  GetJobsCommand,
  GetTagsCommand,
  GlueClient,
  paginateGetCrawlers,
  paginateGetDatabases,
  paginateGetJobs,
} from "@aws-sdk/client-glue"
