export {
  DescribeDirectoriesCommand,
  DirectoryServiceClient,
  ListTagsForResourceCommand,
  paginateDescribeDirectories,
  paginateListTagsForResource,
} from "@aws-sdk/client-directory-service"
