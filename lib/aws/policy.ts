import { z } from "zod"
import { typeNamesSchema } from "@/lib/aws/resource-types/bundles"
import type { ResourceType } from "@/lib/aws/resource-types/define"
import { minimalTypeKeys } from "@/lib/aws/resource-types/registry"

/** The calls before a scan lists anything: who we are, and which regions are enabled. */
const ACCOUNT_ACTIONS = ["sts:GetCallerIdentity", "ec2:DescribeRegions"]

interface Statement {
  Sid: string
  Effect: "Allow"
  Action: string[]
  Resource: string | readonly string[]
}

export interface PolicyDocument {
  Version: "2012-10-17"
  Statement: [Statement, ...Statement[]]
}

/**
 * Actions that are allowed for some resources alone. API Gateway has one action for everything that can be read, the values of
 * API keys included (Service Authorization Reference, "Amazon API Gateway Management").
 */
const BOUND: Readonly<Record<string, { sid: string; resources: readonly string[] }>> = {
  "apigateway:GET": {
    sid: "AwsConnectScanApis",
    resources: ["arn:*:apigateway:*::/restapis", "arn:*:apigateway:*::/restapis/*"],
  },
}

/** The statements that allow these actions, and no more than is read by them. */
export function statementsFor(actions: readonly string[]): [Statement, ...Statement[]] {
  const bound = actions.flatMap((action): Statement[] => {
    const { sid, resources } = BOUND[action] ?? {}
    return sid && resources ? [{ Sid: sid, Effect: "Allow", Action: [action], Resource: resources }] : []
  })
  const free = actions.filter((action) => !BOUND[action])
  return [{ Sid: "AwsConnectScan", Effect: "Allow", Action: free, Resource: "*" }, ...bound]
}

/** Every IAM action that scanning these types needs, sorted. */
export const scanActions = (types: readonly ResourceType[]): string[] =>
  [...new Set([...ACCOUNT_ACTIONS, ...types.flatMap((type) => type.iamActions)])].sort()

/** The least-privilege IAM policy for scanning these types, ready to attach. */
export const iamPolicy = (types: readonly ResourceType[]): PolicyDocument => ({
  Version: "2012-10-17",
  Statement: statementsFor(scanActions(types)),
})

/** `?resource_types=ec2,rds`, and bundles such as `*` for all; those of the minimal policy if it is missing. */
export const policyQuerySchema = z.object({
  resource_types: z
    .string()
    .transform((text) => text.split(",").map((key) => key.trim()))
    .pipe(typeNamesSchema)
    .default([...minimalTypeKeys]),
})
