export {
  DescribeEnvironmentsCommand,
  ElasticBeanstalkClient,
  ListTagsForResourceCommand,
} from "@aws-sdk/client-elastic-beanstalk"
