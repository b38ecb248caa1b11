import { eks, eksClusters } from "@/lib/aws/services/eks"
import { defineType, text, texts, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const eksFargateProfile = defineType({
  type: "eks_fargate_profile",
  name: "EKS Fargate Profiles",
  view: "eks_fargate_profiles",
  description: "Which pods run on Fargate",
  category: "Compute",
  icon: icons.box,
  service: eks,
  parent: { ...eksClusters, title: "item", gone: /^ResourceNotFoundException/ },
  list: {
    ...{ operation: "ListFargateProfiles", items: "fargateProfileNames", input: { clusterName: "{parent.item}" } },
    size: { member: "maxResults", most: 100, fewest: 1 },
  },
  details: [
    {
      gone: /^ResourceNotFoundException/,
      operation: "DescribeFargateProfile",
      input: { clusterName: "{parent.item}", fargateProfileName: "{item}" },
      item: "fargateProfile",
      as: "fargateProfile",
    },
  ],
  tags: "fargateProfile.tags",
  id: "{parent.item}/{item}",
  title: "item",
  // It ends with an id that only the description has.
  arn: null,
  arnKind: "eks:fargateprofile",
  birth: "fargateProfile.createdAt",
  status: "fargateProfile.status",
  properties: {
    namespaces: texts("fargateProfile.selectors[].namespace"),
    eks_cluster: text("fargateProfile.clusterName", { label: "Cluster", to: { types: ["eks_cluster"] } }),
    issues: texts("fargateProfile.health.issues[].code"),
    subnets: texts("fargateProfile.subnets[]", { isReference: true }),
    role: text("fargateProfile.podExecutionRoleArn", { isReference: true }),
    created_at: time("fargateProfile.createdAt"),
  },
  console: "/eks/home?region={R}#/clusters",
})
