import type { Service } from "@/lib/aws/types/contract"

export const secretsManager: Service = {
  name: "Secrets Manager",
  prefix: "secretsmanager",
  client: "SecretsManagerClient",
  package: "@aws-sdk/client-secrets-manager",
  sdk: () => import("@/lib/aws/services/sdk/secrets-manager"),
}
