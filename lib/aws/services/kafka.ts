import type { Service } from "@/lib/aws/types/contract"

export const kafka: Service = {
  name: "MSK",
  prefix: "kafka",
  client: "KafkaClient",
  package: "@aws-sdk/client-kafka",
  sdk: () => import("@/lib/aws/services/sdk/kafka"),
}
