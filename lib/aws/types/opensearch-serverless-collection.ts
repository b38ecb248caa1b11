import { opensearchServerless } from "@/lib/aws/services/opensearch-serverless"
import { defineType, text, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const opensearchServerlessCollection = defineType({
  type: "opensearch_serverless_collection",
  name: "OpenSearch Serverless Collections",
  view: "opensearch_serverless_collections",
  description: "Search without clusters",
  category: "Database",
  icon: icons.search,
  service: opensearchServerless,
  list: {
    ...{ operation: "ListCollections", items: "collectionSummaries" },
    size: { member: "maxResults", most: 100, fewest: 1 },
  },
  details: [
    {
      ...{ operation: "BatchGetCollection", ids: "ids", most: 100, id: "id", as: "Collection" },
      ...{ list: "collectionDetails", key: "id" },
    },
  ],
  tags: {
    ...{ index: "aoss:collection", gone: /^ResourceNotFoundException/ },
    ...{ operation: "ListTagsForResource", input: { resourceArn: "{arn}" }, tags: "tags" },
  },
  id: "id",
  title: "name",
  arn: "{arn}",
  arnForm: "aoss:*:*:collection/(?<id>.+)",
  status: "status",
  passing: ["UPDATING"],
  properties: {
    collection_type: text("Collection.type", { label: "Kind" }),
    endpoint: text("Collection.collectionEndpoint"),
    standby_replicas: text("Collection.standbyReplicas"),
    collection_group: text("collectionGroupName"),
    kms_key: text("kmsKeyArn", { label: "KMS key", isReference: true }),
    description: text("Collection.description"),
    modified_at: time("Collection.lastModifiedDate"),
    created_at: time("Collection.createdDate"),
  },
  console: "/aos/home?region={R}#opensearch/collections/{id}",
})
