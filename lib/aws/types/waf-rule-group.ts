import { inBothScopes, NEXT_PAGE, scopeOf, wafv2 } from "@/lib/aws/services/wafv2"
import { defineType, text } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const wafRuleGroup = defineType({
  type: "waf_rule_group",
  name: "WAF Rule Groups",
  view: "waf_rule_groups",
  description: "Rules that web ACLs share",
  category: "Security",
  icon: icons.shield,
  service: wafv2,
  list: inBothScopes("ListRuleGroups", "RuleGroups"),
  tags: {
    ...{ index: "wafv2:rulegroup", operation: "ListTagsForResource", input: { ResourceARN: "{ARN}" } },
    ...{ tags: "TagInfoForResource.TagList", next: NEXT_PAGE, gone: /^WAFNonexistentItem/ },
  },
  id: "Id",
  title: "Name",
  arn: "{ARN}",
  arnForm: "wafv2:*:*:(?:regional|global)/rulegroup/[^/]+/(?<id>[^/]+)",
  properties: {
    scope: text("ARN", { via: scopeOf }),
    description: text("Description"),
  },
  console: "/wafv2/homev2/rule-groups?region={R}",
})
