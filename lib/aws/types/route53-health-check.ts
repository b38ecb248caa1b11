import { route53 } from "@/lib/aws/services/route-53"
import { defineType, flag, number, text } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

const CONFIG = "HealthCheckConfig"

export const route53HealthCheck = defineType({
  type: "route53_health_check",
  name: "Health Checks",
  view: "route53_health_checks",
  description: "Checks whether an address answers",
  category: "Networking",
  icon: icons.target,
  service: route53,
  scope: "global",
  list: { operation: "ListHealthChecks", items: "HealthChecks", size: { member: "MaxItems", most: 1000, fewest: 1 } },
  tags: {
    ...{ refused: /^NoSuchHealthCheck/, operation: "ListTagsForResources", input: { ResourceType: "healthcheck" } },
    ...{ ids: "ResourceIds", most: 10, id: "Id", list: "ResourceTagSets", key: "ResourceId", tags: "Tags" },
  },
  id: "Id",
  arn: "arn:{P}:route53:::healthcheck/{Id}",
  properties: {
    check_type: text(`${CONFIG}.Type`, { label: "Kind" }),
    // Without the path, which may hold a token.
    checked: text(`${CONFIG}.FullyQualifiedDomainName | ${CONFIG}.IPAddress`, { label: "Target" }),
    port: number(`${CONFIG}.Port`),
    disabled: flag(`${CONFIG}.Disabled`),
    inverted: flag(`${CONFIG}.Inverted`),
    alarm: text(`${CONFIG}.AlarmIdentifier.Name`, { to: { types: ["cloudwatch_alarm"], region: "alarm_region" } }),
    alarm_region: text(`${CONFIG}.AlarmIdentifier.Region`),
    managed_by: text("LinkedService.ServicePrincipal"),
  },
  managedWhen: [{ property: "managed_by" }],
  console: "/route53/healthchecks/home#/details/{id}",
})
