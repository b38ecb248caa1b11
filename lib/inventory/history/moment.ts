import { type SQL, sql } from "drizzle-orm"
import type { App, Ctx } from "@/lib/context"
import { AppError } from "@/lib/errors"

/** A moment of the past, ready to be asked about. */
export interface Moment {
  /** ISO 8601. */
  at: string
  /** The slices that were being read then: their resources are shown as they were when the reading began. */
  torn: { account_id: string; type: string; region: string; began_at: string }[]
}

const DAY_MS = 86_400_000

/** How far back the past is kept whole; null for all of it. */
export const keptSince = ({ config }: Pick<App, "config">): Date | null =>
  config.changesKeptDays === null ? null : new Date(Date.now() - config.changesKeptDays * DAY_MS)

/**
 * Looks up what is needed to ask about a moment. @param path the field that named it.
 * @throws AppError invalid if the past is not kept so far back.
 */
export async function momentOf(ctx: Ctx, at: string, path = "as_of"): Promise<Moment> {
  const since = keptSince(ctx)
  if (since && Date.parse(at) < since.getTime()) {
    const message = `The past is kept for ${ctx.config.changesKeptDays} days: choose a time after ${since.toISOString()}.`
    throw new AppError("invalid", `Invalid request: ${message}`, { fields: [{ path, message }] })
  }
  const torn = await ctx.db.execute<Moment["torn"][number]>(sql`
    select account_id, type, region, began_at::text from torn_slices(${at}::timestamptz)`)
  return { at, torn: [...torn] }
}

/**
 * The moment that counts for a row `r`: that of its slice, if that was being read. The slices are one JSON object, in which
 * a key is found at once, however many there are.
 */
export function cutOf({ at, torn }: Moment): SQL {
  if (torn.length === 0) return sql`${at}::timestamptz`
  const began = Object.fromEntries(
    torn.map(({ account_id, type, region, began_at }) => [`${account_id} ${type} ${region}`, began_at]),
  )
  return sql`coalesce((${JSON.stringify(began)}::jsonb ->> (r.account_id || ' ' || r.type || ' ' || r.slice_region))::timestamptz,
    ${at}::timestamptz)`
}

/** What is valid for no slice before the moment was valid before this. */
export const earliest = ({ at, torn }: Moment): string =>
  torn.reduce((first, { began_at }) => (Date.parse(began_at) < Date.parse(first) ? began_at : first), at)

/** Whether a row of `resources r` or `resource_versions r` was valid. The plain bounds are for the indexes. */
export function validAt(moment: Moment, isVersion: boolean): SQL {
  const cut = cutOf(moment)
  const isTorn = moment.torn.length > 0
  const changed = sql`r.last_changed_at <= ${cut}${isTorn ? sql` and r.last_changed_at <= ${moment.at}::timestamptz` : sql``}`
  if (!isVersion) return changed
  return sql`${changed} and r.until > ${cut}${isTorn ? sql` and r.until > ${earliest(moment)}::timestamptz` : sql``}`
}
