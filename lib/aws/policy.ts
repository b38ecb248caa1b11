import { z } from "zod"
import { typeNamesSchema } from "@/lib/aws/resource-types/bundles"
import type { ResourceType } from "@/lib/aws/resource-types/define"
import { minimalTypeKeys } from "@/lib/aws/resource-types/registry"
import { type Need, type Statement, statementsFor } from "@/lib/aws/statements"
import { groupBy } from "@/lib/group-by"

/** The calls before a scan lists anything: who we are, and which regions are enabled. */
export const ACCOUNT_ACTIONS = ["sts:GetCallerIdentity", "ec2:DescribeRegions"]

/** What a managed policy may have; IAM counts no white space (IAM User Guide, "IAM and AWS STS quotas"). */
const MOST_CHARACTERS = 6_144

export interface PolicyDocument {
  Version: "2012-10-17"
  Statement: [Statement, ...Statement[]]
}

/**
 * The policies that together allow this: one as a rule. A service's actions stay together.
 * @param most how many characters a policy may have
 */
export function policiesFor(needs: readonly Need[], most = MOST_CHARACTERS): [PolicyDocument, ...PolicyDocument[]] {
  const policies: Need[][] = [[]]
  for (const ofService of groupBy(needs, ({ action }) => action.slice(0, action.indexOf(":"))).values()) {
    const last = policies.at(-1) as Need[]
    if (last.length === 0 || JSON.stringify(policyOf([...last, ...ofService])).length <= most) last.push(...ofService)
    else policies.push(ofService)
  }
  return policies.map(policyOf) as [PolicyDocument, ...PolicyDocument[]]
}

/** The statements have ids, which are unique within a policy: AwsConnectScan, AwsConnectScan2. */
const policyOf = (needs: readonly Need[]): PolicyDocument => ({
  Version: "2012-10-17",
  Statement: statementsFor(needs).map((statement, at) => ({
    Sid: at === 0 ? "AwsConnectScan" : `AwsConnectScan${at + 1}`,
    ...statement,
  })) as PolicyDocument["Statement"],
})

/** What scanning these types needs, sorted by the actions. */
export const needsOf = (types: readonly ResourceType[]): Need[] =>
  [
    ...ACCOUNT_ACTIONS.map((action): Need => ({ action, type: null })),
    ...types.flatMap(({ type, iamActions }) => iamActions.map((action): Need => ({ action, type }))),
  ].sort((a, b) => (a.action < b.action ? -1 : a.action > b.action ? 1 : 0))

/** Every IAM action that scanning these types needs, sorted. */
export const scanActions = (types: readonly ResourceType[]): string[] => [
  ...new Set(needsOf(types).map(({ action }) => action)),
]

/** The least-privilege IAM policies for scanning these types, each ready to attach. */
export const iamPolicies = (types: readonly ResourceType[]) => policiesFor(needsOf(types))

/** `?resource_types=ec2,rds`, and bundles such as `*` for all; those of the minimal policy if it is missing. */
export const policyQuerySchema = z.object({
  resource_types: z
    .string()
    .transform((text) => text.split(",").map((key) => key.trim()))
    .pipe(typeNamesSchema)
    .default([...minimalTypeKeys]),
})
