import { findLiveActors } from "@/lib/auth/live-actors"
import type { Actor } from "@/lib/auth/permissions"
import type { App } from "@/lib/context"
import type { Db } from "@/lib/db/client"
import { isOpenScan } from "@/lib/db/states"
import { describeError } from "@/lib/errors"
import { findScanRow, loadChangedSlices, loadSlices } from "@/lib/scans/read/get"
import { type ScanSummary, type SliceRow, type SliceView, toSliceView, toSummary } from "@/lib/scans/read/view"

const POLL_MS = 250
/** Clocks and commits differ a little, so slices that ended shortly before the last look are read again. */
const OVERLAP_MS = 5_000

export interface Listener {
  actor: Actor
  /** Called after each change, with the slices that changed. */
  onChange(changed: readonly SliceView[]): void
  /** Called when the listener may no longer read scans. */
  onRefused(): void
}

/** One open scan that this process follows. All its listeners share the same database queries. */
export class ScanFeed {
  readonly slices = new Map<string, SliceView>()
  readonly listeners = new Set<Listener>()
  scan: ScanSummary
  /** It no longer reads the database. */
  isClosed = false
  #revision: number
  /** The database's time of the last change that was seen. */
  #touchedAt: Date
  /** The slices that were under way at the last look. */
  readonly #live = new Set<string>()

  constructor(
    readonly db: Db,
    /** How long a listener may continue after its token was revoked or its role changed. */
    readonly recheckMs: number,
    row: NonNullable<Awaited<ReturnType<typeof findScanRow>>>,
    slices: readonly SliceRow[],
  ) {
    this.scan = toSummary(row)
    this.#revision = row.revision
    this.#touchedAt = row.touchedAt
    for (const slice of slices) this.#takeOver(slice)
  }

  /** Reads the database until the scan has ended, or nobody listens any more. */
  async follow(): Promise<void> {
    let recheckAt = Date.now() + this.recheckMs
    do {
      await new Promise((done) => setTimeout(done, POLL_MS))
      try {
        await this.#look()
        if (Date.now() >= recheckAt) {
          recheckAt = Date.now() + this.recheckMs
          await this.#recheck()
        }
      } catch (error) {
        // The database may answer again at the next look.
        console.error(`A scan could not be followed: ${describeError(error)}`)
      }
    } while (isOpenScan(this.scan) && this.listeners.size > 0)
    this.isClosed = true
  }

  async #look(): Promise<void> {
    const row = await findScanRow(this.db, this.scan.scan_id)
    if (!row || row.revision === this.#revision) return
    const since = new Date(this.#touchedAt.getTime() - OVERLAP_MS)
    // Until the scan is planned, no slice is known.
    const isKnown = this.slices.size === row.slicesTotal
    const rows =
      isKnown && isOpenScan(row)
        ? await loadChangedSlices(this.db, row.id, since, [...this.#live])
        : await loadSlices(this.db, row.id)
    this.#revision = row.revision
    this.#touchedAt = row.touchedAt
    this.scan = toSummary(row)
    const changed = rows.flatMap((slice) => this.#takeOver(slice) ?? [])
    for (const listener of this.listeners) listener.onChange(changed)
  }

  /** Keeps the slice. @returns what watchers see of it, or null if that has not changed. */
  #takeOver(row: SliceRow): SliceView | null {
    if (isLive(row)) this.#live.add(row.slice.id)
    else this.#live.delete(row.slice.id)
    const slice = toSliceView(row)
    const key = keyOf(slice)
    if (JSON.stringify(this.slices.get(key)) === JSON.stringify(slice)) return null
    this.slices.set(key, slice)
    return slice
  }

  async #recheck(): Promise<void> {
    const actors = [...new Map([...this.listeners].map(({ actor }) => [JSON.stringify(actor), actor])).values()]
    const live = new Set([...(await findLiveActors(this.db, actors))].map((actor) => JSON.stringify(actor)))
    for (const listener of this.listeners) if (!live.has(JSON.stringify(listener.actor))) listener.onRefused()
  }
}

const isLive = ({ slice }: SliceRow) => slice.state === "running" || slice.joinedSliceId !== null

/** What tells a scan's slices apart. */
export const keyOf = ({ resource_type, region }: SliceView) => `${resource_type}/${region}`

// Next loads a copy of this module for each bundle. A global is shared by all copies.
const GLOBAL = Symbol.for("aws-connect.scan-feeds")
type Feeds = WeakMap<Db, Map<string, Promise<ScanFeed | null>>>

/**
 * Joins the process's feed of a scan, or starts one. The listener leaves by removing itself from `listeners`.
 * @returns null if there is no such scan.
 */
export async function joinFeed(app: App, scanId: string, listener: Listener): Promise<ScanFeed | null> {
  const feeds = feedsOf(app.db)
  // A newer feed may have taken its place.
  const forget = () => {
    if (feeds.get(scanId) === opening) feeds.delete(scanId)
  }
  const opening: Promise<ScanFeed | null> = feeds.get(scanId) ?? openFeed(app, scanId, forget)
  feeds.set(scanId, opening)
  const feed = await opening
  if (feed?.isClosed && isOpenScan(feed.scan)) {
    forget()
    return joinFeed(app, scanId, listener)
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

/** @param forget is called when the feed has ended; a later listener then starts another one. */
async function openFeed({ db, config }: App, scanId: string, forget: () => void): Promise<ScanFeed | null> {
  let feed: ScanFeed | null = null
  try {
    const row = await findScanRow(db, scanId)
    if (row) feed = new ScanFeed(db, config.pace.recheckMs, row, await loadSlices(db, scanId))
  } finally {
    if (feed) void feed.follow().finally(forget)
    else forget()
  }
  return feed
}
