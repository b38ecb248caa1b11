import { kinesis } from "@/lib/aws/services/kinesis"
import { defineType, number, text, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const kinesisStream = defineType({
  type: "kinesis_stream",
  name: "Kinesis Streams",
  view: "kinesis_streams",
  description: "Records in their order",
  category: "Integration",
  icon: icons.stream,
  service: kinesis,
  list: { operation: "ListStreams", items: "StreamSummaries", size: { member: "Limit", most: 100, fewest: 1 } },
  details: [
    {
      ...{
        gone: /^ResourceNotFoundException/,
        operation: "DescribeStreamSummary",
        input: { StreamName: "{StreamName}" },
      },
      ...{ item: "StreamDescriptionSummary", as: "Summary" },
    },
  ],
  tags: {
    ...{ index: "kinesis:stream", made: "StreamCreationTimestamp" },
    ...{ operation: "ListTagsForStream", input: { StreamName: "{StreamName}" }, tags: "Tags" },
    next: { member: "ExclusiveStartTagKey", from: "Tags[].Key", while: "HasMoreTags" },
  },
  id: "StreamName",
  title: "StreamName",
  arn: "{StreamARN}",
  arnForm: "kinesis:*:*:stream/(?<id>[^/]+)",
  birth: "StreamCreationTimestamp",
  status: "StreamStatus",
  properties: {
    mode: text("StreamModeDetails.StreamMode"),
    shards: number("Summary.OpenShardCount", { isVolatile: true }),
    retention_hours: number("Summary.RetentionPeriodHours", { label: "Retention in hours" }),
    encryption: text("Summary.EncryptionType"),
    consumers: number("Summary.ConsumerCount", { isVolatile: true }),
    kms_key: text("Summary.KeyId", { label: "KMS key", isReference: true }),
    created_at: time("StreamCreationTimestamp"),
  },
  console: "/kinesis/home?region={R}#/streams/details/{id}/monitoring",
})
