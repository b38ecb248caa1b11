export {
  DescribeTagsCommand,
  DescribeWorkspacesCommand,
  paginateDescribeWorkspaces,
  WorkSpacesClient,
} from "@aws-sdk/client-workspaces"
