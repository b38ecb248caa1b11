export { KafkaClient, ListClustersV2Command, paginateListClustersV2 } from "@aws-sdk/client-kafka"
