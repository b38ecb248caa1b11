import { afterEach, expect, test, vi } from "vitest"
import type { FoundResource } from "@/lib/aws/resource"
import { inBatches } from "@/lib/scans/pages"

afterEach(() => vi.useRealTimers())

const pageOf = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ resourceId: String(at) }) as FoundResource)

async function sizes(pages: AsyncIterable<FoundResource[]>): Promise<number[]> {
  const found: number[] = []
  for await (const batch of inBatches(pages)) found.push(batch.length)
  return found
}

test("the first page goes at once, small ones are put together, large ones go as they come, and none is lost", async () => {
  const listed = async function* () {
    for (const count of [50, 0, 400, 100, 1000, 1000, 7]) yield pageOf(count)
  }
  expect(await sizes(listed())).toEqual([50, 500, 1000, 1000, 7])
})

test("an empty list makes no batch", async () => {
  const listed = async function* () {
    yield pageOf(0)
  }
  expect(await sizes(listed())).toEqual([])
})

test("a slow list is handed on every second", async () => {
  vi.useFakeTimers({ toFake: ["Date"] })
  const listed = async function* () {
    for (let page = 0; page < 5; page++) {
      vi.setSystemTime(Date.now() + 600)
      yield pageOf(10)
    }
  }
  expect(await sizes(listed())).toEqual([10, 20, 20])
})

test("what was listed before a failure is handed on before it", async () => {
  const listed = async function* () {
    yield pageOf(3)
    throw new Error("denied")
  }
  const batches = inBatches(listed())
  expect((await batches.next()).value).toHaveLength(3)
  await expect(batches.next()).rejects.toThrow("denied")
})

test("who takes no more ends the list", async () => {
  let ended = false
  const listed = async function* () {
    try {
      for (;;) yield pageOf(500)
    } finally {
      ended = true
    }
  }
  for await (const _ of inBatches(listed())) break
  expect(ended).toBe(true)
})
