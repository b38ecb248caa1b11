import { sql } from "drizzle-orm"
import { authorise } from "@/lib/auth/permissions"
import type { Ctx } from "@/lib/context"
import { compile } from "@/lib/inventory/read/compile"
import { run } from "@/lib/inventory/read/run"
import { inScope } from "@/lib/inventory/read/scope"
import { EVERYTHING, type Node } from "@/lib/query/tree"

/** What a day brought (UTC). */
export interface Day {
  /** `2026-11-28`. */
  day: string
  /** Appeared or returned. */
  appeared: number
  changed: number
  removed: number
  /** How many there were at its end; of today, how many there are. */
  present: number
}

export interface DailyCounts {
  days: Day[]
  /** False: the query asks for more than types, accounts and regions, of which alone daily counts are kept; these count everything. */
  isFiltered: boolean
}

/** The last days, each with its counts, from the counts that the writers keep. @param count how many, with today. */
export async function listDays(ctx: Ctx, count: number, tree: Node = EVERYTHING): Promise<DailyCounts> {
  authorise(ctx, "inventory.read")
  const { daily, counted, narrow } = await compile(ctx, { tree })
  const isFiltered = daily !== null && counted !== null
  const where = isFiltered ? daily : inScope(ctx, "d.account_id")
  const present = isFiltered ? counted : inScope(ctx, "c.account_id")
  const days = await run<Day>(
    ctx.db,
    sql`with day as (
      select generate_series((now() at time zone 'UTC')::date - ${count - 1}::int, (now() at time zone 'UTC')::date, '1 day')::date as day
    ), brought as (
      select d.day, sum(d.appeared)::int as appeared, sum(d.changed)::int as changed, sum(d.removed)::int as removed
      from daily_changes d where d.day > (now() at time zone 'UTC')::date - ${count}::int and ${where} group by 1
    ), total as (select coalesce(sum(c.count), 0)::int as present from slice_counts c where ${present})
    select day::text, coalesce(appeared, 0) as appeared, coalesce(changed, 0) as changed, coalesce(removed, 0) as removed,
      (total.present - coalesce(sum(coalesce(appeared, 0) - coalesce(removed, 0)) over (
        order by day desc rows between unbounded preceding and 1 preceding), 0))::int as present
    from day left join brought using (day) cross join total order by day`,
    narrow,
  )
  return { days, isFiltered }
}
