import { dms } from "@/lib/aws/services/dms"
import { defineType, text, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const dmsTask = defineType({
  type: "dms_task",
  name: "DMS Tasks",
  view: "dms_tasks",
  description: "Moves from one database to another",
  category: "Database",
  icon: icons.copy,
  service: dms,
  list: {
    ...{ operation: "DescribeReplicationTasks", items: "ReplicationTasks", input: { WithoutSettings: true } },
    size: { member: "MaxRecords", most: 100, fewest: 20 },
  },
  tags: {
    ...{ index: "dms:task", made: "ReplicationTaskCreationDate" },
    ...{ operation: "ListTagsForResource", input: { ResourceArn: "{ReplicationTaskArn}" }, tags: "TagList" },
  },
  id: "ReplicationTaskIdentifier",
  title: "ReplicationTaskIdentifier",
  arn: "{ReplicationTaskArn}",
  arnKind: "dms:task",
  birth: "ReplicationTaskArn",
  status: "Status",
  properties: {
    migration_type: text("MigrationType"),
    stop_reason: text("StopReason"),
    last_failure: text("LastFailureMessage"),
    dms_instance: text("ReplicationInstanceArn", { label: "DMS instance" }),
    source_endpoint: text("SourceEndpointArn"),
    target_endpoint: text("TargetEndpointArn"),
    created_at: time("ReplicationTaskCreationDate"),
  },
  console: "/dms/v2/home?region={R}#taskDetails/{id}",
})
