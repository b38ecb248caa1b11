export {
  GetTableBucketEncryptionCommand,
  GetTableBucketPolicyCommand,
  ListTableBucketsCommand,
  ListTagsForResourceCommand,
  paginateListTableBuckets,
  S3TablesClient,
} from "@aws-sdk/client-s3tables"
