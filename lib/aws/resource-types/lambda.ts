import {
  type FunctionConfiguration,
  LambdaClient,
  ListTagsCommand,
  paginateListFunctions,
} from "@aws-sdk/client-lambda"
import { z } from "zod"
import { concurrently } from "@/lib/aws/concurrently"
import { toAwsFailure } from "@/lib/aws/failure"
import { isoOrNull, orNull, type Tags } from "@/lib/aws/resource"
import { defineResourceType, type ListContext } from "@/lib/aws/resource-types/define"
import { readTagIndex, tagsFrom } from "@/lib/aws/tag-index"

interface RawFunction {
  configuration: FunctionConfiguration
  tags: Tags | undefined
}

const text = z.string().nullable()

export const lambda = defineResourceType({
  type: "lambda",
  name: "Lambda Functions",
  view: "lambda_functions",
  description: "Serverless functions",
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
    environment: z.array(z.string()),
    description: text,
    subnet_ids: z.array(z.string()),
    security_groups: z.array(z.string()),
  }),

  // Lambda gives 50 functions a page and their tags one function a call; the tag index is read while the first page is on its way.
  async *pages(context) {
    const client = context.aws.client(LambdaClient, context.region)
    const reading = readTagIndex(context, "lambda:function")
    // Awaited below, unless the list fails first.
    reading.catch(() => {})
    for await (const page of paginateListFunctions({ client }, { MaxItems: 50 }, { abortSignal: context.signal })) {
      const index = await reading
      yield await concurrently(page.Functions ?? [], async (configuration) => ({
        configuration,
        tags:
          tagsFrom(index, configuration.FunctionArn, modified(configuration)) ??
          (await readTags(context, client, configuration)),
      }))
    }
  },

  normalise({ configuration, tags }: RawFunction, { region }) {
    const variables = configuration.Environment?.Variables ?? {}
    return {
      region,
      resourceId: configuration.FunctionName ?? "",
      arn: orNull(configuration.FunctionArn),
      name: orNull(configuration.FunctionName),
      // ListFunctions leaves State out; a function that it lists can be called.
      status: configuration.State?.toLowerCase() ?? "active",
      vpcId: orNull(configuration.VpcConfig?.VpcId),
      subnetId: orNull(configuration.VpcConfig?.SubnetIds?.toSorted()[0]),
      privateIp: null,
      publicIp: null,
      tags,
      secrets: variables,
      properties: {
        // A function made of a container image has neither runtime nor handler.
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
        environment: Object.keys(variables).sort(),
        description: orNull(configuration.Description),
        subnet_ids: [...(configuration.VpcConfig?.SubnetIds ?? [])].sort(),
        security_groups: [...(configuration.VpcConfig?.SecurityGroupIds ?? [])].sort(),
      },
    }
  },

  consolePath: ({ resourceId, region }) => `/lambda/home?region=${region}#/functions/${resourceId}`,
})

/** Lambda writes `2026-03-01T09:12:44.000+0000`, which is not quite ISO 8601. */
function modified({ LastModified }: FunctionConfiguration): Date | undefined {
  const time = new Date(LastModified ?? Number.NaN)
  return Number.isNaN(time.getTime()) ? undefined : time
}

async function readTags(
  { signal, warn }: ListContext,
  client: LambdaClient,
  configuration: FunctionConfiguration,
): Promise<Tags | undefined> {
  try {
    const answer = await client.send(new ListTagsCommand({ Resource: configuration.FunctionArn }), {
      abortSignal: signal,
    })
    return Object.fromEntries(Object.entries(answer.Tags ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)))
  } catch (error) {
    // Deleted between the list and this call.
    if (error instanceof Error && error.name === "ResourceNotFoundException") return undefined
    const failure = toAwsFailure(error, "lambda:ListTags")
    if (failure.kind !== "denied") throw error
    warn(failure)
    return undefined
  }
}
