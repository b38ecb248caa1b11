import { logGroupOf } from "@/lib/aws/read/texts"
import { datasync } from "@/lib/aws/services/datasync"
import { defineType, text, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const datasyncTask = defineType({
  type: "datasync_task",
  name: "DataSync Tasks",
  view: "datasync_tasks",
  description: "Copies between two places",
  category: "Storage",
  icon: icons.swap,
  service: datasync,
  list: { operation: "ListTasks", items: "Tasks", size: { member: "MaxResults", most: 100, fewest: 1 } },
  details: [
    {
      gone: /^InvalidRequestException: .*(not found|does not exist)/,
      ...{ operation: "DescribeTask", input: { TaskArn: "{TaskArn}" }, as: "Task" },
    },
  ],
  tags: {
    index: "datasync:task",
    ...{ operation: "ListTagsForResource", input: { ResourceArn: "{TaskArn}" }, tags: "Tags" },
  },
  id: "TaskArn!/",
  title: "Name",
  arn: "{TaskArn}",
  arnForm: "datasync:*:*:task/(?<id>[^/]+)",
  status: "Status",
  passing: ["QUEUED", "RUNNING"],
  properties: {
    schedule: text("Task.Schedule.ScheduleExpression"),
    source_location: text("Task.SourceLocationArn"),
    target_location: text("Task.DestinationLocationArn"),
    log_group: text("Task.CloudWatchLogGroupArn", { to: { types: ["log_group"] }, via: logGroupOf }),
    failure: text("Task.ErrorDetail"),
    created_at: time("Task.CreationTime"),
  },
  console: "/datasync/home?region={R}#/tasks/{id}",
})
