export { DescribeClusterCommand, EMRClient, ListClustersCommand, paginateListClusters } from "@aws-sdk/client-emr"
