import type { Account } from "./account"
import { AwsError } from "./errors"

export interface Unit {
  id: string
  name: string
  units: Unit[]
}

export interface Member {
  accountId: string
  name: string
  state: "PENDING_ACTIVATION" | "ACTIVE" | "SUSPENDED" | "PENDING_CLOSURE" | "CLOSED"
  unitId: string
}

/** An organisation of simulated accounts. */
export interface Organization {
  id: string
  managementAccountId: string
  /** Accounts that may list it, besides the management account. */
  delegated: string[]
  root: Unit
  members: Member[]
  /** The second page of each list is empty, with a next one behind it: AWS says that this happens. */
  hasEmptyPages?: boolean
}

/** AWS gives at most 20 accounts or units a page (Organizations API Reference). */
const PAGE = 20

/** @throws AwsError if the account is in no organisation, or may not list it. */
export function organizationFor(organization: Organization | undefined, { accountId }: Account): Organization {
  if (!organization)
    throw new AwsError(400, "AWSOrganizationsNotInUseException", "Your account is not a member of an organization.")
  if (accountId !== organization.managementAccountId && !organization.delegated.includes(accountId))
    throw new AwsError(400, "AccessDeniedException", "You don't have permissions to access this resource.")
  return organization
}

/** All units with the ids on the way to each. */
export function* unitsOf(unit: Unit, way: string[] = []): Generator<{ unit: Unit; way: string[] }> {
  const here = [...way, unit.id]
  yield { unit, way: here }
  for (const child of unit.units) yield* unitsOf(child, here)
}

export const findUnit = ({ root }: Organization, id: string | null): Unit => {
  for (const { unit } of unitsOf(root)) if (unit.id === id) return unit
  throw new AwsError(400, "ParentNotFoundException", "We can't find a root or OU with that id.")
}

/** A page of a list, with AWS's own oddities. */
export function pageOf<T>({ hasEmptyPages }: Organization, list: readonly T[], token: string | null) {
  const [, kind = "page", start = "0"] = /^(page|empty):(\d+)$/.exec(token ?? "") ?? []
  const from = Number(start)
  if (hasEmptyPages && kind === "page" && from > 0) return { items: [], next: `empty:${from}` }
  const end = from + PAGE
  return { items: list.slice(from, end), next: end < list.length ? `page:${end}` : undefined }
}

export const toAccount = (organization: Organization, member: Member) => {
  const { id, managementAccountId, root } = organization
  const way = [...unitsOf(root)].find(({ unit }) => unit.id === member.unitId)?.way ?? []
  return {
    Id: member.accountId,
    Arn: `arn:aws:organizations::${managementAccountId}:account/${id}/${member.accountId}`,
    Name: member.name,
    Email: `${member.name}@example.com`,
    State: member.state,
    Paths: [`${[id, ...way, member.accountId].join("/")}/`],
    JoinedMethod: "CREATED" as const,
    JoinedTimestamp: new Date("2024-03-01T00:00:00Z"),
  }
}
