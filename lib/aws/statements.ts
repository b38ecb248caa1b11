import { groupBy } from "@/lib/group-by"

/** A part of an IAM policy (IAM User Guide, "Grammar of the IAM JSON policy language"). */
export interface Statement {
  Sid?: string
  Effect: "Allow"
  Action: string[]
  Resource: "*" | readonly string[]
}

/** An action, and the resource type that needs it; null for what every scan needs. */
export interface Need {
  action: string
  type: string | null
}

/**
 * What actions are bound to, by the types that need them. API Gateway has one action for everything that can be read, the
 * values of API keys included (Service Authorization Reference, "Amazon API Gateway Management").
 */
const BOUND: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  "apigateway:GET": {
    rest_api: ["arn:*:apigateway:*::/restapis", "arn:*:apigateway:*::/restapis/*"],
    api_domain: ["arn:*:apigateway:*::/domainnames"],
    http_api: ["arn:*:apigateway:*::/apis", "arn:*:apigateway:*::/apis/*"],
  },
}

/** The statements that allow what these types need, and no more than is read by them. Pure: the pages use it as well. */
export function statementsFor(needs: readonly Need[]): Statement[] {
  const groups = [...groupBy(needs, ({ action }) => action)]
  const free = groups.filter(([action]) => !BOUND[action]).map(([action]) => action)
  const bound = groups.flatMap(([action, own]): Statement[] => {
    const resources = BOUND[action]
    if (!resources) return []
    const all = own.flatMap(({ type }) => (type === null ? [] : (resources[type] ?? [])))
    return [{ Effect: "Allow", Action: [action], Resource: [...new Set(all)] }]
  })
  return [...(free.length > 0 ? [{ Effect: "Allow" as const, Action: free, Resource: "*" as const }] : []), ...bound]
}

/** The resources that a type's action is bound to, as one text; empty for all. */
export const boundTo = (action: string, type: string | null): string =>
  (type === null ? undefined : BOUND[action]?.[type])?.join() ?? ""

/** What these needs are allowed by, to be copied: one statement as an object, several as a list. */
export function statementText(needs: readonly Need[]): string {
  const all = statementsFor(needs).map((one) => (one.Action.length === 1 ? { ...one, Action: one.Action[0] } : one))
  return JSON.stringify(all.length === 1 ? all[0] : all, null, 2)
}
