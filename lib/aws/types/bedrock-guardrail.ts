import { bedrock } from "@/lib/aws/services/bedrock"
import { defineType, text, texts, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const bedrockGuardrail = defineType({
  type: "bedrock_guardrail",
  name: "Bedrock Guardrails",
  view: "bedrock_guardrails",
  description: "What models may not say or be asked",
  category: "Machine learning",
  icon: icons.brain,
  service: bedrock,
  list: { operation: "ListGuardrails", items: "guardrails", size: { member: "maxResults", most: 1000, fewest: 1 } },
  details: [
    {
      ...{ operation: "GetGuardrail", input: { guardrailIdentifier: "{id}" }, as: "Guardrail" },
      gone: /^ResourceNotFoundException/,
    },
  ],
  tags: {
    ...{ operation: "ListTagsForResource", input: { resourceARN: "{arn}" }, tags: "tags" },
    gone: /^ResourceNotFoundException/,
  },
  id: "id",
  title: "name",
  arn: "{arn}",
  arnForm: "bedrock:*:*:guardrail/(?<id>[^/:]+)",
  status: "status",
  properties: {
    version: text("version"),
    filters: texts("Guardrail.contentPolicy.filters[].type", { label: "Content filters" }),
    denied_topics: texts("Guardrail.topicPolicy.topics[].name"),
    personal_data: texts("Guardrail.sensitiveInformationPolicy.piiEntities[].type", { label: "Personal data" }),
    kms_key: text("Guardrail.kmsKeyArn", { label: "KMS key", isReference: true }),
    description: text("description"),
    updated_at: time("updatedAt"),
    created_at: time("createdAt"),
  },
  console: "/bedrock/home?region={R}#/guardrails/{id}",
})
