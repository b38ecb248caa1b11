import { findLiveActors } from "@/lib/auth/live-actors"
import type { Actor } from "@/lib/auth/permissions"
import type { Db } from "@/lib/db/client"
import { isOpenScan } from "@/lib/db/states"
import { describeError } from "@/lib/errors"
import { findScanRow, loadChangedSlices, loadSlices } from "@/lib/scans/read/get"
import { type ScanSummary, type SliceRow, type SliceView, toSliceView, toSummary } from "@/lib/scans/read/view"

const POLL_MS = 250
/** How long a listener whose token was revoked, or whose role changed, may go on. */
const RECHECK_MS = 3_000
/** Clocks and commits differ a little: slices that ended shortly before the last look are read once more. */
const OVERLAP_MS = 5_000

export interface Listener {
  actor: Actor
  /** Called at each change, with the slices that changed. */
  onChange(changed: readonly SliceView[]): void
  /** Called once: the listener may not listen any more. */
  onRefused(): void
}

/** One open scan as this process follows it: however many listen, the database is asked once. */
export class ScanFeed {
  readonly slices = new Map<string, SliceView>()
  readonly listeners = new Set<Listener>()
  scan: ScanSummary
  /** It looks no more. */
  isClosed = false
  #revision: number
  #lookedAt = new Date()

  constructor(
    readonly db: Db,
    row: NonNullable<Awaited<ReturnType<typeof findScanRow>>>,
    slices: readonly SliceRow[],
  ) {
    this.scan = toSummary(row)
    this.#revision = row.revision
    for (const slice of slices.map(toSliceView)) this.slices.set(keyOf(slice), slice)
  }

  /** Looks until the scan has ended, or nobody listens any more. */
  async follow(): Promise<void> {
    let recheckAt = Date.now() + RECHECK_MS
    do {
      await new Promise((done) => setTimeout(done, POLL_MS))
      try {
        await this.#look()
        if (Date.now() >= recheckAt) {
          recheckAt = Date.now() + RECHECK_MS
          await this.#recheck()
        }
      } catch (error) {
        // The database may be back at the next look.
        console.error(`A scan could not be followed: ${describeError(error)}`)
      }
    } while (isOpenScan(this.scan) && this.listeners.size > 0)
    this.isClosed = true
  }

  async #look(): Promise<void> {
    const row = await findScanRow(this.db, this.scan.scan_id)
    if (!row || row.revision === this.#revision) return
    const since = new Date(this.#lookedAt.getTime() - OVERLAP_MS)
    this.#lookedAt = new Date()
    const hasEnded = !isOpenScan(row)
    const rows = hasEnded ? await loadSlices(this.db, row.id) : await loadChangedSlices(this.db, row.id, since)
    this.#revision = row.revision
    this.scan = toSummary(row)
    const changed = rows.map(toSliceView).filter((slice) => this.#takeOver(slice))
    for (const listener of this.listeners) listener.onChange(changed)
  }

  /** Whether the slice differs from what was known. */
  #takeOver(slice: SliceView): boolean {
    const key = keyOf(slice)
    if (JSON.stringify(this.slices.get(key)) === JSON.stringify(slice)) return false
    this.slices.set(key, slice)
    return true
  }

  async #recheck(): Promise<void> {
    const actors = [...new Map([...this.listeners].map(({ actor }) => [JSON.stringify(actor), actor])).values()]
    const live = new Set([...(await findLiveActors(this.db, actors))].map((actor) => JSON.stringify(actor)))
    for (const listener of this.listeners) if (!live.has(JSON.stringify(listener.actor))) listener.onRefused()
  }
}

const keyOf = ({ resource_type, region }: SliceView) => `${resource_type}/${region}`

// Next loads this module once for each bundle, and all of them share one process.
const GLOBAL = Symbol.for("aws-connect.scan-feeds")
type Feeds = WeakMap<Db, Map<string, Promise<ScanFeed | null>>>

/**
 * Joins the process's feed of a scan, or starts it. The listener leaves by removing itself from `listeners`.
 * @returns null where there is no such scan.
 */
export async function joinFeed(db: Db, scanId: string, listener: Listener): Promise<ScanFeed | null> {
  const feeds = feedsOf(db)
  const opening = feeds.get(scanId) ?? openFeed(db, scanId, () => feeds.delete(scanId))
  feeds.set(scanId, opening)
  const feed = await opening
  if (feed?.isClosed && isOpenScan(feed.scan)) {
    feeds.delete(scanId)
    return joinFeed(db, scanId, listener)
  }
  feed?.listeners.add(listener)
  return feed
}

function feedsOf(db: Db): Map<string, Promise<ScanFeed | null>> {
  const store = globalThis as { [GLOBAL]?: Feeds }
  store[GLOBAL] ??= new WeakMap()
  const feeds = store[GLOBAL].get(db) ?? new Map<string, Promise<ScanFeed | null>>()
  store[GLOBAL].set(db, feeds)
  return feeds
}

/** @param forget is called when the feed has ended: who comes later starts another one. */
async function openFeed(db: Db, scanId: string, forget: () => void): Promise<ScanFeed | null> {
  let feed: ScanFeed | null = null
  try {
    const row = await findScanRow(db, scanId)
    if (row) feed = new ScanFeed(db, row, await loadSlices(db, scanId))
  } finally {
    if (feed) void feed.follow().finally(forget)
    else forget()
  }
  return feed
}
