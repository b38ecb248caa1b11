import type { Service } from "@/lib/aws/types/contract"

/** AWS Backup answers so in regions without it. */
export const backup: Service = {
  name: "Backup",
  prefix: "backup",
  client: "BackupClient",
  package: "@aws-sdk/client-backup",
  sdk: () => import("@/lib/aws/services/sdk/backup"),
  absence: /^AccessDenied\w*: .*not available in/,
}
