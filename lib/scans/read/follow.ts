import { type Actor, authorise } from "@/lib/auth/permissions"
import type { Ctx } from "@/lib/context"
import { isOpenScan } from "@/lib/db/states"
import { AppError } from "@/lib/errors"
import { joinFeed, type Listener, type ScanFeed } from "@/lib/scans/read/feed"
import type { ScanSummary, ScanView, SliceView } from "@/lib/scans/read/view"

/** A bound for the process: beyond it, connections would run out before anything else does. */
const MOST_FOLLOWERS = 1_000
const COME_BACK_SECONDS = 10
let followers = 0

/** The first one has all slices, each later one those that changed since. */
export type ScanChange = ScanSummary & Pick<ScanView, "slices">

/**
 * Follows a scan from now to its end. All followers of one process share one look at the database.
 * Ends early when `signal` aborts, or when the actor may not read scans any more.
 * @param quietMs after this time without a change it yields null.
 * @throws AppError not_found; rate_limited where too many follow already.
 */
export async function* followScan(
  ctx: Ctx,
  scanId: string,
  signal: AbortSignal,
  quietMs = Number.POSITIVE_INFINITY,
): AsyncGenerator<ScanChange | null, void> {
  authorise(ctx, "scans.read")
  if (followers >= MOST_FOLLOWERS) {
    const extra = { retryAfterSeconds: COME_BACK_SECONDS }
    throw new AppError("rate_limited", "Too many requests: too many follow scans at this moment.", extra)
  }
  const inbox = new Inbox(ctx.actor)
  let feed: ScanFeed | null = null
  followers++
  try {
    feed = await joinFeed(ctx.db, scanId, inbox)
    if (!feed) throw new AppError("not_found", "Not found: there is no such scan.")
    signal.addEventListener("abort", () => inbox.wake(), { once: true })
    inbox.take()
    yield { ...feed.scan, slices: [...feed.slices.values()] }
    while (isOpenScan(feed.scan) || inbox.hasNews) {
      if (!signal.aborted) await inbox.wait(quietMs)
      if (signal.aborted || inbox.isRefused) return
      yield inbox.hasNews ? { ...feed.scan, slices: inbox.take() } : null
    }
  } finally {
    followers--
    feed?.listeners.delete(inbox)
  }
}

/** Keeps what changed until the follower asks: for a slow reader, changes of one slice become one. */
class Inbox implements Listener {
  hasNews = false
  isRefused = false
  readonly #changed = new Map<string, SliceView>()
  #wake = () => {}

  constructor(readonly actor: Actor) {}

  onChange(changed: readonly SliceView[]): void {
    for (const slice of changed) this.#changed.set(`${slice.resource_type}/${slice.region}`, slice)
    this.hasNews = true
    this.wake()
  }

  onRefused(): void {
    this.isRefused = true
    this.wake()
  }

  wake(): void {
    this.#wake()
  }

  take(): SliceView[] {
    const slices = [...this.#changed.values()]
    this.#changed.clear()
    this.hasNews = false
    return slices
  }

  /** Resolves at the next news, or after `quietMs`. */
  wait(quietMs: number): Promise<void> {
    if (this.hasNews || this.isRefused) return Promise.resolve()
    return new Promise((done) => {
      const timer = Number.isFinite(quietMs) ? setTimeout(done, quietMs) : undefined
      this.#wake = () => {
        clearTimeout(timer)
        done()
      }
    })
  }
}
