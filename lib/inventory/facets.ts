import { count, desc, isNull, sql } from "drizzle-orm"
import type { Db } from "@/lib/db/client"
import { resources, slices } from "@/lib/db/schema"
import { matching } from "@/lib/inventory/list"
import type { Filters } from "@/lib/inventory/schemas"

export interface Facet {
  value: string
  count: number
}

export type FacetKey = "type" | "region" | "account_id"

const columns = { type: resources.type, region: resources.region, account_id: resources.accountId }

/** For each facet, its values and how many resources each would show, the other filters being as they are. */
export async function listFacets(db: Db, filters: Filters): Promise<Record<FacetKey, Facet[]>> {
  const one = (key: FacetKey) =>
    db
      .select({ value: columns[key], count: count() })
      .from(resources)
      .where(matching({ ...filters, [key]: [] }))
      .groupBy(columns[key])
      .orderBy(desc(count()), columns[key])
  const [type, region, account_id] = await Promise.all([one("type"), one("region"), one("account_id")])
  return { type, region, account_id }
}

export interface InventorySummary {
  resources: number
  accounts: number
  regions: number
  /** Slices whose last scan could not read them. */
  unverifiedSlices: number
  unverifiedSince: string | null
}

/** What the header of the resources page says of the whole inventory. */
export async function summarise(db: Db): Promise<InventorySummary> {
  const [known] = await db
    .select({
      resources: count(),
      accounts: sql<number>`count(distinct ${resources.accountId})::int`,
      regions: sql<number>`count(distinct ${resources.region})::int`,
    })
    .from(resources)
    .where(isNull(resources.removedAt))
  const [unverified] = await db
    .select({ slices: count(), since: sql<string | null>`min(${slices.unverifiedSince})` })
    .from(slices)
    .where(sql`${slices.unverifiedSince} is not null`)
  return {
    resources: known?.resources ?? 0,
    accounts: known?.accounts ?? 0,
    regions: known?.regions ?? 0,
    unverifiedSlices: unverified?.slices ?? 0,
    unverifiedSince: unverified?.since ? new Date(unverified.since).toISOString() : null,
  }
}
