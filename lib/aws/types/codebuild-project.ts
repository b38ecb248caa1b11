import { withoutSecrets } from "@/lib/aws/read/texts"
import { codebuild } from "@/lib/aws/services/codebuild"
import { defineType, flag, number, text, texts, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const codebuildProject = defineType({
  type: "codebuild_project",
  name: "CodeBuild Projects",
  view: "codebuild_projects",
  description: "Builds",
  category: "Developer",
  icon: icons.hammer,
  service: codebuild,
  list: { operation: "ListProjects", items: "projects" },
  details: [
    {
      ...{ operation: "BatchGetProjects", as: "project" },
      ...{ ids: "names", most: 100, id: "item", list: "projects", key: "name", missing: "projectsNotFound[]" },
    },
  ],
  tags: "project.tags",
  id: "item",
  title: "item",
  arn: "arn:{P}:codebuild:{R}:{O}:project/{item}",
  birth: "project.created",
  vpc: "project.vpcConfig.vpcId",
  properties: {
    source: text("project.source.location", { via: ([url]) => withoutSecrets(url) }),
    image: text("project.environment.image"),
    privileged: flag("project.environment.privilegedMode"),
    source_type: text("project.source.type"),
    compute: text("project.environment.computeType"),
    visibility: text("project.projectVisibility"),
    timeout_minutes: number("project.timeoutInMinutes"),
    role: text("project.serviceRole", { isReference: true }),
    subnets: texts("project.vpcConfig.subnets[]", { isReference: true }),
    security_groups: texts("project.vpcConfig.securityGroupIds[]", { isReference: true }),
    kms_key: text("project.encryptionKey", { label: "KMS key", isReference: true }),
    modified_at: time("project.lastModified"),
    created_at: time("project.created"),
  },
  console: "/codesuite/codebuild/projects?region={R}",
})
