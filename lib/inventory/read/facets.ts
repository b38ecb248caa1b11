import { count, desc, sql } from "drizzle-orm"
import { authorise } from "@/lib/auth/permissions"
import type { Ctx } from "@/lib/context"
import { resources, slices } from "@/lib/db/schema"
import { matching } from "@/lib/inventory/read/list"
import type { Filters } from "@/lib/inventory/schemas"

export interface Facet {
  value: string
  count: number
}

export type FacetKey = "type" | "region" | "account_id"

const columns = { type: resources.type, region: resources.region, account_id: resources.accountId }

/** The values of each facet, and how many resources each value would show if the other filters stay as they are. */
export async function listFacets(ctx: Ctx, filters: Filters): Promise<Record<FacetKey, Facet[]>> {
  authorise(ctx, "inventory.read")
  const one = (key: FacetKey) =>
    ctx.db
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
  /** Removed resources are kept, and hidden by default. */
  removed: number
  /** Slices that hold resources and could not be read by their last scan. */
  unverifiedSlices: number
  unverifiedSince: string | null
}

/** Counts the whole inventory, for the header of the resources page. */
export async function summarise(ctx: Ctx): Promise<InventorySummary> {
  authorise(ctx, "inventory.read")
  const present = sql`${resources.removedAt} is null`
  const [known] = await ctx.db
    .select({
      resources: sql<number>`(count(*) filter (where ${present}))::int`,
      accounts: sql<number>`(count(distinct ${resources.accountId}) filter (where ${present}))::int`,
      regions: sql<number>`(count(distinct ${resources.region}) filter (where ${present}))::int`,
      removed: sql<number>`(count(*) filter (where not ${present}))::int`,
    })
    .from(resources)
  const [unverified] = await ctx.db
    .select({ slices: count(), since: sql<string | null>`min(${slices.unverifiedSince})` })
    .from(slices)
    .where(sql`${slices.unverifiedSince} is not null`)
  return {
    ...(known ?? { resources: 0, accounts: 0, regions: 0, removed: 0 }),
    unverifiedSlices: unverified?.slices ?? 0,
    unverifiedSince: unverified?.since ? new Date(unverified.since).toISOString() : null,
  }
}
