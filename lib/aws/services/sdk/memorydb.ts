export {
  DescribeClustersCommand,
  ListTagsCommand,
  MemoryDBClient,
  paginateDescribeClusters,
} from "@aws-sdk/client-memorydb"
