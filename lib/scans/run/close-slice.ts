import { and, eq, inArray, type SQL, sql } from "drizzle-orm"
import type { AwsFailure } from "@/lib/aws/failure"
import { type Db, type Queryable, transact } from "@/lib/db/client"
import { scanSlices } from "@/lib/db/schema"
import { openSliceStates, type SliceState } from "@/lib/db/states"
import { together } from "@/lib/db/together"
import {
  type AwsCost,
  type HeldSlice,
  holdKey,
  lockedScans,
  lockHeld,
  placeKey,
} from "@/lib/inventory/write/held-slice"
import { recordNamed, settleReported } from "@/lib/inventory/write/reported"
import { holdsMissing, retireMissing } from "@/lib/inventory/write/retire"
import type { GivenUp } from "@/lib/jobs/kind"
import type { Fate } from "@/lib/scans/run/classify"
import { endScansIfDone } from "@/lib/scans/run/end-scan"
import { lockJoined, lockScans, releaseJoined, shareSuccess } from "@/lib/scans/run/join"

type Ended = Extract<Fate, { kind: "complete" | "failed" }>

interface Closing {
  slice: HeldSlice
  fate: Ended
  seen: ReadonlySet<string>
  cost: AwsCost
}

/**
 * In one transaction, records how a slice ended, marks what is gone, and ends the scan if this was its last slice.
 * Slices that end at about the same time are closed together.
 * @returns false if the slice is no longer held; nothing is recorded then.
 */
export const closeSlice = (
  db: Db,
  slice: HeldSlice,
  fate: Ended,
  seen: ReadonlySet<string>,
  cost: AwsCost,
): Promise<boolean> => closeTogether(db, { slice, fate, seen, cost })

const SLICES_TOGETHER = 100
/** So many listed resources weigh as much as a slice. */
const SEEN_OF_A_SLICE = 100

const closeTogether = together<Closing, boolean>(
  {
    atOnce: 1,
    most: SLICES_TOGETHER,
    weight: ({ seen }) => 1 + seen.size / SEEN_OF_A_SLICE,
    key: ({ slice }) => placeKey(slice),
  },
  (db, all) =>
    transact(db, async (tx) => {
      const locked = await lockHeld(
        tx,
        all.map(({ slice }) => slice),
      )
      // How many of each one's resources could not be stored.
      const errors = new Map(locked.map((one) => [holdKey(one), one.errors]))
      const held = all.filter(({ slice }) => errors.has(holdKey(slice)))
      if (held.length > 0) await close(tx, held, (slice) => errors.get(holdKey(slice)) ?? 0)
      return all.map((one) => held.includes(one))
    }),
)

async function close(tx: Queryable, held: readonly Closing[], errorsOf: (slice: HeldSlice) => number): Promise<void> {
  const sure: Closing[] = []
  for (const one of held) sure.push({ ...one, fate: await withoutDoubt(tx, one) })
  const isListed = ({ fate }: Closing) => fate.kind === "complete" && !fate.missed
  const listed = sure.filter(isListed)
  const isReported = ({ slice }: Closing) => slice.isReported === true
  const removed = await retireMissing(
    tx,
    listed.filter((one) => !isReported(one)),
  )
  const indexed = listed.flatMap(({ fate, ...one }) =>
    fate.kind === "complete" && fate.index ? [{ ...one, ...fate.index }] : [],
  )
  const settled = await settleReported(tx, indexed)
  for (const { slice, named } of indexed) await recordNamed(tx, slice, named)
  const ends = sure.map(({ slice, fate, cost }) => {
    const errors = errorsOf(slice)
    const isListWhole = fate.kind === "complete" && !fate.missed && errors === 0
    return {
      ...{ ...reasonOf(fate, errors), id: slice.id, state: stateOf(fate, errors), isListWhole },
      ...{ removed: removed.get(slice.id) ?? 0, changed: 0, ...settled.get(slice.id), ...cost },
      isAbsent: fate.kind === "complete" && fate.isServiceAbsent === true,
    }
  })
  const joined = await lockJoined(
    tx,
    ends.map(({ id }) => id),
  )
  const scanIds = [...held.map(({ slice }) => slice.scanId), ...joined.map(({ scanId }) => scanId)]
  await recordEnds(tx, ends, scanIds)
  const isJoined = ({ id }: End) => joined.some(({ joinedSliceId }) => joinedSliceId === id)
  const leaders = ends.filter(isJoined)
  await shareSuccess(
    tx,
    leaders.filter(({ state }) => state === "done").map(({ id }) => id),
  )
  await endScansIfDone(tx, scanIds)
  await releaseJoined(
    tx,
    leaders.filter(({ state }) => state !== "done").map(({ id }) => id),
  )
}

/** A list that AWS's answer left out counts as empty only where nothing is removed by it. */
async function withoutDoubt(tx: Queryable, closing: Closing): Promise<Ended> {
  const { fate } = closing
  if (fate.kind === "failed" || !fate.absent || fate.missed || !(await holdsMissing(tx, closing))) return fate
  return { kind: "failed", failure: fate.absent }
}

interface End extends AwsCost {
  id: string
  state: SliceState
  isListWhole: boolean
  isAbsent: boolean
  removed: number
  changed: number
  errorCode: string | null
  errorMessage: string | null
  missingPermission: string | null
}

/** A resource that could not be stored shows what was known before: its slice is not verified. */
const recordEnds = (tx: Queryable, ends: readonly End[], scanIds: readonly string[]) =>
  tx.execute(sql`
    with fresh as (${freshness(ends)}), ${lockedScans(scanIds)}
    update scan_slices s set state = e.state, is_list_whole = e."isListWhole", removed = s.removed + e.removed,
      changed = s.changed + e.changed,
      error_code = e."errorCode", error_message = e."errorMessage", missing_permission = e."missingPermission",
      aws_calls = e.calls, retries = e.retries, ended_at = now()
    from jsonb_to_recordset(${JSON.stringify(ends)}::jsonb) as e(id uuid, state text, "isListWhole" boolean, removed int, changed int,
      "errorCode" text, "errorMessage" text, "missingPermission" text, calls int, retries int)
    where s.id = e.id and s.scan_id = any(array(select id from locked))`)

/** Fails a slice that no worker could read completely. */
export async function giveUpSlice(db: Db, sliceId: string, { how, error }: GivenUp): Promise<void> {
  const reason =
    how === "crashed"
      ? { errorCode: "WorkerLost", errorMessage: "The worker crashed repeatedly. See the worker's log." }
      : { errorCode: "JobFailed", errorMessage: `Reading it failed repeatedly. The last error: ${error}` }
  await transact(db, async (tx) => {
    const isOpen = and(eq(scanSlices.id, sliceId), inArray(scanSlices.state, [...openSliceStates]))
    const [slice] = await tx.select().from(scanSlices).where(isOpen).for("update")
    if (!slice) return
    const joined = await lockJoined(tx, [sliceId])
    await lockScans(tx, [slice.scanId, ...joined.map(({ scanId }) => scanId)])
    await tx
      .update(scanSlices)
      .set({ ...reason, state: "failed", endedAt: sql`now()` })
      .where(isOpen)
    await tx.execute(freshness([{ id: sliceId, isListWhole: false, isAbsent: false }]))
    await endScansIfDone(tx, [slice.scanId])
    await releaseJoined(tx, [sliceId])
  })
}

function stateOf(fate: Ended, rowErrors: number): SliceState {
  if (fate.kind === "failed") return "failed"
  return fate.warning || fate.missed || rowErrors > 0 ? "partial" : "done"
}

function reasonOf(fate: Ended, rowErrors: number) {
  const reason: AwsFailure | null = fate.kind === "failed" ? fate.failure : (fate.missed ?? fate.warning)
  if (reason) {
    return { errorCode: reason.code, errorMessage: reason.message, missingPermission: reason.missingPermission }
  }
  if (rowErrors === 0) return { errorCode: null, errorMessage: null, missingPermission: null }
  const errorMessage = `${rowErrors} resource${rowErrors === 1 ? "" : "s"} could not be stored.`
  return { errorCode: "NotStored", errorMessage, missingPermission: null }
}

/**
 * Records the state of slices across all scans; no two of them are of the same place. A slice that was listed to its end
 * is verified now. Any other is unverified since its first failure, if it holds resources: without resources, there is
 * nothing to verify.
 */
const freshness = (ends: readonly Pick<End, "id" | "isListWhole" | "isAbsent">[]): SQL => sql`
    insert into slices (account_id, type, region, last_scan_id, is_absent, verified_at, unverified_since)
    select s.account_id, s.type, s.region, s.scan_id, e."isAbsent", case when e."isListWhole" then now() end,
      case when not e."isListWhole" and exists (select from resources r where r.account_id = s.account_id
        and r.type = s.type and r.slice_region = s.region and r.removed_at is null) then now() end
    from jsonb_to_recordset(${JSON.stringify(ends.map(({ id, isListWhole, isAbsent }) => ({ id, isListWhole, isAbsent })))}::jsonb)
      as e(id uuid, "isListWhole" boolean, "isAbsent" boolean) join scan_slices s using (id)
    order by s.account_id, s.type, s.region
    on conflict (account_id, type, region) do update set last_scan_id = excluded.last_scan_id,
      is_absent = excluded.is_absent,
      verified_at = coalesce(excluded.verified_at, slices.verified_at),
      unverified_since = case when excluded.verified_at is null
        then coalesce(slices.unverified_since, excluded.unverified_since) end`
