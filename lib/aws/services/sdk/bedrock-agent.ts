export {
  BedrockAgentClient,
  GetAgentCommand,
  GetKnowledgeBaseCommand,
  ListAgentsCommand,
  ListKnowledgeBasesCommand,
  ListTagsForResourceCommand,
  paginateListAgents,
  paginateListKnowledgeBases,
} from "@aws-sdk/client-bedrock-agent"
