import { logGroupOf } from "@/lib/aws/read/texts"
import { ec2 } from "@/lib/aws/services/ec2"
import { defineType, number, text, time } from "@/lib/aws/types/contract"

/** The service that an ARN names: `arn:aws:s3:::bucket/folder/`. */
const serviceOf = (arn: unknown) => String(arn).split(":")[2]

/** The name of the bucket that an ARN is of, without the folder in it. */
const bucketOf = ([arn]: readonly unknown[]): string | null =>
  serviceOf(arn) === "s3" ? (String(arn).split(":")[5]?.split("/")[0] ?? null) : null

export const flowLog = defineType({
  type: "flow_log",
  name: "Flow Logs",
  view: "flow_logs",
  description: "Records of a network's traffic",
  category: "Networking",
  icon: { color: "#7a3fc4", path: "M3 6c4-4 6 4 10 0s5 2 8 0M4 12h13M4 16h16M4 20h9" },
  service: ec2,
  // EC2 API Reference, DescribeFlowLogs: from 5 to 1,000 on a page.
  list: { operation: "DescribeFlowLogs", items: "FlowLogs", size: { member: "MaxResults", most: 1000, fewest: 5 } },
  tags: "Tags",
  id: "FlowLogId",
  arn: "arn:{P}:ec2:{R}:{O}:vpc-flow-log/{FlowLogId}",
  status: "FlowLogStatus",
  properties: {
    source_resource: text("ResourceId", { label: "Source", isReference: true }),
    destination: text("LogDestination | LogGroupName"),
    traffic_type: text("TrafficType", { label: "Traffic", isIndexed: true }),
    destination_type: text("LogDestinationType"),
    delivery_status: text("DeliverLogsStatus"),
    // Also that CloudWatch Logs holds it back for the moment.
    delivery_error: text("DeliverLogsErrorMessage", { isVolatile: true }),
    bucket: text("LogDestination", { to: { types: ["s3"] }, via: bucketOf }),
    log_group: text("LogDestination | LogGroupName", {
      to: { types: ["log_group"] },
      // A name without an ARN is a log group's.
      via: ([found]) => (/^arn:(?![^:]*:logs:)/.test(String(found)) ? null : logGroupOf([found])),
    }),
    delivery_stream: text("LogDestination", {
      ...{ label: "Firehose stream", isReference: true },
      via: ([arn]) => (serviceOf(arn) === "firehose" ? arn : null),
    }),
    role: text("DeliverLogsPermissionArn", { isReference: true }),
    cross_account_role: text("DeliverCrossAccountRole", { label: "Role across accounts", isReference: true }),
    aggregation_interval: number("MaxAggregationInterval", { unit: "seconds" }),
    log_format: text("LogFormat", { label: "Format" }),
    file_format: text("DestinationOptions.FileFormat"),
    created_at: time("CreationTime", { label: "Created" }),
  },
  console: "/vpcconsole/home?region={R}#FlowLogs:flowLogId={id}",
})
