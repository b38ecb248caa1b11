import { sagemaker } from "@/lib/aws/services/sagemaker"
import { defineType, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

/** There may be thousands, so none is described. */
export const sagemakerModel = defineType({
  type: "sagemaker_model",
  name: "SageMaker Models",
  view: "sagemaker_models",
  description: "Models that endpoints use",
  category: "Machine learning",
  icon: icons.brain,
  service: sagemaker,
  list: { operation: "ListModels", items: "Models", size: { member: "MaxResults", most: 100, fewest: 1 } },
  tags: {
    ...{ index: "sagemaker:model", made: "CreationTime" },
    ...{ operation: "ListTags", input: { ResourceArn: "{ModelArn}" }, tags: "Tags" },
  },
  id: "ModelName",
  title: "ModelName",
  arn: "{ModelArn}",
  arnForm: "sagemaker:*:*:model/(?<id>.+)",
  birth: "CreationTime",
  properties: { created_at: time("CreationTime") },
  console: "/sagemaker/home?region={R}#/models/{id}",
})
