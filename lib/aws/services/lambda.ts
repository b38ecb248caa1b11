import type { Service } from "@/lib/aws/types/contract"

export const lambda: Service = {
  name: "Lambda",
  prefix: "lambda",
  client: "LambdaClient",
  package: "@aws-sdk/client-lambda",
  sdk: () => import("@aws-sdk/client-lambda"),
}
