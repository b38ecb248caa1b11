import { backup } from "@/lib/aws/services/backup"
import { defineType, flag, number, text, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const backupVault = defineType({
  type: "backup_vault",
  name: "Backup Vaults",
  view: "backup_vaults",
  description: "Where recovery points are kept",
  category: "Storage",
  icon: icons.vault,
  service: backup,
  list: {
    ...{ operation: "ListBackupVaults", items: "BackupVaultList" },
    size: { member: "MaxResults", most: 1000, fewest: 1 },
  },
  tags: {
    ...{ index: "backup:backup-vault", made: "CreationDate" },
    ...{ operation: "ListTags", input: { ResourceArn: "{BackupVaultArn}" }, tags: "Tags" },
  },
  id: "BackupVaultName",
  title: "BackupVaultName",
  arn: "{BackupVaultArn}",
  arnForm: "backup:*:*:backup-vault:(?<id>.+)",
  birth: "CreationDate",
  status: "VaultState",
  properties: {
    recovery_points: number("NumberOfRecoveryPoints", { isVolatile: true }),
    locked: flag("Locked"),
    vault_type: text("VaultType"),
    min_retention: number("MinRetentionDays", { unit: "days" }),
    max_retention: number("MaxRetentionDays", { unit: "days" }),
    lock_date: time("LockDate"),
    // AWS makes one in each region, and one for file systems that are backed up by themselves.
    made_by_aws: flag("BackupVaultName", {
      label: "Made by AWS",
      via: ([name]) => /^(Default$|aws\/)/.test(String(name)),
    }),
    kms_key: text("EncryptionKeyArn", { label: "KMS key", isReference: true }),
    created_at: time("CreationDate"),
  },
  managedWhen: [{ property: "made_by_aws", is: [true] }],
  console: "/backup/home?region={R}#/backupvaults/details/{id}",
})
