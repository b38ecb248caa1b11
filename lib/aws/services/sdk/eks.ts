export { DescribeClusterCommand, EKSClient, ListClustersCommand, paginateListClusters } from "@aws-sdk/client-eks"
