import { expect, test } from "vitest"
import type { Db } from "@/lib/db/client"
import { together } from "@/lib/db/together"

interface Batch {
  items: readonly string[]
  end(answers?: readonly (string | Error)[]): void
  fail(error: unknown): void
}

/** A function whose batches stay under way until the test ends them. */
function start(atOnce: number, most: number) {
  const batches: Batch[] = []
  const db = {} as Db
  const ask = together<string, string>(
    { atOnce, most, weight: (item) => item.length, key: (item) => item.charAt(0) },
    (_, items) =>
      new Promise((done, fail) => {
        batches.push({ items, end: (answers) => done(answers ?? items.map((item) => item.toUpperCase())), fail })
      }),
  )
  return { batches, ask: (item: string) => ask(db, item) }
}

const turn = () => new Promise((done) => setTimeout(done, 5))
const items = (batches: readonly Batch[]) => batches.map((batch) => batch.items)

test("what is asked for in one turn is done together, and each gets its own answer", async () => {
  const { batches, ask } = start(1, 100)
  const answers = Promise.allSettled([ask("a"), ask("b"), ask("c")])
  await turn()
  batches[0]?.end(["A", new Error("not b"), "C"])
  expect(items(batches)).toEqual([["a", "b", "c"]])
  expect(await answers).toMatchObject([{ value: "A" }, { reason: new Error("not b") }, { value: "C" }])
})

test("while a batch is under way the next one grows, and starts when it ends or the next one is full", async () => {
  const { batches, ask } = start(2, 3)
  void ask("a")
  await turn()
  void ask("b")
  void ask("c")
  await turn()
  expect(items(batches)).toEqual([["a"]])
  void ask("d")
  await turn()
  expect(items(batches)).toEqual([["a"], ["b", "c", "d"]])
  for (const item of ["e", "f", "g"]) void ask(item)
  await turn()
  expect(batches).toHaveLength(2)
  batches[0]?.end()
  await turn()
  expect(items(batches).slice(2)).toEqual([["e", "f", "g"]])
})

test("a batch weighs no more than the most, but for a single item, and holds no two items of one key", async () => {
  const { batches, ask } = start(1, 3)
  for (const item of ["aaaaa", "b", "b2", "cc"]) void ask(item)
  for (let at = 0; at < 3; at++) {
    await turn()
    batches[at]?.end()
  }
  await turn()
  expect(items(batches)).toEqual([["aaaaa"], ["b", "cc"], ["b2"]])
})

test("a batch that threw is done for each item by itself; after a lost connection all fail", async () => {
  const { batches, ask } = start(1, 100)
  const asked = Promise.allSettled([ask("a"), ask("b")])
  await turn()
  batches[0]?.fail(Object.assign(new Error("cancelled"), { name: "PostgresError", code: "57014" }))
  await turn()
  batches[1]?.end()
  await turn()
  batches[2]?.fail(new TypeError("of this item alone"))
  expect(await asked).toMatchObject([{ value: "A" }, { reason: new TypeError("of this item alone") }])
  expect(items(batches)).toEqual([["a", "b"], ["a"], ["b"]])

  for (const code of ["08006", "57P01", "CONNECTION_CLOSED", "EPIPE"]) {
    const name = code.startsWith("E") || code.startsWith("C") ? "Error" : "PostgresError"
    const lost = Promise.allSettled([ask("a"), ask("b")])
    await turn()
    batches.at(-1)?.fail(Object.assign(new Error("gone"), { name, code }))
    expect(await lost, code).toMatchObject([{ reason: { code } }, { reason: { code } }])
  }
})
