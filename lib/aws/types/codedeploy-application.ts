import { codedeploy } from "@/lib/aws/services/codedeploy"
import { defineType, flag, text, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const codedeployApplication = defineType({
  type: "codedeploy_application",
  name: "CodeDeploy Applications",
  view: "codedeploy_applications",
  description: "What is brought onto machines",
  category: "Developer",
  icon: icons.flow,
  service: codedeploy,
  list: { operation: "ListApplications", items: "applications" },
  details: [
    {
      ...{ operation: "BatchGetApplications", as: "Application" },
      ...{ ids: "applicationNames", most: 100, id: "item", list: "applicationsInfo", key: "applicationName" },
      refused: /^ApplicationDoesNotExist/,
    },
  ],
  tags: {
    ...{ index: "codedeploy:application", operation: "ListTagsForResource" },
    ...{ input: { ResourceArn: "arn:{P}:codedeploy:{R}:{O}:application:{item}" }, tags: "Tags" },
    next: { member: "NextToken", from: "NextToken" },
  },
  id: "item",
  title: "item",
  arn: "arn:{P}:codedeploy:{R}:{O}:application:{item}",
  properties: {
    platform: text("Application.computePlatform"),
    linked_to_github: flag("Application.linkedToGitHub", { label: "Linked to GitHub" }),
    created_at: time("Application.createTime"),
  },
  console: "/codesuite/codedeploy/applications/{id}?region={R}",
})
