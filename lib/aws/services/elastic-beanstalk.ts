import type { Service } from "@/lib/aws/types/contract"

export const elasticBeanstalk: Service = {
  name: "Elastic Beanstalk",
  prefix: "elasticbeanstalk",
  client: "ElasticBeanstalkClient",
  package: "@aws-sdk/client-elastic-beanstalk",
  absence: /^InvalidAction:/,
  sdk: () => import("@/lib/aws/services/sdk/elastic-beanstalk"),
}
