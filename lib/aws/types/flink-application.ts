import { flink } from "@/lib/aws/services/flink"
import { defineType, number, text, texts, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

const CONFIG = "Application.ApplicationConfigurationDescription"

export const flinkApplication = defineType({
  type: "flink_application",
  name: "Flink Applications",
  view: "flink_applications",
  description: "Programs over streams",
  category: "Analytics",
  icon: icons.nodes,
  service: flink,
  list: {
    ...{ operation: "ListApplications", items: "ApplicationSummaries" },
    size: { member: "Limit", most: 50, fewest: 1 },
  },
  details: [
    {
      ...{ operation: "DescribeApplication", input: { ApplicationName: "{ApplicationName}" } },
      ...{ item: "ApplicationDetail", as: "Application", gone: /^ResourceNotFoundException/ },
    },
  ],
  tags: {
    ...{ index: "kinesisanalytics:application", gone: /^ResourceNotFoundException/ },
    ...{ operation: "ListTagsForResource", input: { ResourceARN: "{ApplicationARN}" }, tags: "Tags" },
  },
  id: "ApplicationName",
  title: "ApplicationName",
  arn: "{ApplicationARN}",
  arnForm: "kinesisanalytics:*:*:application/(?<id>.+)",
  status: "ApplicationStatus",
  passing: ["AUTOSCALING", "MAINTENANCE"],
  properties: {
    runtime: text("RuntimeEnvironment", { isIndexed: true }),
    mode: text("ApplicationMode"),
    parallelism: number(
      `${CONFIG}.FlinkApplicationConfigurationDescription.ParallelismConfigurationDescription.Parallelism`,
    ),
    version_number: number("ApplicationVersionId", { label: "Version" }),
    role: text("Application.ServiceExecutionRole", { isReference: true }),
    subnets: texts(`${CONFIG}.VpcConfigurationDescriptions[].SubnetIds[]`, { isReference: true }),
    security_groups: texts(`${CONFIG}.VpcConfigurationDescriptions[].SecurityGroupIds[]`, { isReference: true }),
    description: text("Application.ApplicationDescription"),
    modified_at: time("Application.LastUpdateTimestamp"),
    created_at: time("Application.CreateTimestamp"),
  },
  console: "/flink/home?region={R}#/list-applications/{id}/details",
})
