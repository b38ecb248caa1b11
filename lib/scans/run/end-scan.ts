import { and, eq, inArray, isNotNull, lte, sql } from "drizzle-orm"
import { type AwsFailure, isRefusal } from "@/lib/aws/failure"
import { type Db, type Queryable, transact } from "@/lib/db/client"
import { isOpenRow, type SliceError, scanSlices, scans } from "@/lib/db/schema"
import { isOpenScan, openSliceStates } from "@/lib/db/states"
import { LEFT_OUT } from "@/lib/scans/plan/left-out"
import { lockJoined, lockScans, releaseJoined } from "@/lib/scans/run/join"

const nextRevision = sql`${scans.revision} + 1`

type ScanRow = typeof scans.$inferSelect
type Ending = Pick<ScanRow, "state"> & Partial<Pick<ScanRow, "failedAt" | "errorCode" | "errorMessage">>

/**
 * Ends those of these running scans whose last slice has ended, and erases their credentials. It reads the scans' own
 * counts, which the caller's transaction has just changed. If two slices close at once, the second one therefore ends
 * the scan.
 */
export async function endScansIfDone(tx: Queryable, scanIds: readonly string[]): Promise<void> {
  const isDone = and(inArray(scans.id, [...new Set(scanIds)]), eq(scans.state, "running"), lte(scans.slicesOpen, 0))
  for (const scan of await tx.select().from(scans).where(isDone).orderBy(scans.id)) {
    const sliceErrors = await collectErrors(tx, scan.id)
    await recordEnd(tx, scan.id, { ...endingOf(scan, sliceErrors), sliceErrors })
  }
}

/** Ends an open scan and all its open slices. If other scans had joined these slices, they run them. */
export async function endOpenScan(tx: Queryable, scanId: string, ending: Ending): Promise<void> {
  const isOpen = and(eq(scanSlices.scanId, scanId), inArray(scanSlices.state, [...openSliceStates]))
  const open = await tx
    .select({ id: scanSlices.id })
    .from(scanSlices)
    .where(isOpen)
    .orderBy(scanSlices.id)
    .for("update")
  const ids = open.map(({ id }) => id)
  const joined = await lockJoined(tx, ids)
  await lockScans(tx, [scanId, ...joined.map((slice) => slice.scanId)])
  const [scan] = await tx.select({ state: scans.state }).from(scans).where(eq(scans.id, scanId))
  if (!scan || !isOpenScan(scan)) return
  // This includes slices that were planned between the two locks.
  const ended = await tx
    .update(scanSlices)
    .set({ state: "cancelled", endedAt: sql`now()` })
    .where(isOpen)
    .returning({ id: scanSlices.id })
  await recordEnd(tx, scanId, { ...ending, sliceErrors: await collectErrors(tx, scanId) })
  await releaseJoined(
    tx,
    ended.map(({ id }) => id),
  )
}

function endingOf(scan: ScanRow, all: readonly SliceError[]): Ending {
  // What nothing asks for any more was not read, and is no reason why a scan failed.
  const sliceErrors = all.filter(({ code }) => code !== LEFT_OUT)
  const leftOut = all.length - sliceErrors.length
  const asked = scan.slicesTotal - leftOut
  if (asked === 0 || scan.slicesFailed - leftOut < asked) {
    const isWhole = scan.slicesIncomplete === 0 && scan.warnings.length === 0
    return { state: isWhole ? "success" : "partial" }
  }
  const failedAt = scan.slicesDenied === asked ? "denied" : "slices"
  return { state: "failed", failedAt, errorCode: sliceErrors[0]?.code, errorMessage: sliceErrors[0]?.message }
}

async function collectErrors(tx: Queryable, scanId: string): Promise<SliceError[]> {
  const rows = await tx
    .select({
      region: scanSlices.region,
      resource_type: scanSlices.type,
      code: scanSlices.errorCode,
      message: scanSlices.errorMessage,
      missing_permission: scanSlices.missingPermission,
    })
    .from(scanSlices)
    .where(and(eq(scanSlices.scanId, scanId), isNotNull(scanSlices.errorCode)))
    .orderBy(scanSlices.type, scanSlices.region)
  return rows.map((row) => ({ ...row, code: row.code ?? "", message: row.message ?? "" }))
}

/** The end of a scan that could not connect. */
export function refused({ kind, code, message }: AwsFailure) {
  const failedAt = isRefusal(kind) ? ("refused" as const) : ("unreachable" as const)
  return { state: "failed" as const, failedAt, errorCode: code, errorMessage: message }
}

/** The only place where a scan ends. It also erases the credentials. */
export async function recordEnd(
  tx: Queryable,
  scanId: string,
  ending: Ending & { sliceErrors?: SliceError[] },
): Promise<void> {
  const [ended] = await tx
    .update(scans)
    .set({ ...ending, endedAt: sql`now()`, touchedAt: sql`now()`, sealedCredentials: null, revision: nextRevision })
    .where(and(eq(scans.id, scanId), isOpenRow))
    .returning({ parentId: scans.parentId })
  if (ended?.parentId) await refreshParent(tx, ended.parentId)
}

/**
 * Adds up the parts of an organisation's scan, and ends it with the last of them. Its row is locked first, so that of
 * two parts that end at once, the second one sees the first.
 */
export async function refreshParent(tx: Queryable, parentId: string): Promise<void> {
  await tx.execute(sql`select from scans where id = ${parentId} for no key update`)
  await tx.execute(sql`
    update scans p set slices_total = c.slices_total, slices_open = c.slices_open, slices_failed = c.slices_failed,
      slices_denied = c.slices_denied, slices_incomplete = c.slices_incomplete, found = c.found, created = c.created,
      updated = c.updated, changed = c.changed, removed = c.removed, errors = c.errors, aws_calls = c.aws_calls,
      retries = c.retries, found_by_type = c.types, found_by_region = c.regions, touched_at = now(),
      revision = p.revision + 1,
      state = case when p.ended_at is not null or c.is_open then p.state
        when c.is_whole and p.warnings = '[]' then 'success' when c.is_lost then 'failed' else 'partial' end,
      failed_at = case when p.ended_at is null and not c.is_open and c.is_lost then 'slices' else p.failed_at end,
      error_code = case when p.ended_at is null and not c.is_open and c.is_lost then 'EveryAccountFailed' else p.error_code end,
      error_message = case when p.ended_at is null and not c.is_open and c.is_lost
        then 'No account of the organisation could be read.' else p.error_message end,
      ended_at = case when c.is_open then p.ended_at else coalesce(p.ended_at, now()) end
    from (
      select sum(slices_total) as slices_total, sum(slices_open) as slices_open, sum(slices_failed) as slices_failed,
        sum(slices_denied) as slices_denied, sum(slices_incomplete) as slices_incomplete, sum(found) as found,
        sum(created) as created, sum(updated) as updated, sum(changed) as changed, sum(removed) as removed,
        sum(errors) as errors, sum(aws_calls) as aws_calls, sum(retries) as retries,
        bool_or(state in ('queued', 'running')) as is_open, bool_and(state = 'success') as is_whole,
        bool_and(state in ('failed', 'cancelled')) as is_lost, ${summed("found_by_type", parentId)} as types,
        ${summed("found_by_region", parentId)} as regions
      from scans where parent_id = ${parentId}
    ) c
    where p.id = ${parentId} and p.state <> 'queued'`)
  await tx.execute(sql`
    update scans set slice_errors = (select coalesce(jsonb_agg(error), '[]') from (${partErrors(parentId)}) errors)
    where id = ${parentId} and ended_at is not null and state in ('partial', 'failed')`)
}

/** So many problems of an organisation's scan are named one by one, the first of each account before all others. */
const MAX_PART_ERRORS = 500

/** Why parts were not read completely, as `SliceError`s with their accounts: what failed, or else that they were cancelled. */
const partErrors = (parentId: string) => sql`
  select error from (
  select e.error || jsonb_build_object('account_id', s.account_id, 'account_name', a.name) as error, s.account_id,
    row_number() over (partition by s.id) as place
  from scans s left join accounts a on a.account_id = s.account_id
  cross join lateral (
    select error from jsonb_array_elements(s.slice_errors) as own(error)
    union all select jsonb_build_object('region', s.home_region, 'resource_type', null) || warning
      from jsonb_array_elements(s.warnings) as warnings(warning)
    union all select jsonb_build_object('region', s.home_region, 'resource_type', null, 'code', coalesce(s.error_code, 'Cancelled'),
        'message', coalesce(s.error_message, 'The scan of this account was cancelled.'), 'missing_permission', null)
      where s.slice_errors = '[]' and s.warnings = '[]'
  ) e
  where s.parent_id = ${parentId} and s.state in ('partial', 'failed', 'cancelled')
  order by place, account_id limit ${MAX_PART_ERRORS}) first order by account_id, place`

/**
 * Brings the numbers of running organisations up to date with their parts. A part's slices do not do it themselves: they
 * would wait for each other at the one row.
 */
export async function refreshRunningParents(db: Db): Promise<void> {
  const behind = sql`select p.id from scans p join scans part on part.parent_id = p.id
    where p.is_organisation and p.state = 'running'
    group by p.id having (p.slices_open, p.found) is distinct from (sum(part.slices_open), sum(part.found))`
  for (const { id } of await db.execute<{ id: string }>(behind)) {
    await transact(db, async (tx) => {
      // Another worker that holds the row does the same, or ends a part.
      const [free] = await tx.execute(sql`select from scans where id = ${id} for no key update skip locked`)
      const [still] = free ? await tx.execute(sql`select from (${behind}) behind where id = ${id}`) : []
      if (still) await refreshParent(tx, id)
    })
  }
}

/** Adds up the counts of all parts by their names. */
const summed = (column: string, parentId: string) =>
  sql`(select coalesce(jsonb_object_agg(key, count), '{}') from (
    select key, sum(value::int) as count from scans s, jsonb_each_text(s.${sql.raw(column)})
    where s.parent_id = ${parentId} group by key) names)`
