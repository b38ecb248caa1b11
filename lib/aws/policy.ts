import { z } from "zod"
import { typeNamesSchema } from "@/lib/aws/resource-types/bundles"
import type { ResourceType } from "@/lib/aws/resource-types/define"
import { minimalTypeKeys } from "@/lib/aws/resource-types/registry"
import { groupBy } from "@/lib/group-by"

/** The calls before a scan lists anything: who we are, and which regions are enabled. */
export const ACCOUNT_ACTIONS = ["sts:GetCallerIdentity", "ec2:DescribeRegions"]

/** What a managed policy may have; IAM counts no white space (IAM User Guide, "IAM and AWS STS quotas"). */
const MOST_CHARACTERS = 6_144

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
    resources: [
      "arn:*:apigateway:*::/restapis",
      "arn:*:apigateway:*::/restapis/*",
      "arn:*:apigateway:*::/apis",
      "arn:*:apigateway:*::/apis/*",
    ],
  },
}

/**
 * The policies that together allow these actions, and no more than is read by them: one as a rule. A service's actions stay
 * together.
 * @param most how many characters a policy may have
 */
export function policiesFor(actions: readonly string[], most = MOST_CHARACTERS): [PolicyDocument, ...PolicyDocument[]] {
  const services = groupBy(actions, serviceOf)
  const policies: string[][] = [[]]
  for (const ofService of services.values()) {
    const last = policies.at(-1) as string[]
    if (last.length === 0 || JSON.stringify(policyOf([...last, ...ofService])).length <= most) last.push(...ofService)
    else policies.push(ofService)
  }
  return policies.map(policyOf) as [PolicyDocument, ...PolicyDocument[]]
}

const serviceOf = (action: string) => action.slice(0, action.indexOf(":"))

function policyOf(actions: readonly string[]): PolicyDocument {
  const free = actions.filter((action) => !BOUND[action])
  const all: Statement = { Sid: "AwsConnectScan", Effect: "Allow", Action: free, Resource: "*" }
  const bound = actions.flatMap((action): Statement[] => {
    const { sid, resources } = BOUND[action] ?? {}
    return sid && resources ? [{ Sid: sid, Effect: "Allow", Action: [action], Resource: resources }] : []
  })
  return { Version: "2012-10-17", Statement: free.length > 0 ? [all, ...bound] : (bound as [Statement]) }
}

/** Every IAM action that scanning these types needs, sorted. */
export const scanActions = (types: readonly ResourceType[]): string[] =>
  [...new Set([...ACCOUNT_ACTIONS, ...types.flatMap((type) => type.iamActions)])].sort()

/** The least-privilege IAM policies for scanning these types, each ready to attach. */
export const iamPolicies = (types: readonly ResourceType[]) => policiesFor(scanActions(types))

/** `?resource_types=ec2,rds`, and bundles such as `*` for all; those of the minimal policy if it is missing. */
export const policyQuerySchema = z.object({
  resource_types: z
    .string()
    .transform((text) => text.split(",").map((key) => key.trim()))
    .pipe(typeNamesSchema)
    .default([...minimalTypeKeys]),
})
