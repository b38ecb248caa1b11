import { grafana } from "@/lib/aws/services/grafana"
import { defineType, text, texts, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const grafanaWorkspace = defineType({
  type: "grafana_workspace",
  name: "Grafana Workspaces",
  view: "grafana_workspaces",
  description: "Dashboards of Managed Grafana",
  category: "Management",
  icon: icons.query,
  service: grafana,
  list: { operation: "ListWorkspaces", items: "workspaces", size: { member: "maxResults", most: 100, fewest: 1 } },
  details: [
    {
      ...{ operation: "DescribeWorkspace", input: { workspaceId: "{id}" }, item: "workspace", as: "Workspace" },
      gone: /^ResourceNotFoundException/,
    },
  ],
  tags: "tags",
  id: "id",
  title: "name",
  arn: "arn:{P}:grafana:{R}:{O}:/workspaces/{id}",
  status: "status",
  properties: {
    version: text("grafanaVersion"),
    endpoint: text("endpoint"),
    sign_in_ways: texts("authentication.providers[]", { label: "Sign-in" }),
    data_sources: texts("Workspace.dataSources[]"),
    account_access: text("Workspace.accountAccessType"),
    license: text("licenseType"),
    role: text("Workspace.workspaceRoleArn", { isReference: true }),
    subnets: texts("Workspace.vpcConfiguration.subnetIds[]", { isReference: true }),
    security_groups: texts("Workspace.vpcConfiguration.securityGroupIds[]", { isReference: true }),
    kms_key: text("Workspace.kmsKeyId", { label: "KMS key", isReference: true }),
    description: text("description"),
    modified_at: time("modified"),
    created_at: time("created"),
  },
  console: "/grafana/home?region={R}#/workspaces/{id}",
})
