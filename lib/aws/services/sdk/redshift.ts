export { DescribeClustersCommand, paginateDescribeClusters, RedshiftClient } from "@aws-sdk/client-redshift"
