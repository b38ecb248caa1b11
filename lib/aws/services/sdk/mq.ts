export { DescribeBrokerCommand, ListBrokersCommand, MqClient, paginateListBrokers } from "@aws-sdk/client-mq"
