export {
  GetIndexCommand,
  ListResourcesCommand,
  paginateListResources,
  ResourceExplorer2Client,
} from "@aws-sdk/client-resource-explorer-2"
