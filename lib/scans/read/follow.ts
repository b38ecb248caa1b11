import type { Actor } from "@/lib/auth/permissions"
import type { Ctx } from "@/lib/context"
import { isOpenScan } from "@/lib/db/states"
import { AppError } from "@/lib/errors"
import { joinFeed, keyOf, type Listener, type ScanFeed } from "@/lib/scans/read/feed"
import type { ScanSummary, ScanView, SliceView } from "@/lib/scans/read/view"

/** The first one contains all slices; each later one contains the slices that changed since then. */
export type ScanChange = ScanSummary & Pick<ScanView, "slices">

/**
 * Follows a scan from now to its end. The caller has checked the actor's permission. All followers in one process share
 * the same database queries. It ends early when `signal` aborts, or when the actor's token or account is no longer
 * valid.
 * @param quietMs after this time without a change, it yields null.
 * @throws AppError not_found
 */
export async function* followScan(
  ctx: Ctx,
  scanId: string,
  signal: AbortSignal,
  quietMs = Number.POSITIVE_INFINITY,
): AsyncGenerator<ScanChange | null, void> {
  const inbox = new Inbox(ctx.actor)
  let feed: ScanFeed | null = null
  try {
    feed = await joinFeed(ctx, scanId, inbox)
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
    feed?.listeners.delete(inbox)
  }
}

/** Collects changes until the follower asks for them: for a slow reader, several changes of one slice become one. */
class Inbox implements Listener {
  hasNews = false
  isRefused = false
  readonly #changed = new Map<string, SliceView>()
  #wake = () => {}

  constructor(readonly actor: Actor) {}

  onChange(changed: readonly SliceView[]): void {
    for (const slice of changed) this.#changed.set(keyOf(slice), slice)
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

  /** Resolves when there is news, or after `quietMs`. */
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
