export {
  BatchGetApplicationsCommand,
  CodeDeployClient,
  ListApplicationsCommand,
  ListTagsForResourceCommand,
  paginateListApplications,
} from "@aws-sdk/client-codedeploy"
