export {
  ListInstancesCommand,
  ListTagsForResourceCommand,
  paginateListInstances,
  paginateListTagsForResource,
  SSOAdminClient,
} from "@aws-sdk/client-sso-admin"
