export {
  DescribeClustersCommand,
  DescribeServicesCommand,
  ECSClient,
  ListClustersCommand,
  ListServicesCommand,
  paginateListClusters,
  paginateListServices,
} from "@aws-sdk/client-ecs"
