import { lambda } from "@/lib/aws/services/lambda"
import { defineType, number, text, texts, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const lambdaLayer = defineType({
  type: "lambda_layer",
  name: "Lambda Layers",
  view: "lambda_layers",
  description: "Code that functions share",
  category: "Compute",
  icon: icons.stack,
  service: lambda,
  list: { operation: "ListLayers", items: "Layers", size: { member: "MaxItems", most: 50, fewest: 1 } },
  tags: null,
  id: "LayerName",
  title: "LayerName",
  arn: "{LayerArn}",
  arnForm: "lambda:*:*:layer:(?<id>[^:]+)",
  properties: {
    newest_version: number("LatestMatchingVersion.Version"),
    runtimes: texts("LatestMatchingVersion.CompatibleRuntimes[]"),
    architectures: texts("LatestMatchingVersion.CompatibleArchitectures[]"),
    description: text("LatestMatchingVersion.Description"),
    license: text("LatestMatchingVersion.LicenseInfo"),
    version_created_at: time("LatestMatchingVersion.CreatedDate", { label: "Newest version created" }),
  },
  console: "/lambda/home?region={R}#/layers/{id}",
})
