export {
  CloudWatchClient,
  DescribeAlarmsCommand,
  ListTagsForResourceCommand,
  paginateDescribeAlarms,
} from "@aws-sdk/client-cloudwatch"
