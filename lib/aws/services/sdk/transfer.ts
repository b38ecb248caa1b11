export {
  DescribeServerCommand,
  ListServersCommand,
  paginateListServers,
  TransferClient,
} from "@aws-sdk/client-transfer"
