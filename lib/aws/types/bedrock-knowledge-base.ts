import { bedrockAgents } from "@/lib/aws/services/bedrock"
import { defineType, text, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

const STORE = "Base.storageConfiguration"

export const bedrockKnowledgeBase = defineType({
  type: "bedrock_knowledge_base",
  name: "Bedrock Knowledge Bases",
  view: "bedrock_knowledge_bases",
  description: "One's own documents for models",
  category: "Machine learning",
  icon: icons.catalog,
  service: bedrockAgents,
  list: {
    ...{ operation: "ListKnowledgeBases", items: "knowledgeBaseSummaries" },
    size: { member: "maxResults", most: 1000, fewest: 1 },
  },
  details: [
    {
      ...{ operation: "GetKnowledgeBase", input: { knowledgeBaseId: "{knowledgeBaseId}" } },
      ...{ item: "knowledgeBase", as: "Base", gone: /^ResourceNotFoundException/ },
    },
  ],
  tags: {
    ...{ operation: "ListTagsForResource", tags: "tags", gone: /^ResourceNotFoundException/ },
    input: { resourceArn: "arn:{P}:bedrock:{R}:{O}:knowledge-base/{knowledgeBaseId}" },
  },
  id: "knowledgeBaseId",
  title: "name",
  arn: "arn:{P}:bedrock:{R}:{O}:knowledge-base/{knowledgeBaseId}",
  status: "status",
  properties: {
    data_kind: text("Base.knowledgeBaseConfiguration.type", { label: "Kind" }),
    storage: text(`${STORE}.type`),
    store: text(
      `${STORE}.opensearchServerlessConfiguration.collectionArn | ${STORE}.opensearchManagedClusterConfiguration.domainArn | ${STORE}.rdsConfiguration.resourceArn | ${STORE}.s3VectorsConfiguration.indexArn | ${STORE}.neptuneAnalyticsConfiguration.graphArn`,
      { isReference: true },
    ),
    embedding_model: text("Base.knowledgeBaseConfiguration.vectorKnowledgeBaseConfiguration.embeddingModelArn"),
    role: text("Base.roleArn", { isReference: true }),
    description: text("description"),
    updated_at: time("updatedAt"),
    created_at: time("Base.createdAt"),
  },
  console: "/bedrock/home?region={R}#/knowledge-bases/{id}",
})
