import type { Service } from "@/lib/aws/types/contract"

/** What Bedrock says in regions that have a part of it alone, and to accounts that may not use it at all. */
const absence = /^(ValidationException: Unknown operation|AccessDeniedException: .*invoke this API operation)/i

export const bedrock: Service = {
  name: "Bedrock",
  prefix: "bedrock",
  client: "BedrockClient",
  package: "@aws-sdk/client-bedrock",
  absence,
  sdk: () => import("@/lib/aws/services/sdk/bedrock"),
}

export const bedrockAgents: Service = {
  name: "Bedrock Agents",
  prefix: "bedrock",
  client: "BedrockAgentClient",
  package: "@aws-sdk/client-bedrock-agent",
  absence,
  sdk: () => import("@/lib/aws/services/sdk/bedrock-agent"),
}
