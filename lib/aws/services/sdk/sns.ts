export {
  GetTopicAttributesCommand,
  ListSubscriptionsCommand,
  ListTagsForResourceCommand,
  ListTopicsCommand,
  paginateListSubscriptions,
  paginateListTopics,
  SNSClient,
} from "@aws-sdk/client-sns"
