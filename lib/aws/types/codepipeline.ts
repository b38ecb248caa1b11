import { codepipeline } from "@/lib/aws/services/codepipeline"
import { defineType, number, text, texts, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

const ARN = "arn:{P}:codepipeline:{R}:{O}:{name}"

export const codepipelinePipeline = defineType({
  type: "codepipeline",
  name: "CodePipelines",
  view: "codepipelines",
  description: "From a commit to production",
  category: "Developer",
  icon: icons.flow,
  service: codepipeline,
  list: { operation: "ListPipelines", items: "pipelines", size: { member: "maxResults", most: 1000, fewest: 1 } },
  details: [
    {
      gone: /^PipelineNotFound/,
      operation: "GetPipeline",
      input: { name: "{name}" },
      item: "pipeline",
      as: "pipeline",
    },
  ],
  tags: {
    ...{ operation: "ListTagsForResource", input: { resourceArn: ARN }, tags: "tags" },
  },
  id: "name",
  title: "name",
  arn: ARN,
  birth: "created",
  properties: {
    stages: texts("pipeline.stages[].name"),
    updated_at: time("updated"),
    pipeline_type: text("pipelineType"),
    pipeline_version: number("version", { label: "Version" }),
    role: text("pipeline.roleArn", { isReference: true }),
    buckets: texts("pipeline.artifactStore.location | pipeline.artifactStores{}.location", { to: { types: ["s3"] } }),
    kms_keys: texts("pipeline.artifactStore.encryptionKey.id | pipeline.artifactStores{}.encryptionKey.id", {
      label: "KMS keys",
      isReference: true,
    }),
    created_at: time("created"),
  },
  console: "/codesuite/codepipeline/pipelines/{id}/view?region={R}",
})
