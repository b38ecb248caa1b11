export {
  DescribeEndpointCommand,
  DescribeNotebookInstanceCommand,
  ListEndpointsCommand,
  ListNotebookInstancesCommand,
  ListTagsCommand,
  paginateListEndpoints,
  paginateListNotebookInstances,
  paginateListTags,
  SageMakerClient,
} from "@aws-sdk/client-sagemaker"
