import type { Service } from "@/lib/aws/types/contract"

export const amplify: Service = {
  name: "Amplify",
  prefix: "amplify",
  client: "AmplifyClient",
  package: "@aws-sdk/client-amplify",
  sdk: () => import("@/lib/aws/services/sdk/amplify"),
}
