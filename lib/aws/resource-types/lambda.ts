import type { EnvironmentResponse, FunctionConfiguration } from "@aws-sdk/client-lambda"
import { z } from "zod"
import { concurrently } from "@/lib/aws/concurrently"
import type { AwsFailure } from "@/lib/aws/failure"
import { readOptional } from "@/lib/aws/optional"
import { listOf, mapOf } from "@/lib/aws/read/unreadable"
import { isoOrNull, orNull, type Tags } from "@/lib/aws/resource"
import { defineResourceType } from "@/lib/aws/resource-types/define"
import { readTagIndex, tagsFrom } from "@/lib/aws/tag-index"

interface RawFunction {
  configuration: FunctionConfiguration
  tags: Tags | undefined
  areTagsAbsent?: boolean
}

const text = z.string().nullable()

export const lambda = defineResourceType({
  type: "lambda",
  name: "Lambda Functions",
  view: "lambda_functions",
  description: "Serverless functions",
  category: "Compute",
  service: "Lambda",
  scope: "regional",
  iamActions: ["lambda:ListFunctions", "lambda:ListTags"],
  usesTagIndex: true,
  icon: { color: "#b45309", path: "M7 3h4l7 18M12 11 6 21" },
  properties: z.object({
    runtime: text,
    handler: text,
    memory_size: z.number().nullable(),
    timeout: z.number().nullable(),
    code_size: z.number().nullable(),
    last_modified: z.iso.datetime().nullable(),
    role: text,
    package_type: text,
    architectures: z.array(z.string()),
    layers: z.array(z.string()),
    environment: z.array(z.string()).nullable(),
    description: text,
    subnet_ids: z.array(z.string()),
    security_groups: z.array(z.string()),
  }),
  display: {
    runtime: { isIndexed: true },
    memory_size: { label: "Memory", unit: "MB" },
    timeout: { unit: "seconds" },
    code_size: { unit: "bytes" },
    role: { isReference: true },
    layers: { isReference: true },
    subnet_ids: { label: "Subnets", isReference: true },
    security_groups: { isReference: true },
  },
  sealed: { property: "environment", label: "Environment" },

  // Lambda lists 50 functions per page, and returns the tags of one function per call. The tag index is read at the
  // same time as the first page.
  async *pages(context) {
    const { LambdaClient, ListTagsCommand, paginateListFunctions } = await import("@aws-sdk/client-lambda")
    const client = context.aws.client(LambdaClient, context.region)
    const tagsOf = async (Resource: string | undefined) => {
      const answer = await client.send(new ListTagsCommand({ Resource }), { abortSignal: context.signal })
      let areTagsAbsent = false
      const absent = () => {
        areTagsAbsent = true
      }
      return { tags: sortedTags(mapOf(answer, "Tags", absent)), areTagsAbsent }
    }
    const reading = readTagIndex(context, "lambda:function")
    // It is awaited below, unless the list fails first.
    reading.catch(() => {})
    const MaxItems = context.isSample ? 1 : 50
    for await (const page of paginateListFunctions({ client }, { MaxItems }, { abortSignal: context.signal })) {
      const index = await reading
      const functions = listOf(page, "Functions", context.absent)
      for (const { Environment } of functions) {
        if (Environment?.Error) context.warn(undecrypted(Environment.Error))
      }
      yield await concurrently(functions, async (configuration) => {
        const tags = tagsFrom(index, configuration.FunctionArn, modified(configuration))
        if (tags) return { configuration, tags }
        const read = await readOptional(context, "lambda:ListTags", () => tagsOf(configuration.FunctionArn), isGone)
        return { configuration, tags: read?.tags, areTagsAbsent: read?.areTagsAbsent ?? false }
      })
    }
  },

  normalise({ configuration, tags, areTagsAbsent = false }: RawFunction, { region }) {
    const variables = variablesOf(configuration.Environment)
    return {
      region,
      resourceId: configuration.FunctionName ?? "",
      arn: orNull(configuration.FunctionArn),
      name: orNull(configuration.FunctionName),
      // ListFunctions omits State. A function that it lists can be called.
      status: configuration.State?.toLowerCase() ?? "active",
      vpcId: orNull(configuration.VpcConfig?.VpcId),
      subnetId: orNull(configuration.VpcConfig?.SubnetIds?.toSorted()[0]),
      privateIp: null,
      publicIp: null,
      tags,
      areTagsAbsent,
      secrets: variables ?? {},
      unread: variables ? [] : ["environment"],
      properties: {
        // A function made from a container image has neither runtime nor handler.
        runtime: orNull(configuration.Runtime),
        handler: orNull(configuration.Handler),
        memory_size: orNull(configuration.MemorySize),
        timeout: orNull(configuration.Timeout),
        code_size: orNull(configuration.CodeSize),
        last_modified: isoOrNull(modified(configuration)),
        role: orNull(configuration.Role),
        package_type: orNull(configuration.PackageType),
        architectures: configuration.Architectures ?? [],
        layers: (configuration.Layers ?? []).flatMap((layer) => layer.Arn ?? []),
        environment: variables && Object.keys(variables).sort(),
        description: orNull(configuration.Description),
        subnet_ids: [...(configuration.VpcConfig?.SubnetIds ?? [])].sort(),
        security_groups: [...(configuration.VpcConfig?.SecurityGroupIds ?? [])].sort(),
      },
    }
  },

  consolePath: ({ resourceId, region }) => `/lambda/home?region=${region}#/functions/${resourceId}`,
})

/** Null if Lambda could not decrypt the environment: it is then unknown, not empty. */
const variablesOf = (environment: EnvironmentResponse | undefined): Record<string, string> | null =>
  environment?.Error ? null : (environment?.Variables ?? {})

/** Lambda API Reference, EnvironmentError: the caller may not use the KMS key, or the key is disabled or deleted. */
function undecrypted({ ErrorCode }: NonNullable<EnvironmentResponse["Error"]>): AwsFailure {
  const isDenied = ErrorCode === "AccessDeniedException"
  return {
    kind: isDenied ? "denied" : "fault",
    code: ErrorCode ?? "EnvironmentError",
    message: `Lambda could not decrypt a function's environment (${ErrorCode ?? "no reason given"}).`,
    missingPermission: isDenied ? "kms:Decrypt" : null,
  }
}

/** Lambda writes `2026-03-01T09:12:44.000+0000`, which is not quite ISO 8601. */
function modified({ LastModified }: FunctionConfiguration): Date | undefined {
  const time = new Date(LastModified ?? Number.NaN)
  return Number.isNaN(time.getTime()) ? undefined : time
}

const isGone = ({ name }: Error) => name === "ResourceNotFoundException"

const sortedTags = (tags: Record<string, string>): Tags =>
  Object.fromEntries(Object.entries(tags).sort(([a], [b]) => (a < b ? -1 : 1)))
