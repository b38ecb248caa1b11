import { bedrockAgents } from "@/lib/aws/services/bedrock"
import { defineType, number, text, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const bedrockAgent = defineType({
  type: "bedrock_agent",
  name: "Bedrock Agents",
  view: "bedrock_agents",
  description: "Models that act by themselves",
  category: "Machine learning",
  icon: icons.brain,
  service: bedrockAgents,
  list: { operation: "ListAgents", items: "agentSummaries", size: { member: "maxResults", most: 1000, fewest: 1 } },
  details: [
    {
      ...{ operation: "GetAgent", input: { agentId: "{agentId}" }, item: "agent", as: "Agent" },
      gone: /^ResourceNotFoundException/,
    },
  ],
  tags: {
    ...{ operation: "ListTagsForResource", tags: "tags", gone: /^ResourceNotFoundException/ },
    input: { resourceArn: "arn:{P}:bedrock:{R}:{O}:agent/{agentId}" },
  },
  id: "agentId",
  title: "agentName",
  arn: "arn:{P}:bedrock:{R}:{O}:agent/{agentId}",
  status: "agentStatus",
  properties: {
    foundation_model: text("Agent.foundationModel", { label: "Model" }),
    latest_version: text("latestAgentVersion"),
    collaboration: text("Agent.agentCollaboration"),
    guardrail: text("guardrailConfiguration.guardrailIdentifier", { to: { types: ["bedrock_guardrail"] } }),
    session_timeout: number("Agent.idleSessionTTLInSeconds", { unit: "seconds" }),
    role: text("Agent.agentResourceRoleArn", { isReference: true }),
    kms_key: text("Agent.customerEncryptionKeyArn", { label: "KMS key", isReference: true }),
    description: text("description"),
    prepared_at: time("Agent.preparedAt"),
    updated_at: time("updatedAt"),
    created_at: time("Agent.createdAt"),
  },
  console: "/bedrock/home?region={R}#/agents/{id}",
})
