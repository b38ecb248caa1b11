export {
  DescribeFileSystemsCommand,
  DescribeMountTargetsCommand,
  EFSClient,
  paginateDescribeFileSystems,
  paginateDescribeMountTargets,
} from "@aws-sdk/client-efs"
