import type { AwsFailure } from "@/lib/aws/failure"
import { lambda as service } from "@/lib/aws/services/lambda"
import { defineType, names, number, text, texts, time } from "@/lib/aws/types/contract"

/** Lambda API Reference, EnvironmentError: the caller may not use the KMS key, or the key is disabled or deleted. */
function undecrypted(said: unknown): AwsFailure {
  const { ErrorCode: code } = said as { ErrorCode?: string }
  const isDenied = code === "AccessDeniedException"
  return {
    kind: isDenied ? "denied" : "fault",
    code: code ?? "EnvironmentError",
    message: `Lambda could not decrypt a function's environment (${code ?? "no reason given"}).`,
    missingPermission: isDenied ? "kms:Decrypt" : null,
  }
}

export const lambda = defineType({
  type: "lambda",
  name: "Lambda Functions",
  view: "lambda_functions",
  description: "Serverless functions",
  category: "Compute",
  icon: { color: "#b45309", path: "M7 3h4l7 18M12 11 6 21" },
  service,
  list: {
    operation: "ListFunctions",
    items: "Functions",
    size: { member: "MaxItems", most: 50, fewest: 1 },
  },
  tags: {
    operation: "ListTags",
    input: { Resource: "{FunctionArn}" },
    tags: "Tags",
    index: "lambda:function",
    isIndexDocumented: true,
    made: "LastModified",
    gone: /^ResourceNotFoundException/,
  },
  id: "FunctionName",
  title: "FunctionName",
  arn: "{FunctionArn}",
  arnForm: "lambda:*:*:function:(?<id>[^:]+)",
  // ListFunctions omits it. A function that it lists can be called.
  status: "State@lower",
  usualStatus: "active",
  vpc: "VpcConfig.VpcId",
  subnet: "VpcConfig.SubnetIds[]",
  columns: ["runtime", "memory_size", "timeout", "last_modified"],
  properties: {
    // A function made from a container image has neither runtime nor handler.
    runtime: text("Runtime", { isIndexed: true }),
    handler: text("Handler"),
    memory_size: number("MemorySize", { label: "Memory", unit: "MB" }),
    timeout: number("Timeout", { unit: "seconds" }),
    code_size: number("CodeSize", { unit: "bytes" }),
    last_modified: time("LastModified"),
    role: text("Role", { isReference: true }),
    package_type: text("PackageType"),
    architectures: texts("Architectures[]", { isOrdered: true }),
    // A later one overlays what is before it.
    layers: texts("Layers[].Arn", { isReference: true, isOrdered: true }),
    environment: names("Environment.Variables", {
      ...{ label: "Environment", failed: "Environment.Error", failure: undecrypted },
    }),
    description: text("Description"),
    subnet_ids: texts("VpcConfig.SubnetIds[]", { label: "Subnets", isReference: true }),
    security_groups: texts("VpcConfig.SecurityGroupIds[]", { isReference: true }),
  },
  console: "/lambda/home?region={R}#/functions/{id}",
})
