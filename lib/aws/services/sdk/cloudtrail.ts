export {
  CloudTrailClient,
  DescribeTrailsCommand,
  GetTrailStatusCommand,
  ListTagsCommand,
  paginateListTags,
} from "@aws-sdk/client-cloudtrail"
