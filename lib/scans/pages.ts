import { setMaxListeners } from "node:events"
import { CallBucket } from "@/lib/aws/call-bucket"
import type { FoundResource } from "@/lib/aws/resource"
import type { ListContext, ResourceType } from "@/lib/aws/resource-types/define"
import { readEnv } from "@/lib/env"

/** A failure of AWS's while listing, told apart from the database's: that one gives the job back, this one ends the slice. */
export class ListingError extends Error {}

/**
 * The slice's pages, one asked for ahead where there is room: while a page is being stored, the next is on its way.
 * @throws ListingError for what AWS or the reading of its answers threw.
 */
export async function* listing(type: ResourceType, context: ListContext): AsyncGenerator<FoundResource[]> {
  const ended = new AbortController()
  const signal = AbortSignal.any([context.signal, ended.signal])
  // Each call under way listens to it; their number is bounded by the resource types.
  setMaxListeners(0, signal)
  const pages = type.list({ ...context, signal })
  let current: PageInFlight | null = null
  let next = askFor(pages, signal)
  try {
    while (true) {
      current = next
      const page = await current.arrival
      signal.throwIfAborted()
      if (page.done) return
      next = askFor(pages, signal)
      yield page.value
      current.leave()
    }
  } finally {
    ended.abort()
    current?.leave()
    next.leave()
    await pages.return(undefined)
  }
}

interface PageInFlight {
  arrival: Promise<IteratorResult<FoundResource[], void>>
  /** It is stored, part of a batch, or not wanted any more. */
  leave(): void
}

/** Over all of the process's slices: with a batch a slice it bounds the process's memory, whatever the accounts' size. */
let pagesInFlight: CallBucket | undefined

function askFor(pages: AsyncGenerator<FoundResource[], void>, signal: AbortSignal): PageInFlight {
  pagesInFlight ??= new CallBucket(readEnv().WORKER_CONCURRENCY)
  let leave = () => {}
  const left = new Promise<void>((done) => {
    leave = done
  })
  const arrival = new Promise<IteratorResult<FoundResource[], void>>((arrive, fail) => {
    const pass = async () => {
      arrive(await pages.next())
      await left
    }
    pagesInFlight?.run(pass, signal).catch((cause) => fail(new ListingError("AWS could not be listed", { cause })))
  })
  // It is awaited when the page before it is stored, or never.
  arrival.catch(() => {})
  return { arrival, leave }
}

/** Below this, a statement's own cost (planning, committing) outweighs its rows'. */
const BATCH_ROWS = 500
/** Of a slow list each page is handed on as it comes: those who watch see it grow. */
const BATCH_MS = 1_000

/**
 * Small pages put together until they are worth a statement: 500 rows, or what a second brought, told by the page that comes after it.
 * The first page goes at once, and what was listed before a failure comes before it.
 */
export async function* inBatches(pages: AsyncIterable<FoundResource[]>): AsyncGenerator<FoundResource[]> {
  let batch: FoundResource[] = []
  let handedOnAt = Number.NEGATIVE_INFINITY
  try {
    for await (const page of pages) {
      batch = batch.length ? [...batch, ...page] : page
      if (batch.length === 0 || (batch.length < BATCH_ROWS && Date.now() - handedOnAt < BATCH_MS)) continue
      yield batch
      batch = []
      handedOnAt = Date.now()
    }
  } catch (error) {
    if (batch.length) yield batch
    throw error
  }
  if (batch.length) yield batch
}
