import { elasticBeanstalk } from "@/lib/aws/services/elastic-beanstalk"
import { defineType, text, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const beanstalkEnvironment = defineType({
  type: "beanstalk_environment",
  name: "Beanstalk Environments",
  view: "beanstalk_environments",
  description: "Applications with all around them",
  category: "Compute",
  icon: icons.stack,
  service: elasticBeanstalk,
  list: {
    ...{ operation: "DescribeEnvironments", items: "Environments", input: { IncludeDeleted: false } },
    ...{ size: { member: "MaxRecords", most: 1000, fewest: 1 }, next: { member: "NextToken", from: "NextToken" } },
  },
  tags: {
    ...{ index: "elasticbeanstalk:environment", made: "DateCreated" },
    ...{ operation: "ListTagsForResource", input: { ResourceArn: "{EnvironmentArn}" }, tags: "ResourceTags" },
  },
  id: "EnvironmentId",
  title: "EnvironmentName",
  arn: "{EnvironmentArn}",
  arnKind: "elasticbeanstalk:environment",
  status: "Status",
  properties: {
    health: text("Health", { isVolatile: true }),
    solution_stack: text("SolutionStackName", { label: "Platform" }),
    url: text("CNAME", { label: "URL" }),
    application: text("ApplicationName", { isIndexed: true }),
    application_version: text("VersionLabel"),
    tier: text("Tier.Name"),
    created_at: time("DateCreated"),
  },
  console: "/elasticbeanstalk/home?region={R}#/environment/dashboard?environmentId={id}",
})
