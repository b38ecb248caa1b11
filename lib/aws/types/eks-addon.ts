import { eks, eksClusters } from "@/lib/aws/services/eks"
import { defineType, text, texts, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const eksAddon = defineType({
  type: "eks_addon",
  name: "EKS Add-ons",
  view: "eks_addons",
  description: "Cluster software that AWS maintains",
  category: "Compute",
  icon: icons.box,
  service: eks,
  parent: { ...eksClusters, title: "item", gone: /^ResourceNotFoundException/ },
  list: {
    ...{ operation: "ListAddons", items: "addons", input: { clusterName: "{parent.item}" } },
    size: { member: "maxResults", most: 100, fewest: 1 },
  },
  details: [
    {
      gone: /^ResourceNotFoundException/,
      operation: "DescribeAddon",
      input: { clusterName: "{parent.item}", addonName: "{item}" },
      item: "addon",
      as: "addon",
    },
  ],
  tags: "addon.tags",
  id: "{parent.item}/{item}",
  title: "item",
  // It ends with an id that only the description has.
  arn: null,
  arnKind: "eks:addon",
  birth: "addon.createdAt",
  status: "addon.status",
  properties: {
    addon_version: text("addon.addonVersion", { label: "Version" }),
    issues: texts("addon.health.issues[].code"),
    eks_cluster: text("addon.clusterName", { label: "Cluster", to: { types: ["eks_cluster"] } }),
    publisher: text("addon.publisher"),
    role: text("addon.serviceAccountRoleArn", { isReference: true }),
    created_at: time("addon.createdAt"),
  },
  console: "/eks/home?region={R}#/clusters",
})
