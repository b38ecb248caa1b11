export { DescribeFileSystemsCommand, FSxClient, paginateDescribeFileSystems } from "@aws-sdk/client-fsx"
