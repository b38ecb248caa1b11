import { sql } from "drizzle-orm"
import { authorise } from "@/lib/auth/permissions"
import { resourceTypes } from "@/lib/aws/resource-types/registry"
import type { Ctx } from "@/lib/context"
import { groupBy } from "@/lib/group-by"
import { inScope } from "@/lib/inventory/read/scope"

/**
 * What is known of a service in a region. `listed`: every type was read to its end, so what is not there is not in AWS.
 * `partly`: some types were. `reported`: an index names something, which says nothing of the rest. `absent`: AWS does not
 * offer the service there, or the account did not switch it on. `unread`: nothing was read.
 */
export type Truth = "listed" | "partly" | "reported" | "absent" | "unread"

export interface RegionCoverage {
  region: string
  truth: Truth
  /** Of the service's types in all accounts: how many were read, failed, are not offered, and were never asked for. */
  listed: number
  failed: number
  absent: number
  unasked: number
  /** How many resources only an index names. */
  reported: number
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
  /** What indexes name, and of how much of it there is a type; null where no index was read. */
  index: { named: number; typed: number } | null
  regions: RegionCoverage[]
}

export interface Coverage {
  regions: string[]
  services: ServiceCoverage[]
  /** Of all that indexes name: how much, and of how much there is a type. Null where no index was read. */
  index: { named: number; typed: number } | null
}

interface Read extends Record<string, unknown> {
  type: string
  region: string
  listed: number
  failed: number
  absent: number
  denied: string[] | null
}

/** What is known of each service in each region, over all accounts. @param account only this one. */
export async function readCoverage(ctx: Ctx, account: string | null = null): Promise<Coverage> {
  authorise(ctx, "inventory.read")
  const inAccount = (column: string) =>
    sql`${inScope(ctx, column)} and ${account === null ? sql`true` : sql`${sql.raw(column)} = ${account}`}`
  // What failed keeps its row in the scan that read it last.
  const reading = ctx.db.execute<Read>(sql`
    select sl.type, sl.region, count(*) filter (where f.id is null and not sl.is_absent)::int as listed,
      count(f.id)::int as failed, count(*) filter (where f.id is null and sl.is_absent)::int as absent,
      array_agg(distinct f.missing_permission) filter (where f.missing_permission is not null) as denied
    from slices sl left join scan_slices f on f.scan_id = sl.last_scan_id and f.type = sl.type and f.region = sl.region
      and (f.state = 'failed' or not f.is_list_whole)
    where ${inAccount("sl.account_id")} group by 1, 2`)
  const placing = ctx.db.execute<{ region: string; accounts: number }>(sql`
    select sl.region, count(distinct sl.account_id)::int as accounts from slices sl
    where ${inAccount("sl.account_id")} group by 1`)
  const reporting = ctx.db.execute<{ service: string; region: string; count: number }>(sql`
    select r.type_specific_properties ->> 'service' as service, r.region, count(*)::int as count from resources r
    where r.type = 'other' and r.removed_at is null and r.status = 'reported' and ${inAccount("r.account_id")} group by 1, 2`)
  const naming = ctx.db.execute<{ service: string; named: number; typed: number }>(sql`
    select i.service, sum(i.named)::int as named, sum(i.typed)::int as typed from index_reports i
    where ${inAccount("i.account_id")} group by 1`)
  const [reads, places, reports, names] = await Promise.all([reading, placing, reporting, naming])
  const accounts = new Map(places.map((one) => [one.region, one.accounts]))
  const known = new Set([...accounts.keys(), ...reports.map(({ region }) => region)])
  const regions = [...known].sort((a, b) => Number(a === "global") - Number(b === "global") || (a < b ? -1 : 1))
  const readOf = new Map(reads.map((one) => [`${one.type} ${one.region}`, one]))
  const reported = groupBy(reports, ({ service }) => service)
  const index = new Map(names.map(({ service, ...counts }) => [service, counts]))

  const own = groupBy(
    resourceTypes.filter(({ isReported }) => !isReported),
    ({ iamActions: [action] }) => action.slice(0, action.indexOf(":")),
  )
  const services = [...new Set([...own.keys(), ...reported.keys()])].map((service): ServiceCoverage => {
    const types = own.get(service) ?? []
    const cells = regions.map((region): RegionCoverage => {
      const wanted = types.filter(({ scope }) => (scope === "global") === (region === "global"))
      const all = wanted.flatMap(({ type }) => readOf.get(`${type} ${region}`) ?? [])
      const add = (of: (one: Read) => number) => all.reduce((sum, one) => sum + of(one), 0)
      const [listed, failed, absent] = [add((one) => one.listed), add((one) => one.failed), add((one) => one.absent)]
      const unasked = wanted.length * (accounts.get(region) ?? 0) - listed - failed - absent
      const count = reported.get(service)?.find((one) => one.region === region)?.count ?? 0
      return {
        region,
        truth: truthOf(listed, failed + unasked, absent, count),
        listed,
        failed,
        absent,
        unasked,
        reported: count,
      }
    })
    return {
      ...{ service, name: nameOf(types.map((one) => one.service)) ?? service, types: types.length },
      unasked: types.filter(({ type }) => !reads.some((one) => one.type === type)).map(({ type }) => type),
      denied: [
        ...new Set(reads.flatMap((one) => (types.some(({ type }) => type === one.type) ? (one.denied ?? []) : []))),
      ],
      reported: (reported.get(service) ?? []).reduce((sum, { count }) => sum + count, 0),
      ...{
        index: index.get(service) ?? null,
        regions: cells.filter((cell) => cell.truth !== "unread" || cell.unasked > 0),
      },
    }
  })
  const total = names.reduce((sum, { named, typed }) => ({ named: sum.named + named, typed: sum.typed + typed }), NONE)
  return {
    regions,
    services: services.sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1)),
    index: names.length > 0 ? total : null,
  }
}

const NONE = { named: 0, typed: 0 }

function truthOf(listed: number, missing: number, absent: number, reported: number): Truth {
  if (listed > 0) return missing > 0 ? "partly" : "listed"
  if (reported > 0) return "reported"
  return absent > 0 && missing === 0 ? "absent" : "unread"
}

/** The name that most of its types have. */
const nameOf = (names: readonly string[]): string | undefined =>
  [...groupBy(names, (name) => name)].sort(([, a], [, b]) => b.length - a.length)[0]?.[0]
