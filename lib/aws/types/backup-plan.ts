import { backup } from "@/lib/aws/services/backup"
import { defineType, flag, items, texts, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const backupPlan = defineType({
  type: "backup_plan",
  name: "Backup Plans",
  view: "backup_plans",
  description: "What is backed up, when, and for how long",
  category: "Storage",
  icon: icons.calendar,
  service: backup,
  list: {
    ...{ operation: "ListBackupPlans", items: "BackupPlansList" },
    size: { member: "MaxResults", most: 1000, fewest: 1 },
  },
  details: [
    {
      gone: /^ResourceNotFoundException/,
      ...{ operation: "GetBackupPlan", input: { BackupPlanId: "{BackupPlanId}" }, item: "BackupPlan", as: "Plan" },
    },
  ],
  tags: {
    ...{ index: "backup:backup-plan", made: "CreationDate" },
    ...{ operation: "ListTags", input: { ResourceArn: "{BackupPlanArn}" }, tags: "Tags" },
  },
  id: "BackupPlanId",
  title: "BackupPlanName",
  arn: "{BackupPlanArn}",
  arnForm: "backup:*:*:backup-plan:(?<id>.+)",
  properties: {
    rule_names: texts("Plan.Rules[].RuleName"),
    schedules: texts("Plan.Rules[].ScheduleExpression"),
    vaults: texts("Plan.Rules[].TargetBackupVaultName", { to: { types: ["backup_vault"] } }),
    rules: items("Plan.Rules[]", {
      name: "RuleName",
      schedule: "ScheduleExpression",
      cold_after_days: "Lifecycle.MoveToColdStorageAfterDays",
      delete_after_days: "Lifecycle.DeleteAfterDays",
      continuous: "EnableContinuousBackup",
    }),
    copied_to: texts("Plan.Rules[].CopyActions[].DestinationBackupVaultArn", { isReference: true }),
    made_by_aws: flag("BackupPlanName", { label: "Made by AWS", via: ([name]) => String(name).startsWith("aws/") }),
    last_run: time("LastExecutionDate", { isVolatile: true }),
    created_at: time("CreationDate"),
  },
  managedWhen: [{ property: "made_by_aws", is: [true] }],
  console: "/backup/home?region={R}#/backupplan/details/{id}",
})
