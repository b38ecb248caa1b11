export { DescribeConnectionsCommand, DirectConnectClient } from "@aws-sdk/client-direct-connect"
