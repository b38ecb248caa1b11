export {
  DescribeStreamSummaryCommand,
  KinesisClient,
  ListStreamsCommand,
  ListTagsForStreamCommand,
  paginateListStreams,
} from "@aws-sdk/client-kinesis"
