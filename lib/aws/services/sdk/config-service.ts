export {
  ConfigServiceClient,
  DescribeConfigRulesCommand,
  ListTagsForResourceCommand,
  paginateDescribeConfigRules,
  paginateListTagsForResource,
} from "@aws-sdk/client-config-service"
