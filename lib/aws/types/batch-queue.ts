import { batch } from "@/lib/aws/services/batch"
import { defineType, flag, number, text, texts } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const batchQueue = defineType({
  type: "batch_queue",
  name: "Batch Job Queues",
  view: "batch_queues",
  description: "Jobs that wait for an environment",
  category: "Compute",
  icon: icons.jobs,
  service: batch,
  list: {
    ...{ operation: "DescribeJobQueues", items: "jobQueues" },
    size: { member: "maxResults", most: 100, fewest: 1 },
  },
  tags: "tags",
  id: "jobQueueName",
  title: "jobQueueName",
  arn: "{jobQueueArn}",
  arnForm: "batch:*:*:job-queue/(?<id>.+)",
  status: "status",
  gone: ["deleted"],
  properties: {
    enabled: flag("state", { via: ([state]) => (state ? state === "ENABLED" : null) }),
    priority: number("priority"),
    environments: texts("computeEnvironmentOrder[<order].computeEnvironment", { isReference: true, isOrdered: true }),
    scheduling_policy: text("schedulingPolicyArn"),
  },
  console: "/batch/home?region={R}#queues/detail/{arn}",
})
