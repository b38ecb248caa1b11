import { accessAnalyzer as service } from "@/lib/aws/services/access-analyzer"
import { defineType, text, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const accessAnalyzer = defineType({
  type: "access_analyzer",
  name: "Access Analyzers",
  view: "access_analyzers",
  description: "What others may reach, and what nobody uses",
  category: "Security",
  icon: icons.shield,
  service,
  list: { operation: "ListAnalyzers", items: "analyzers", size: { member: "maxResults", most: 100, fewest: 1 } },
  tags: "tags",
  id: "name",
  title: "name",
  arn: "{arn}",
  arnForm: "access-analyzer:*:*:analyzer/(?<id>.+)",
  birth: "createdAt",
  status: "status",
  properties: {
    analyzer_type: text("type", { label: "Kind" }),
    last_analysed_at: time("lastResourceAnalyzedAt", { isVolatile: true }),
    reason: text("statusReason.code"),
    created_at: time("createdAt"),
  },
  console: "/access-analyzer/home?region={R}#/analyzer/{id}",
})
