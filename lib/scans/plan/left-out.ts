import { eq, sql } from "drizzle-orm"
import { isReadBy } from "@/lib/access/unverified"
import { chosenTypes } from "@/lib/aws/resource-types/registry"
import type { Queryable } from "@/lib/db/client"
import { connections, type SlicePlace, scanSlices, type scans } from "@/lib/db/schema"
import { arrayLiteral } from "@/lib/query/to-sql"

type Scan = typeof scans.$inferSelect

/** The code of a slice that was not read because nothing asks for it any more. A retry does not ask for it either. */
export const LEFT_OUT = "NoLongerScanned"

interface LeftOut extends SlicePlace, Record<string, unknown> {
  count: number
}

/**
 * Records as failed, without a call, the slices that hold resources, were verified until now, and get no slice any more:
 * a region that is not enabled now, or what was taken out of the connection. So they become unverified, the scan says
 * so once, and the history knows since when.
 * @param isListed whether AWS listed the enabled regions, where the scan asked for all of them.
 */
export async function recordLeftOut(
  tx: Queryable,
  scan: Scan,
  accountId: string,
  places: readonly SlicePlace[],
  isListed: boolean,
): Promise<void> {
  if (scan.onlySlices) return
  const isWhole = scan.connectionId !== null && (await asksForAll(tx, scan))
  const isEverywhere = scan.regions[0] === "*"
  if (!isWhole && !isEverywhere) return
  const left = await findLeftOut(tx, scan, accountId, places, { isWhole, isListed: isEverywhere && isListed })
  if (left.length === 0) return
  const rows = left.map(({ type, region }) => ({ type, region, scanId: scan.id, accountId }))
  // Inserted as waiting: the scan counts a slice's end, and not how it began.
  await tx.insert(scanSlices).values(rows)
  const ended = JSON.stringify(
    left.map(({ type, region, count }) => {
      const isWanted = scan.resourceTypes.includes(type)
      return { type, region, message: `${reason(isWanted, isEverywhere, isListed)} ${kept(count)}` }
    }),
  )
  const sent = sql`jsonb_to_recordset(${ended}::jsonb) as e(type text, region text, message text)`
  await tx.execute(sql`
    update scan_slices s set state = 'failed', error_code = ${LEFT_OUT}, error_message = e.message, started_at = now(),
      ended_at = now()
    from ${sent} where s.scan_id = ${scan.id} and s.type = e.type and s.region = e.region`)
  await tx.execute(sql`
    update slices s set unverified_since = now()
    from ${sent} where s.account_id = ${accountId} and s.type = e.type and s.region = e.region`)
}

const kept = (count: number) =>
  count === 1 ? "The resource known there is kept." : `The ${count} resources known there are kept.`

function reason(isWanted: boolean, isEverywhere: boolean, isListed: boolean): string {
  if (!isWanted) return "The connection no longer scans this type."
  if (!isEverywhere) return "The connection no longer scans this region."
  return isListed
    ? "AWS no longer lists this region as enabled for the account."
    : "This region was not scanned, because the enabled regions could not be listed."
}

/** Whether a scan asks for all that its connection is for. A narrower one says nothing of the rest. */
async function asksForAll(tx: Queryable, { connectionId, resourceTypes, regions }: Scan): Promise<boolean> {
  const [connection] = await tx
    .select()
    .from(connections)
    .where(eq(connections.id, connectionId ?? ""))
  if (!connection) return false
  const isSame = (a: readonly string[], b: readonly string[]) => a.toSorted().join() === b.toSorted().join()
  return isSame(resourceTypes, chosenTypes(connection.resourceTypes)) && isSame(regions, connection.regions)
}

/** A connection answers for what its own scans read last. A scan of all regions answers for its types in every region. */
function findLeftOut(
  tx: Queryable,
  { resourceTypes, connectionId }: Scan,
  accountId: string,
  places: readonly SlicePlace[],
  { isWhole, isListed }: { isWhole: boolean; isListed: boolean },
): Promise<LeftOut[]> {
  const planned = JSON.stringify(places.map(({ type, region }) => `${type} ${region}`))
  const isOwn = isWhole && connectionId !== null ? isReadBy(connectionId) : sql`false`
  // Where the regions could not be listed, nothing follows from that for what others read there.
  const isInAll = isListed ? sql`s.type = any(${arrayLiteral(resourceTypes)}::text[])` : sql`false`
  return tx.execute<LeftOut>(sql`
    select s.type, s.region, h.count from slices s
    cross join lateral (select count(*)::int as count from resources r where r.account_id = s.account_id
      and r.type = s.type and r.slice_region = s.region and r.removed_at is null) h
    where s.account_id = ${accountId} and s.unverified_since is null and h.count > 0
      and not ${planned}::jsonb ? (s.type || ' ' || s.region) and (${isOwn} or ${isInAll})
    order by s.type, s.region`) as unknown as Promise<LeftOut[]>
}
