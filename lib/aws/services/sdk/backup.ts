export {
  BackupClient,
  GetBackupPlanCommand,
  ListBackupPlansCommand,
  ListBackupVaultsCommand,
  ListTagsCommand,
  paginateListBackupPlans,
  paginateListBackupVaults,
  paginateListTags,
} from "@aws-sdk/client-backup"
