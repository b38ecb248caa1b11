import { z } from "zod"
import type { ResourceType } from "@/lib/aws/resource-types/define"
import { minimalTypeKeys, resourceTypeKeys, typeSchema } from "@/lib/aws/resource-types/registry"

/** The calls before a scan lists anything: who we are, and which regions are enabled. */
const ACCOUNT_ACTIONS = ["sts:GetCallerIdentity", "ec2:DescribeRegions"]

export interface PolicyDocument {
  Version: "2012-10-17"
  Statement: [{ Sid: "AwsConnectScan"; Effect: "Allow"; Action: string[]; Resource: "*" }]
}

/** The least-privilege IAM policy for scanning these types, ready to attach. */
export function iamPolicy(types: readonly ResourceType[]): PolicyDocument {
  const actions = new Set([...ACCOUNT_ACTIONS, ...types.flatMap((type) => type.iamActions)])
  return {
    Version: "2012-10-17",
    Statement: [{ Sid: "AwsConnectScan", Effect: "Allow", Action: [...actions].sort(), Resource: "*" }],
  }
}

/** `?resource_types=ec2,rds`, or `*` for all; those of the minimal policy if it is missing. */
export const policyQuerySchema = z.object({
  resource_types: z
    .string()
    .transform((text) => (text === "*" ? [...resourceTypeKeys] : text.split(",").map((key) => key.trim())))
    .pipe(z.array(typeSchema))
    .default([...minimalTypeKeys]),
})
