export {
  BatchGetCollectionCommand,
  ListCollectionsCommand,
  ListTagsForResourceCommand,
  OpenSearchServerlessClient,
  paginateListCollections,
} from "@aws-sdk/client-opensearchserverless"
