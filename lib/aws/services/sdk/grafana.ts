export {
  DescribeWorkspaceCommand,
  GrafanaClient,
  ListWorkspacesCommand,
  paginateListWorkspaces,
} from "@aws-sdk/client-grafana"
