import { elasticBeanstalk } from "@/lib/aws/services/elastic-beanstalk"
import { defineType, text, texts, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const beanstalkApplication = defineType({
  type: "beanstalk_application",
  name: "Beanstalk Applications",
  view: "beanstalk_applications",
  description: "What environments run",
  category: "Compute",
  icon: icons.stack,
  service: elasticBeanstalk,
  list: { operation: "DescribeApplications", items: "Applications", skipped: ["Versions"] },
  tags: {
    ...{ index: "elasticbeanstalk:application", made: "DateCreated" },
    ...{
      operation: "ListTagsForResource",
      input: { ResourceArn: "{ApplicationArn}" },
      tags: "ResourceTags",
      gone: /^ResourceNotFound/,
    },
  },
  id: "ApplicationName",
  title: "ApplicationName",
  arn: "{ApplicationArn}",
  arnForm: "elasticbeanstalk:*:*:application/(?<id>.+)",
  birth: "DateCreated",
  properties: {
    created_at: time("DateCreated"),
    description: text("Description"),
    templates: texts("ConfigurationTemplates[]", { label: "Saved configurations" }),
    service_role: text("ResourceLifecycleConfig.ServiceRole", { isReference: true }),
  },
  console: "/elasticbeanstalk/home?region={R}#/application/overview?applicationName={id}",
})
