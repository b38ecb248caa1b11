import { config } from "@/lib/aws/services/config"
import { defineType, text } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const configRule = defineType({
  type: "config_rule",
  name: "Config Rules",
  view: "config_rules",
  description: "Checks of AWS Config",
  category: "Management",
  icon: icons.sliders,
  service: config,
  // Parameters may hold secrets.
  list: { operation: "DescribeConfigRules", items: "ConfigRules", skipped: ["InputParameters"] },
  tags: {
    ...{ index: "config:config-rule", operation: "ListTagsForResource" },
    ...{ input: { ResourceArn: "{ConfigRuleArn}" }, tags: "Tags" },
  },
  id: "ConfigRuleName",
  title: "ConfigRuleName",
  arn: "{ConfigRuleArn}",
  arnKind: "config:config-rule",
  birth: "ConfigRuleId",
  status: "ConfigRuleState",
  properties: {
    rule_source: text("Source.SourceIdentifier", { isIndexed: true }),
    source_owner: text("Source.Owner"),
    frequency: text("MaximumExecutionFrequency"),
    made_by: text("CreatedBy"),
    description: text("Description"),
  },
  managedWhen: [{ property: "made_by" }],
  console: "/config/home?region={R}#/rules/details?configRuleName={id}",
})
