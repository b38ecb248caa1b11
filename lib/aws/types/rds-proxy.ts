import { rds } from "@/lib/aws/services/rds"
import { defineType, flag, number, text, texts, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const rdsProxy = defineType({
  type: "rds_proxy",
  name: "RDS Proxies",
  view: "rds_proxies",
  description: "Shared connections to databases",
  category: "Database",
  icon: icons.plug,
  service: rds,
  list: { operation: "DescribeDBProxies", items: "DBProxies", size: { member: "MaxRecords", most: 100, fewest: 20 } },
  tags: {
    ...{
      operation: "ListTagsForResource",
      input: { ResourceName: "{DBProxyArn}" },
      tags: "TagList",
      gone: /^DBProxyNotFound/,
    },
    ...{ index: "rds:db-proxy", made: "UpdatedDate | CreatedDate" },
  },
  id: "DBProxyName",
  title: "DBProxyName",
  arn: "{DBProxyArn}",
  arnKind: "rds:db-proxy",
  birth: "CreatedDate",
  status: "Status",
  vpc: "VpcId",
  properties: {
    engine_family: text("EngineFamily"),
    tls_required: flag("RequireTLS", { label: "TLS required" }),
    endpoint: text("Endpoint"),
    secrets: texts("Auth[].SecretArn", { isReference: true }),
    role: text("RoleArn", { isReference: true }),
    subnets: texts("VpcSubnetIds[]", { isReference: true }),
    security_groups: texts("VpcSecurityGroupIds[]", { isReference: true }),
    idle_timeout: number("IdleClientTimeout", { unit: "seconds" }),
    debug_logging: flag("DebugLogging"),
    created_at: time("CreatedDate"),
  },
  console: "/rds/home?region={R}#proxy:id={id}",
})
