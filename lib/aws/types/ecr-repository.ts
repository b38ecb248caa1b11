import { ecr } from "@/lib/aws/services/ecr"
import { defineType, flag, text, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const ecrRepository = defineType({
  type: "ecr_repository",
  name: "ECR Repositories",
  view: "ecr_repositories",
  description: "Container images",
  category: "Compute",
  icon: icons.box,
  service: ecr,
  list: {
    operation: "DescribeRepositories",
    items: "repositories",
    size: { member: "maxResults", most: 1000, fewest: 1 },
  },
  tags: {
    ...{ index: "ecr:repository", made: "createdAt" },
    ...{ operation: "ListTagsForResource", input: { resourceArn: "{repositoryArn}" }, tags: "tags" },
  },
  id: "repositoryName",
  title: "repositoryName",
  arn: "{repositoryArn}",
  arnForm: "ecr:*:*:repository/(?<id>.+)",
  birth: "createdAt",
  properties: {
    tag_mutability: text("imageTagMutability"),
    scan_on_push: flag("imageScanningConfiguration.scanOnPush"),
    uri: text("repositoryUri", { label: "URI" }),
    encryption: text("encryptionConfiguration.encryptionType"),
    kms_key: text("encryptionConfiguration.kmsKey", { label: "KMS key", isReference: true }),
    created_at: time("createdAt"),
  },
  console: "/ecr/private-registry/repositories?region={R}",
})
