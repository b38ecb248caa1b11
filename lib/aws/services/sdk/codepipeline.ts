export {
  CodePipelineClient,
  GetPipelineCommand,
  ListPipelinesCommand,
  ListTagsForResourceCommand,
  paginateListPipelines,
  paginateListTagsForResource,
} from "@aws-sdk/client-codepipeline"
