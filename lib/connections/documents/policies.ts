import { ORGANIZATION_ACTIONS } from "@/lib/aws/organization"
import { needsOf, type PolicyDocument, policiesFor } from "@/lib/aws/policy"
import type { ResourceType } from "@/lib/aws/resource-types/define"
import type { Need } from "@/lib/aws/statements"

const POLICY_NAME = "aws-connect-scan"

/** What a connection's role looks like, whichever way it is made. */
export interface RolePlan {
  roleName: string
  externalId: string
  principal: Principal
  types: readonly ResourceType[]
  /** Whether the role also lists the organisation's accounts. */
  listsAccounts: boolean
  maxSessionSeconds: number
}

/** Who may assume the role. */
export interface Principal {
  /** A user's ARN, or an account's root. */
  arn: string
  /** For a role: its ARN without and with a path, since a session's ARN does not name the path. */
  patterns: string[] | null
}

/**
 * The identity that STS names, as a trust policy wants it. A session of a role becomes its account, narrowed to the role
 * (IAM User Guide, "AWS JSON policy elements: Principal" and "aws:PrincipalArn").
 */
export function toPrincipal(callerArn: string): Principal {
  const [, partition, account, role] = /^arn:([a-z-]+):sts::(\d{12}):assumed-role\/([^/]+)\//.exec(callerArn) ?? []
  if (!role) return { arn: callerArn, patterns: null }
  const iam = `arn:${partition}:iam::${account}`
  return { arn: `${iam}:root`, patterns: [`${iam}:role/${role}`, `${iam}:role/*/${role}`] }
}

/** The condition of the trust policy: the external id, and for a role its name. */
export const trustCondition = ({ externalId, principal }: Pick<RolePlan, "externalId" | "principal">) => ({
  StringEquals: { "sts:ExternalId": externalId },
  ...(principal.patterns && { ArnLike: { "aws:PrincipalArn": principal.patterns } }),
})

/** The role's trust policy (IAM User Guide, "How to use an external ID"). */
export const trustPolicy = (plan: Pick<RolePlan, "externalId" | "principal">) => ({
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Principal: { AWS: plan.principal.arn },
      Action: "sts:AssumeRole",
      Condition: trustCondition(plan),
    },
  ],
})

/** What the role needs: for the chosen types and, for an organisation, to list it. */
function roleNeeds({ types, listsAccounts }: Pick<RolePlan, "types" | "listsAccounts">): Need[] {
  const listing = listsAccounts ? ORGANIZATION_ACTIONS.map((action): Need => ({ action, type: null })) : []
  return [...needsOf(types), ...listing].sort((a, b) => (a.action < b.action ? -1 : a.action > b.action ? 1 : 0))
}

/** The actions that the role needs. */
export const roleActions = (plan: Pick<RolePlan, "types" | "listsAccounts">): string[] => [
  ...new Set(roleNeeds(plan).map(({ action }) => action)),
]

/** A policy of the role, and its name there. */
export interface NamedPolicy {
  name: string
  document: PolicyDocument
}

/** The role's permission policies: the least that the chosen types need, in more than one where IAM's limit wants it. */
export const permissionPolicies = (plan: Pick<RolePlan, "types" | "listsAccounts">): NamedPolicy[] =>
  policiesFor(roleNeeds(plan)).map((document, at) => ({
    name: at === 0 ? POLICY_NAME : `${POLICY_NAME}-${at + 1}`,
    document,
  }))
