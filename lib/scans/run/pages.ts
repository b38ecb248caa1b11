import { setMaxListeners } from "node:events"
import type { FoundResource } from "@/lib/aws/resource"
import type { Gate } from "@/lib/gate"

/**
 * A call to AWS, or reading its answer, failed. This ends the slice; after a database error, the job is tried again.
 */
export class ListingError extends Error {}

/** For fewer rows, planning and committing a statement cost more than the rows do. */
const BATCH_ROWS = 500
/** People who watch a slow list see it grow. */
const BATCH_MS = 1_000

/** What limits the first page, and those after it. */
interface Gates {
  first: Gate
  others: Gate
}

type Pages = AsyncGenerator<FoundResource[], void>

/**
 * Combines small pages. Flushes at 500 rows, or when a page arrives a second after the last flush. The first page is
 * flushed at once, and what was listed before a failure is flushed before the failure is thrown.
 * @param gates limit how many pages the process holds.
 * @throws ListingError for what AWS or reading its answers threw.
 */
export async function* readBatches(pages: Pages, gates: Gates, signal: AbortSignal): AsyncGenerator<FoundResource[]> {
  // Every running call listens to the signal; their number is limited elsewhere.
  setMaxListeners(0, signal)
  const reader = new PageReader(pages, gates, signal)
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

/** Reads pages one after another. The next page is already being read while the current one is stored. */
class PageReader {
  readonly #pages: Pages
  readonly #gates: Gates
  readonly #signal: AbortSignal
  #current: PageInFlight | null = null
  #ahead: PageInFlight

  constructor(pages: Pages, gates: Gates, signal: AbortSignal) {
    this.#pages = pages
    this.#gates = gates
    this.#signal = signal
    this.#ahead = this.#ask(gates.first)
  }

  /** The next page, or null at the end. The previous page no longer counts as in flight. */
  async next(): Promise<FoundResource[] | null> {
    const before = this.#current
    this.#current = this.#ahead
    before?.leave()
    const page = await this.#current.arrival
    if (this.#signal.aborted) throw new ListingError("The listing was stopped", { cause: this.#signal.reason })
    if (page.done) return null
    this.#ahead = this.#ask(this.#gates.others)
    return page.value
  }

  /** Stops reading, even if pages are still on their way. */
  async close(): Promise<void> {
    this.#current?.leave()
    this.#ahead.leave()
    await this.#pages.return(undefined)
  }

  #ask(gate: Gate): PageInFlight {
    let leave = () => {}
    const left = new Promise<void>((done) => {
      leave = done
    })
    const arrival = new Promise<IteratorResult<FoundResource[], void>>((arrive, fail) => {
      const pass = async () => {
        arrive(await this.#pages.next())
        await left
      }
      gate.run(pass, this.#signal).catch((cause) => fail(new ListingError("AWS could not be listed", { cause })))
    })
    // It is awaited after the previous page is stored, or never.
    arrival.catch(() => {})
    return { arrival, leave }
  }
}

interface PageInFlight {
  arrival: Promise<IteratorResult<FoundResource[], void>>
  /** Call it when the page is stored, is part of a batch, or is no longer needed. */
  leave(): void
}
