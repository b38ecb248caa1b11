export {
  BedrockClient,
  GetGuardrailCommand,
  ListGuardrailsCommand,
  ListTagsForResourceCommand,
  paginateListGuardrails,
} from "@aws-sdk/client-bedrock"
