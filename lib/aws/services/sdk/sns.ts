export {
  GetTopicAttributesCommand,
  ListTagsForResourceCommand,
  ListTopicsCommand,
  paginateListTopics,
  SNSClient,
} from "@aws-sdk/client-sns"
