import { scheduler } from "@/lib/aws/services/scheduler"
import { defineType, text, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

/** One-time schedules may come by the hundred thousand. The target's input may hold secrets, and is not asked for. */
export const schedulerSchedule = defineType({
  type: "scheduler_schedule",
  name: "EventBridge Schedules",
  view: "scheduler_schedules",
  description: "Scheduled calls",
  category: "Integration",
  icon: icons.clock,
  service: scheduler,
  isCostly: true,
  list: { operation: "ListSchedules", items: "Schedules", size: { member: "MaxResults", most: 100, fewest: 1 } },
  tags: null,
  id: "{GroupName}/{Name}",
  title: "Name",
  arn: "{Arn}",
  arnForm: "scheduler:*:*:schedule/(?<id>.+)",
  birth: "CreationDate",
  status: "State",
  properties: {
    target: text("Target.Arn", { isReference: true }),
    schedule_group: text("GroupName"),
    modified_at: time("LastModificationDate"),
    created_at: time("CreationDate"),
  },
  console: "/scheduler/home?region={R}#schedules",
})
