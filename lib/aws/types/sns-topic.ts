import { isOpen } from "@/lib/aws/read/texts"
import { sns } from "@/lib/aws/services/sns"
import { defineType, flag, number, text } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const snsTopic = defineType({
  type: "sns_topic",
  name: "SNS Topics",
  view: "sns_topics",
  description: "Messages that go to all who subscribed",
  category: "Integration",
  icon: icons.bell,
  service: sns,
  list: { operation: "ListTopics", items: "Topics" },
  details: [
    {
      ...{
        gone: /^NotFound/,
        operation: "GetTopicAttributes",
        input: { TopicArn: "{TopicArn}" },
        item: "Attributes",
        as: "Attributes",
      },
    },
  ],
  tags: { index: "sns", operation: "ListTagsForResource", input: { ResourceArn: "{TopicArn}" }, tags: "Tags" },
  id: "TopicArn!:",
  title: "TopicArn!:",
  arn: "{TopicArn}",
  arnForm: "sns:*:*:(?<id>[^:]+)",
  properties: {
    subscriptions: number("Attributes.SubscriptionsConfirmed", { isVolatile: true }),
    is_open: flag("Attributes.Policy", { label: "Open to everybody", via: isOpen }),
    fifo: flag("Attributes.FifoTopic", { label: "FIFO", otherwise: false }),
    pending_subscriptions: number("Attributes.SubscriptionsPending", { isVolatile: true }),
    display_name: text("Attributes.DisplayName"),
    kms_key: text("Attributes.KmsMasterKeyId", { label: "KMS key", isReference: true }),
    owner_id: text("Attributes.Owner", { label: "Owner" }),
  },
  publicWhen: { property: "is_open", is: true },
  console: "/sns/v3/home?region={R}#/topic/{arn}",
})
