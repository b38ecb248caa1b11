export {
  BatchGetProjectsCommand,
  CodeBuildClient,
  ListProjectsCommand,
  paginateListProjects,
} from "@aws-sdk/client-codebuild"
