import { withoutSecrets } from "@/lib/aws/read/texts"
import { sns } from "@/lib/aws/services/sns"
import { defineType, text } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

/** Where a message goes, without what may be a secret or a person's: of a web address the host, of an e-mail the domain. */
function hostOf([endpoint]: readonly unknown[]): string | null {
  const text = String(endpoint ?? "")
  if (/^https?:/.test(text)) return withoutSecrets(text)?.split("/")[2] ?? null
  return text.includes("@") ? (text.split("@").at(-1) ?? null) : null
}

export const snsSubscription = defineType({
  type: "sns_subscription",
  name: "SNS Subscriptions",
  view: "sns_subscriptions",
  description: "Who gets the messages of topics",
  category: "Integration",
  icon: icons.bell,
  service: sns,
  // AWS pages by a hundred.
  list: { operation: "ListSubscriptions", items: "Subscriptions" },
  // Those that nobody confirmed have no ARN yet.
  unless: { path: "SubscriptionArn", is: ["PendingConfirmation", "Deleted"] },
  // AWS keeps none of subscriptions.
  tags: null,
  id: "SubscriptionArn",
  title: "TopicArn!:",
  arn: "{SubscriptionArn}",
  arnForm: { form: "sns:*:*:[^:]+:[0-9a-f-]{36}", id: ({ arn = "" }) => arn },
  owner: "Owner",
  properties: {
    protocol: text("Protocol"),
    topic: text("TopicArn", { isReference: true }),
    endpoint_arn: text("Endpoint", {
      ...{ label: "Goes to", isReference: true },
      via: ([one]) => (String(one).startsWith("arn:") ? one : null),
    }),
    endpoint_host: text("Endpoint", { label: "Host", via: hostOf }),
    owner_id: text("Owner"),
  },
  console: "/sns/v3/home?region={R}#/subscription/{id}",
})
