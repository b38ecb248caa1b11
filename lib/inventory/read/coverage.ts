import { sql } from "drizzle-orm"
import { z } from "zod"
import { authorise } from "@/lib/auth/permissions"
import type { ResourceType } from "@/lib/aws/resource-types/define"
import { findResourceType, resourceTypes } from "@/lib/aws/resource-types/registry"
import type { Ctx } from "@/lib/context"
import { groupBy } from "@/lib/group-by"
import { inScope } from "@/lib/inventory/read/scope"
import { arrayLiteral } from "@/lib/query/to-sql"

/**
 * What is known of a service in a region. `listed`: every type was read to its end, so what is not there is not in AWS.
 * `partly`: some types were. `reported`: an index names something, which says nothing of the rest. `absent`: AWS does not
 * offer the service there, or the account did not switch it on. `unread`: nothing was read.
 */
export type Truth = "listed" | "partly" | "reported" | "absent" | "unread"

/** How much indexes name, and of how much of that there is a type. */
export interface Tally {
  named: number
  typed: number
}

/** What is known of the indexes of the accounts that still read them. */
export interface IndexCoverage extends Tally {
  /** How many regions' indexes could not be read wholly the last time. What they named before is counted. */
  failed: number
  /** The actions that AWS denied. */
  denied: string[]
}

export interface RegionCoverage {
  region: string
  truth: Truth
  /** Of the service's types in all accounts: how many were read, failed, are not offered, are no longer scanned, and were never scanned. */
  listed: number
  failed: number
  absent: number
  left: number
  unasked: number
  /** How many resources only an index names. */
  reported: number
  /** When the list that was read the longest time ago was read to its end (ISO 8601); null where none was. */
  verified_at: string | null
}

export interface ServiceCoverage {
  /** As in ARNs and IAM actions: `sqs`. */
  service: string
  /** What the pages call it; its key where there is no type. */
  name: string
  /** The types that were never read anywhere. */
  unasked: string[]
  types: number
  /** The actions that AWS denied. */
  denied: string[]
  /** How many resources only an index names. */
  reported: number
  /** Null where no index named any of it. */
  index: Tally | null
  /** The oldest of its regions. */
  verified_at: string | null
  regions: RegionCoverage[]
}

export interface Coverage {
  /** All that were scanned, whichever was asked about. */
  accounts: string[]
  /** Those of which something is no longer scanned. What is known of it is kept, and counts for no service. */
  left_accounts: string[]
  regions: string[]
  services: ServiceCoverage[]
  /** Null where nobody reads an index. */
  index: IndexCoverage | null
}

/** `?account=123456789012` */
export const coverageSchema = z.object({
  account: z
    .string()
    .regex(/^\d{12}$/, "Use the twelve digits of an account")
    .nullable()
    .default(null),
})

/** What is known of each service in each region, over all accounts. @param account only this one. */
export async function readCoverage(ctx: Ctx, account: string | null = null): Promise<Coverage> {
  authorise(ctx, "inventory.read")
  const { reads, places, reports, names, accounts } = await readFacts(ctx, account)
  const known = new Set([...places, ...reports].map(({ region }) => region))
  const regions = [...known].sort((a, b) => Number(a === "global") - Number(b === "global") || (a < b ? -1 : 1))
  const facts: Facts = {
    ...{ regions, reads },
    accounts: new Map(places.map(({ region, accounts }) => [region, accounts])),
    reported: groupBy(reports, ({ service }) => service),
    index: new Map(names.map(({ service, ...counts }) => [service, counts])),
  }
  const own = groupBy(
    resourceTypes.filter(({ isReported }) => !isReported),
    ({ iamActions: [action] }) => action.slice(0, action.indexOf(":")),
  )
  const services = [...new Set([...own.keys(), ...facts.reported.keys()])]
    .map((service) => coverService(service, own.get(service) ?? [], facts))
    .sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1))
  return {
    accounts: accounts.map(({ id }) => id),
    left_accounts: accounts
      .filter(({ is_left, id }) => is_left && (account === null || id === account))
      .map(({ id }) => id),
    regions,
    services,
    index: coverIndexes(
      names,
      reads.filter(({ type }) => isIndex(type)),
    ),
  }
}

const isIndex = (type: string) => findResourceType(type)?.isReported === true

function coverIndexes(names: readonly Tally[], reads: readonly Read[]): IndexCoverage | null {
  const failed = sum(reads, (one) => one.failed)
  if (failed + sum(reads, (one) => one.listed) === 0) return null
  return {
    ...{ named: sum(names, ({ named }) => named), typed: sum(names, ({ typed }) => typed), failed },
    denied: deniedIn(reads),
  }
}

const deniedIn = (reads: readonly Read[]) => [...new Set(reads.flatMap(({ denied }) => denied ?? []))].sort()

const oldestOf = (times: readonly (string | null)[]): string | null =>
  times.reduce((oldest, one) => (one !== null && (oldest === null || one < oldest) ? one : oldest), null)

interface Read extends Record<string, unknown> {
  type: string
  region: string
  listed: number
  failed: number
  absent: number
  left: number
  denied: string[] | null
  verified_at: string | null
}

interface Report extends Record<string, unknown> {
  service: string
  region: string
  count: number
}

const ISO = 'YYYY-MM-DD"T"HH24:MI:SS"Z"'

/** The types that read indexes, as an array of SQL. */
const INDEXES = sql`${arrayLiteral(resourceTypes.filter(({ isReported }) => isReported).map(({ type }) => type))}::text[]`

/** Over `slices sl`, why its last reading failed: what failed keeps its row in the scan. */
const LAST =
  sql.raw(`left join scan_slices f on f.scan_id = sl.last_scan_id and f.type = sl.type and f.region = sl.region
  and (f.state = 'failed' or not f.is_list_whole)`)
/** Nothing failed there, and yet it is not verified: nothing asks for it any more. */
const IS_LEFT = sql.raw("(sl.unverified_since is not null and f.id is null)")

async function readFacts(ctx: Ctx, account: string | null) {
  const of = (column: string) =>
    sql`${inScope(ctx, column)} and ${account === null ? sql`true` : sql`${sql.raw(column)} = ${account}`}`
  const [reads, places, reports, names, accounts] = await Promise.all([
    ctx.db.execute<Read>(sql`
      select sl.type, sl.region, count(*) filter (where f.id is null and not sl.is_absent and not ${IS_LEFT})::int as listed,
        count(f.id)::int as failed, count(*) filter (where f.id is null and sl.is_absent and not ${IS_LEFT})::int as absent,
        count(*) filter (where ${IS_LEFT})::int as left,
        array_agg(distinct f.missing_permission) filter (where f.missing_permission is not null) as denied,
        to_char(min(sl.verified_at) filter (where f.id is null and not ${IS_LEFT}) at time zone 'UTC', ${ISO}) as verified_at
      from slices sl ${LAST}
      where ${of("sl.account_id")} group by 1, 2`),
    ctx.db.execute<{ region: string; accounts: number }>(sql`
      select sl.region, count(distinct sl.account_id)::int as accounts from slices sl
      where ${of("sl.account_id")} group by 1`),
    ctx.db.execute<Report>(sql`
      select r.type_specific_properties ->> 'service' as service, r.region, count(*)::int as count from resources r
      where r.type = any(${INDEXES}) and r.removed_at is null and r.status = 'reported' and ${of("r.account_id")} group by 1, 2`),
    ctx.db.execute<{ service: string; named: number; typed: number }>(sql`
      select i.service, sum(i.named)::int as named, sum(i.typed)::int as typed from index_reports i
      join slices sl on sl.account_id = i.account_id and sl.region = i.region and sl.type = any(${INDEXES}) ${LAST}
      where ${of("i.account_id")} and not ${IS_LEFT} group by 1`),
    ctx.db.execute<{ id: string; is_left: boolean }>(sql`
      select sl.account_id as id, bool_or(${IS_LEFT}) as is_left from slices sl ${LAST}
      where ${inScope(ctx, "sl.account_id")} group by 1 order by 1`),
  ])
  return { reads, places, reports, names, accounts }
}

interface Facts {
  regions: readonly string[]
  /** How many accounts were scanned in a region. */
  accounts: ReadonlyMap<string, number>
  reads: readonly Read[]
  reported: ReadonlyMap<string, readonly Report[]>
  index: ReadonlyMap<string, Tally>
}

function coverService(service: string, types: readonly ResourceType[], facts: Facts): ServiceCoverage {
  const keys = new Set(types.map(({ type }) => type))
  const reads = facts.reads.filter(({ type }) => keys.has(type))
  const reports = facts.reported.get(service) ?? []
  return {
    ...{ service, name: nameOf(types.map((one) => one.service)) ?? service, types: types.length },
    unasked: [...keys].filter((key) => !reads.some(({ type }) => type === key)),
    denied: deniedIn(reads),
    verified_at: oldestOf(reads.map((one) => one.verified_at)),
    reported: sum(reports, ({ count }) => count),
    index: facts.index.get(service) ?? null,
    regions: facts.regions
      .map((region): RegionCoverage => {
        const wanted = types.filter(({ scope }) => (scope === "global") === (region === "global"))
        const own = reads.filter((one) => one.region === region)
        const listed = sum(own, (one) => one.listed)
        const failed = sum(own, (one) => one.failed)
        const absent = sum(own, (one) => one.absent)
        const left = sum(own, (one) => one.left)
        const unasked = Math.max(0, wanted.length * (facts.accounts.get(region) ?? 0) - listed - failed - absent - left)
        const reported = sum(reports, (one) => (one.region === region ? one.count : 0))
        return {
          ...{ region, truth: truthOf(listed, failed + unasked, absent, reported) },
          ...{ listed, failed, absent, left, unasked, reported },
          verified_at: oldestOf(own.map((one) => one.verified_at)),
        }
      })
      .filter(({ truth, failed, unasked, left }) => truth !== "unread" || failed + unasked + left > 0),
  }
}

const sum = <T>(items: readonly T[], of: (item: T) => number) => items.reduce((total, one) => total + of(one), 0)

function truthOf(listed: number, missing: number, absent: number, reported: number): Truth {
  if (listed > 0) return missing > 0 ? "partly" : "listed"
  if (reported > 0) return "reported"
  return absent > 0 && missing === 0 ? "absent" : "unread"
}

/** The name that most of its types have. */
const nameOf = (names: readonly string[]): string | undefined =>
  [...groupBy(names, (name) => name)].sort(([, a], [, b]) => b.length - a.length)[0]?.[0]
