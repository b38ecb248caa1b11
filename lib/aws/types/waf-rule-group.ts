import { wafv2 } from "@/lib/aws/services/wafv2"
import { defineType, text } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

const LIST = {
  ...{ operation: "ListRuleGroups", items: "RuleGroups", size: { member: "Limit", most: 100, fewest: 1 } },
  next: { member: "NextMarker", from: "NextMarker" },
}

export const wafRuleGroup = defineType({
  type: "waf_rule_group",
  name: "WAF Rule Groups",
  view: "waf_rule_groups",
  description: "Rules that web ACLs share",
  category: "Security",
  icon: icons.shield,
  service: wafv2,
  list: [
    { ...LIST, input: { Scope: "REGIONAL" } },
    { ...LIST, input: { Scope: "CLOUDFRONT" }, region: "us-east-1" },
  ],
  tags: {
    ...{ index: "wafv2:rulegroup", operation: "ListTagsForResource", input: { ResourceARN: "{ARN}" } },
    ...{ tags: "TagInfoForResource.TagList", next: LIST.next, gone: /^WAFNonexistentItem/ },
  },
  id: "Id",
  title: "Name",
  arn: "{ARN}",
  arnForm: "wafv2:*:*:(?:regional|global)/rulegroup/[^/]+/(?<id>[^/]+)",
  properties: {
    scope: text("ARN", { via: ([arn]) => (String(arn).includes(":global/") ? "cloudfront" : "regional") }),
    description: text("Description"),
  },
  console: "/wafv2/homev2/rule-groups?region={R}",
})
