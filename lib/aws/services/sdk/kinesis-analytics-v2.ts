export {
  DescribeApplicationCommand,
  KinesisAnalyticsV2Client,
  ListApplicationsCommand,
  ListTagsForResourceCommand,
  paginateListApplications,
} from "@aws-sdk/client-kinesis-analytics-v2"
