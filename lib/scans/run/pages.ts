import { setMaxListeners } from "node:events"
import type { FoundResource } from "@/lib/aws/resource"
import type { Gate } from "@/lib/gate"

/** AWS, or the reading of its answers, failed. It ends the slice; the database's errors have the job tried again. */
export class ListingError extends Error {}

/** Below this many rows, planning and committing a statement cost more than the rows do. */
const BATCH_ROWS = 500
/** Those who watch a slow list see it grow. */
const BATCH_MS = 1_000

type Pages = AsyncGenerator<FoundResource[], void>

/**
 * Puts small pages together. Flushes at 500 rows, or when a page arrives a second after the last flush; the first page
 * is flushed at once, and what was listed before a failure is flushed before the failure is thrown.
 * @param inFlight bounds how many pages the process holds.
 * @throws ListingError for what AWS or the reading of its answers threw.
 */
export async function* readBatches(pages: Pages, inFlight: Gate, signal: AbortSignal): AsyncGenerator<FoundResource[]> {
  // Every call under way listens to the signal; their number is bounded elsewhere.
  setMaxListeners(0, signal)
  const reader = new PageReader(pages, inFlight, signal)
  let batch: FoundResource[] = []
  let flushedAt = Number.NEGATIVE_INFINITY
  try {
    for (let page = await reader.next(); page; page = await reader.next()) {
      batch = batch.length ? [...batch, ...page] : page
      if (batch.length === 0 || (batch.length < BATCH_ROWS && Date.now() - flushedAt < BATCH_MS)) continue
      yield batch
      batch = []
      flushedAt = Date.now()
    }
  } catch (error) {
    if (batch.length) yield batch
    throw error
  } finally {
    await reader.close()
  }
  if (batch.length) yield batch
}

/** Reads pages one after another. While one is stored, the next one is on its way. */
class PageReader {
  readonly #pages: Pages
  readonly #inFlight: Gate
  readonly #signal: AbortSignal
  #current: PageInFlight | null = null
  #ahead: PageInFlight

  constructor(pages: Pages, inFlight: Gate, signal: AbortSignal) {
    this.#pages = pages
    this.#inFlight = inFlight
    this.#signal = signal
    this.#ahead = this.#ask()
  }

  /** The next page, or null at the end. The page before it no longer counts as in flight. */
  async next(): Promise<FoundResource[] | null> {
    const before = this.#current
    this.#current = this.#ahead
    before?.leave()
    const page = await this.#current.arrival
    if (this.#signal.aborted) throw new ListingError("The listing was stopped", { cause: this.#signal.reason })
    if (page.done) return null
    this.#ahead = this.#ask()
    return page.value
  }

  /** Stops reading, whatever is still on its way. */
  async close(): Promise<void> {
    this.#current?.leave()
    this.#ahead.leave()
    await this.#pages.return(undefined)
  }

  #ask(): PageInFlight {
    let leave = () => {}
    const left = new Promise<void>((done) => {
      leave = done
    })
    const arrival = new Promise<IteratorResult<FoundResource[], void>>((arrive, fail) => {
      const pass = async () => {
        arrive(await this.#pages.next())
        await left
      }
      this.#inFlight
        .run(pass, this.#signal)
        .catch((cause) => fail(new ListingError("AWS could not be listed", { cause })))
    })
    // It is awaited when the page before it is stored, or never.
    arrival.catch(() => {})
    return { arrival, leave }
  }
}

interface PageInFlight {
  arrival: Promise<IteratorResult<FoundResource[], void>>
  /** The page is stored or part of a batch, or nobody wants it any more. */
  leave(): void
}
