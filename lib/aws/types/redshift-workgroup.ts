import { redshiftServerless } from "@/lib/aws/services/redshift-serverless"
import { defineType, flag, number, text, texts, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const redshiftWorkgroup = defineType({
  type: "redshift_serverless_workgroup",
  name: "Redshift Serverless Workgroups",
  view: "redshift_serverless_workgroups",
  description: "Redshift without clusters",
  category: "Database",
  icon: icons.database,
  service: redshiftServerless,
  list: { operation: "ListWorkgroups", items: "workgroups", size: { member: "maxResults", most: 100, fewest: 1 } },
  tags: {
    ...{ index: "redshift-serverless:workgroup", made: "creationDate" },
    ...{ operation: "ListTagsForResource", input: { resourceArn: "{workgroupArn}" }, tags: "tags" },
  },
  id: "workgroupName",
  title: "workgroupName",
  arn: "{workgroupArn}",
  arnKind: "redshift-serverless:workgroup",
  birth: "workgroupId",
  status: "status",
  properties: {
    capacity_units: number("baseCapacity", { label: "Base capacity in RPUs" }),
    namespace: text("namespaceName"),
    publicly_accessible: flag("publiclyAccessible"),
    most_capacity: number("maxCapacity", { label: "Most capacity in RPUs" }),
    endpoint: text("endpoint.address"),
    port: number("endpoint.port"),
    enhanced_vpc_routing: flag("enhancedVpcRouting", { label: "Enhanced VPC routing" }),
    subnets: texts("subnetIds[]", { isReference: true }),
    security_groups: texts("securityGroupIds[]", { isReference: true }),
    created_at: time("creationDate"),
  },
  publicWhen: { property: "publicly_accessible", is: true },
  console: "/redshiftv2/home?region={R}#/serverless-dashboard",
})
