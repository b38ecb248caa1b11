import { isOpen, memberOf } from "@/lib/aws/read/texts"
import { sqs } from "@/lib/aws/services/sqs"
import { defineType, flag, number, text, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const sqsQueue = defineType({
  type: "sqs_queue",
  name: "SQS Queues",
  view: "sqs_queues",
  description: "Messages that wait for a reader",
  category: "Integration",
  icon: icons.queue,
  service: sqs,
  list: {
    operation: "ListQueues",
    items: "QueueUrls",
    leavesOutEmpty: true,
    size: { member: "MaxResults", most: 1000, fewest: 1 },
  },
  details: [
    {
      ...{
        gone: /^(QueueDoesNotExist|AWS.SimpleQueueService.NonExistentQueue)/,
        operation: "GetQueueAttributes",
        input: { QueueUrl: "{item}", AttributeNames: ["All"] },
      },
      ...{ item: "Attributes", as: "Attributes" },
    },
  ],
  tags: {
    ...{ index: "sqs", made: "Attributes.CreatedTimestamp" },
    ...{ leavesOutEmpty: true, operation: "ListQueueTags", input: { QueueUrl: "{item}" }, tags: "Tags" },
  },
  id: "item!/",
  title: "item!/",
  arn: "arn:{P}:sqs:{R}:{O}:{item!/}",
  birth: "Attributes.CreatedTimestamp",
  properties: {
    messages: number("Attributes.ApproximateNumberOfMessages", { isVolatile: true }),
    dead_letter_queue: text("Attributes.RedrivePolicy", { isReference: true, via: memberOf("deadLetterTargetArn") }),
    is_open: flag("Attributes.Policy", { label: "Open to everybody", via: isOpen }),
    fifo: flag("Attributes.FifoQueue", { label: "FIFO", otherwise: false }),
    retention: number("Attributes.MessageRetentionPeriod", { unit: "seconds" }),
    visibility_timeout: number("Attributes.VisibilityTimeout", { unit: "seconds" }),
    delay: number("Attributes.DelaySeconds", { unit: "seconds" }),
    kms_key: text("Attributes.KmsMasterKeyId", { label: "KMS key", isReference: true }),
    sse_sqs: flag("Attributes.SqsManagedSseEnabled", { label: "Encrypted by SQS" }),
    url: text("item", { label: "URL" }),
    created_at: time("Attributes.CreatedTimestamp"),
  },
  publicWhen: { property: "is_open", is: true },
  console: "/sqs/v3/home?region={R}#/queues",
})
