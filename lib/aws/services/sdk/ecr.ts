export {
  DescribeRepositoriesCommand,
  ECRClient,
  ListTagsForResourceCommand,
  paginateDescribeRepositories,
} from "@aws-sdk/client-ecr"
