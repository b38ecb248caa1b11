export {
  ListTagsForResourceCommand,
  ListWorkgroupsCommand,
  paginateListWorkgroups,
  RedshiftServerlessClient,
} from "@aws-sdk/client-redshift-serverless"
