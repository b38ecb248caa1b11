import { isOpen } from "@/lib/aws/read/texts"
import { s3Tables } from "@/lib/aws/services/s3-tables"
import { defineType, flag, text, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const s3TableBucket = defineType({
  type: "s3_table_bucket",
  name: "S3 Table Buckets",
  view: "s3_table_buckets",
  description: "Tables of Apache Iceberg",
  category: "Storage",
  icon: icons.table,
  service: s3Tables,
  list: {
    ...{ operation: "ListTableBuckets", items: "tableBuckets" },
    size: { member: "maxBuckets", most: 1000, fewest: 1 },
  },
  details: [
    {
      ...{ operation: "GetTableBucketEncryption", input: { tableBucketARN: "{arn}" }, as: "Encryption" },
      ...{ item: "encryptionConfiguration", none: /^NotFoundException/ },
    },
    {
      ...{ operation: "GetTableBucketPolicy", input: { tableBucketARN: "{arn}" }, as: "Policy" },
      none: /^NotFoundException/,
    },
  ],
  tags: {
    ...{ index: "s3tables:bucket", made: "createdAt", none: /^NotFoundException/ },
    ...{ operation: "ListTagsForResource", input: { resourceArn: "{arn}" }, tags: "tags" },
  },
  id: "name",
  title: "name",
  arn: "{arn}",
  arnForm: "s3tables:*:*:bucket/(?<id>[^/]+)",
  birth: "tableBucketId",
  properties: {
    bucket_type: text("type", { label: "Kind" }),
    is_open: flag("Policy.resourcePolicy", { label: "Open to everybody", via: isOpen }),
    encryption: text("Encryption.sseAlgorithm"),
    kms_key: text("Encryption.kmsKeyArn", { label: "KMS key", isReference: true }),
    bucket_id: text("tableBucketId", { label: "Bucket ID" }),
    created_at: time("createdAt"),
  },
  managedWhen: [{ property: "bucket_type", is: ["aws"] }],
  console: "/s3/table-buckets?region={R}",
})
