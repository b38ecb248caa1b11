import { firehose } from "@/lib/aws/services/firehose"
import { defineType, text, texts, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

/** The kinds of destinations. All but S3 itself keep what failed in a bucket. */
const OTHERS = [
  ...["Redshift", "Elasticsearch", "Amazonopensearchservice", "AmazonOpenSearchServerless", "Splunk", "HttpEndpoint"],
  ...["Snowflake", "Iceberg"],
]
const KINDS = ["ExtendedS3", "S3", ...OTHERS.filter((kind) => kind !== "Splunk")]
const BUCKETS = [
  ...["ExtendedS3DestinationDescription.BucketARN", "S3DestinationDescription.BucketARN"],
  ...OTHERS.map((kind) => `${kind}DestinationDescription.S3DestinationDescription.BucketARN`),
]

export const firehoseStream = defineType({
  type: "firehose_stream",
  name: "Firehose Streams",
  view: "firehose_streams",
  description: "Records on their way into a store",
  category: "Integration",
  icon: icons.stream,
  service: firehose,
  list: {
    ...{
      operation: "ListDeliveryStreams",
      items: "DeliveryStreamNames",
      size: { member: "Limit", most: 1000, fewest: 1 },
    },
    next: {
      member: "ExclusiveStartDeliveryStreamName",
      ...{ from: "DeliveryStreamNames[]", while: "HasMoreDeliveryStreams" },
    },
  },
  details: [
    {
      ...{
        gone: /^ResourceNotFoundException/,
        operation: "DescribeDeliveryStream",
        input: { DeliveryStreamName: "{item}" },
      },
      ...{ item: "DeliveryStreamDescription", as: "Stream" },
    },
  ],
  tags: {
    ...{ index: "firehose:deliverystream", made: "Stream.CreateTimestamp" },
    ...{ operation: "ListTagsForDeliveryStream", input: { DeliveryStreamName: "{item}" }, tags: "Tags" },
    next: { member: "ExclusiveStartTagKey", from: "Tags[].Key", while: "HasMoreTags" },
  },
  id: "item",
  title: "item",
  arn: "arn:{P}:firehose:{R}:{O}:deliverystream/{item}",
  birth: "Stream.CreateTimestamp",
  status: "Stream.DeliveryStreamStatus",
  properties: {
    source_type: text("Stream.DeliveryStreamType"),
    buckets: texts(BUCKETS.map((one) => `Stream.Destinations[].${one}`).join(" | "), { isReference: true }),
    encryption: text("Stream.DeliveryStreamEncryptionConfiguration.Status"),
    source_stream: text("Stream.Source.KinesisStreamSourceDescription.KinesisStreamARN", {
      label: "Source",
      isReference: true,
    }),
    source_cluster: text("Stream.Source.MSKSourceDescription.MSKClusterARN", {
      label: "Source cluster",
      isReference: true,
    }),
    roles: texts(KINDS.map((kind) => `Stream.Destinations[].${kind}DestinationDescription.RoleARN`).join(" | "), {
      isReference: true,
    }),
    kms_key: text("Stream.DeliveryStreamEncryptionConfiguration.KeyARN", { label: "KMS key", isReference: true }),
    created_at: time("Stream.CreateTimestamp"),
  },
  console: "/firehose/home?region={R}#/details/{id}/monitoring",
})
