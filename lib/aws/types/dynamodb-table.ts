import { dynamodb } from "@/lib/aws/services/dynamodb"
import { defineType, flag, number, text, texts, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

const ARN = "arn:{P}:dynamodb:{R}:{O}:table/{item}"

export const dynamodbTable = defineType({
  type: "dynamodb_table",
  name: "DynamoDB Tables",
  view: "dynamodb_tables",
  description: "Tables of items",
  category: "Database",
  icon: icons.table,
  service: dynamodb,
  list: { operation: "ListTables", items: "TableNames", size: { member: "Limit", most: 100, fewest: 1 } },
  details: [
    {
      gone: /^ResourceNotFoundException/,
      operation: "DescribeTable",
      input: { TableName: "{item}" },
      item: "Table",
      as: "Table",
    },
  ],
  tags: {
    ...{ index: "dynamodb:table", made: "Table.CreationDateTime" },
    ...{ operation: "ListTagsOfResource", input: { ResourceArn: ARN }, tags: "Tags" },
    next: { member: "NextToken", from: "NextToken" },
  },
  id: "item",
  title: "item",
  arn: ARN,
  arnForm: "dynamodb:*:*:table/(?<id>[^/]+)",
  birth: "Table.TableId",
  status: "Table.TableStatus",
  properties: {
    billing_mode: text("Table.BillingModeSummary.BillingMode", { otherwise: "PROVISIONED" }),
    size: number("Table.TableSizeBytes", { unit: "bytes", isVolatile: true }),
    deletion_protection: flag("Table.DeletionProtectionEnabled"),
    items: number("Table.ItemCount", { isVolatile: true }),
    table_class: text("Table.TableClassSummary.TableClass", { otherwise: "STANDARD" }),
    read_capacity: number("Table.ProvisionedThroughput.ReadCapacityUnits", { isVolatile: true }),
    write_capacity: number("Table.ProvisionedThroughput.WriteCapacityUnits", { isVolatile: true }),
    keys: texts("Table.KeySchema[].AttributeName"),
    indexes: texts("Table.GlobalSecondaryIndexes[].IndexName"),
    replicas: texts("Table.Replicas[].RegionName"),
    stream: text("Table.LatestStreamArn"),
    kms_key: text("Table.SSEDescription.KMSMasterKeyArn", { label: "KMS key", isReference: true }),
    table_id: text("Table.TableId", { label: "Table ID" }),
    created_at: time("Table.CreationDateTime"),
  },
  console: "/dynamodbv2/home?region={R}#table?name={id}",
})
