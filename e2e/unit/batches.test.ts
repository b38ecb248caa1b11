import { afterEach, expect, test, vi } from "vitest"
import type { FoundResource } from "@/lib/aws/resource"
import { Gate } from "@/lib/gate"
import { readBatches } from "@/lib/scans/run/pages"

afterEach(() => vi.useRealTimers())

const pageOf = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ resourceId: String(at) }) as FoundResource)

const batchesOf = (pages: AsyncGenerator<FoundResource[], void>) =>
  readBatches(pages, { first: new Gate(8), others: new Gate(8) }, new AbortController().signal)

async function sizes(pages: AsyncGenerator<FoundResource[], void>): Promise<number[]> {
  const found: number[] = []
  for await (const batch of batchesOf(pages)) found.push(batch.length)
  return found
}

test("the first page is flushed at once, small pages are merged, large ones pass, and no row is lost", async () => {
  const listed = async function* () {
    for (const count of [50, 0, 400, 100, 1000, 1000, 7]) yield pageOf(count)
  }
  expect(await sizes(listed())).toEqual([50, 500, 1000, 1000, 7])
})

test("an empty list gives no batch", async () => {
  const listed = async function* () {
    yield pageOf(0)
  }
  expect(await sizes(listed())).toEqual([])
})

test("a slow list is flushed every second", async () => {
  vi.useFakeTimers({ toFake: ["Date"] })
  const listed = async function* () {
    for (let page = 0; page < 5; page++) {
      vi.setSystemTime(Date.now() + 600)
      yield pageOf(10)
    }
  }
  expect(await sizes(listed())).toEqual([10, 20, 20])
})

test("rows listed before a failure are flushed before the error is thrown", async () => {
  const listed = async function* () {
    yield pageOf(3)
    throw new Error("denied")
  }
  const batches = batchesOf(listed())
  expect((await batches.next()).value).toHaveLength(3)
  await expect(batches.next()).rejects.toMatchObject({ cause: { message: "denied" } })
})

test("the list is closed when its reader stops", async () => {
  let ended = false
  const listed = async function* () {
    try {
      for (;;) yield pageOf(500)
    } finally {
      ended = true
    }
  }
  for await (const _ of batchesOf(listed())) break
  expect(ended).toBe(true)
})
