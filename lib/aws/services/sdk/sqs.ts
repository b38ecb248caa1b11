export {
  GetQueueAttributesCommand,
  ListQueuesCommand,
  ListQueueTagsCommand,
  paginateListQueues,
  SQSClient,
} from "@aws-sdk/client-sqs"
