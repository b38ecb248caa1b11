export {
  AppRunnerClient,
  DescribeServiceCommand,
  ListServicesCommand,
  ListTagsForResourceCommand,
  paginateListServices,
} from "@aws-sdk/client-apprunner"
