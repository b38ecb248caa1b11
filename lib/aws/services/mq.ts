import type { Service } from "@/lib/aws/types/contract"

export const mq: Service = {
  name: "Amazon MQ",
  prefix: "mq",
  client: "MqClient",
  package: "@aws-sdk/client-mq",
  sdk: () => import("@/lib/aws/services/sdk/mq"),
}
