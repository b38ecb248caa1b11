import { guardduty } from "@/lib/aws/services/guardduty"
import { defineType, text, texts, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const guarddutyDetector = defineType({
  type: "guardduty_detector",
  name: "GuardDuty Detectors",
  view: "guardduty_detectors",
  description: "Looks for threats",
  category: "Security",
  icon: icons.search,
  service: guardduty,
  list: { operation: "ListDetectors", items: "DetectorIds", size: { member: "MaxResults", most: 50, fewest: 1 } },
  details: [{ operation: "GetDetector", input: { DetectorId: "{item}" }, as: "Detector" }],
  tags: "Detector.Tags",
  id: "item",
  title: "item",
  arn: "arn:{P}:guardduty:{R}:{O}:detector/{item}",
  status: "Detector.Status",
  properties: {
    features: texts("Detector.Features[Status=ENABLED].Name"),
    frequency: text("Detector.FindingPublishingFrequency", { label: "Publishes findings" }),
    role: text("Detector.ServiceRole", { isReference: true }),
    updated_at: time("Detector.UpdatedAt", { isVolatile: true }),
    created_at: time("Detector.CreatedAt"),
  },
  console: "/guardduty/home?region={R}#/settings",
})
