import { randomUUID } from "node:crypto"
import { sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { scanSlices, scans, slices } from "@/lib/db/schema"
import { listGaps } from "@/lib/inventory/history/gaps"
import { compareSchema } from "@/lib/inventory/history/schema"
import { compareMoments } from "@/lib/inventory/read/compare"
import { foldScans } from "@/lib/scans/fold"
import { getScan } from "@/lib/scans/read/get"
import { findWhatFailed } from "@/lib/scans/retry"
import { generateAccount } from "../sandbox/generate"
import { seededRandom } from "../sandbox/random"
import { openTestDatabase, type TestDatabase } from "../support/database"
import { sampleOf, seedOf } from "../support/sample"
import { openBench, scanAll } from "../support/scanning"

const NOW = sql`interval '0'`
const SCANS = sampleOf(40, 200)
const MOMENTS = sampleOf(40, 300)
const ACCOUNTS = ["111111111111", "222222222222"] as const
const TYPES = ["ec2", "vpc", "rds", "iam_role"]
const REGIONS = ["eu-west-1", "us-east-1", "global"]
const PLACES = TYPES.flatMap((type) => REGIONS.map((region) => ({ type, region })))

let database: TestDatabase
beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())

const random = seededRandom(seedOf("Folded histories", 5))
/** A whole number, the second one excluded. */
const between = (from: number, to: number) => from + random.below(to - from)
const MINUTE = 60_000
const BEGIN = Date.now() - 60 * (SCANS + 3) * MINUTE

type Slice = typeof scanSlices.$inferInsert

/** How a slice ended, with what it found. */
function endOf(): Partial<Slice> {
  const found = between(0, 9)
  const read = { found, updated: found, awsCalls: between(1, 4), retries: between(0, 2) }
  const denied = { errorCode: "AccessDenied", errorMessage: "No.", missingPermission: "ec2:DescribeVpcs" }
  return random.pick<Partial<Slice>>([
    ...Array.from({ length: 8 }, () => ({ ...read, state: "done" as const })),
    { ...read, state: "done", updated: 0, created: found },
    { ...read, state: "done", changed: 1 },
    { ...read, state: "done", attempt: 2 },
    { ...read, ...denied, state: "partial" },
    { ...read, ...denied, state: "partial", isListWhole: false },
    { ...denied, state: "failed", isListWhole: true },
    { ...denied, state: "failed", isListWhole: false },
  ])
}

/** Records scans that overlap, each of some places: of all, of what a connection reads, or of any. */
async function playScans(): Promise<string[]> {
  const { db } = database
  const choices = [PLACES, PLACES.filter(({ type }) => type !== "rds"), PLACES.filter(() => random.chance(0.5))]
  const led = new Map<string, string>()
  const ids: string[] = []
  for (let n = 0; n < SCANS; n++) {
    const accountId = random.pick(ACCOUNTS)
    const startedAt = BEGIN + between(0, 60 * SCANS) * MINUTE
    const isCancelled = random.chance(0.1)
    const rows = random.pick(choices).map((place): Slice => {
      const began = startedAt + between(0, 40) * MINUTE
      const times = { startedAt: new Date(began), endedAt: new Date(began + between(1, 30 * MINUTE)) }
      const end = isCancelled && random.chance(0.3) ? { state: "cancelled" as const } : endOf()
      const leader = end.state === "done" && random.chance(0.1) ? led.get(`${accountId} ${place.type}`) : undefined
      const one = { ...place, accountId, scanId: "", id: randomUUID(), attempt: 1, joinedSliceId: leader ?? null }
      return { ...one, ...times, ...end }
    })
    for (const { id = "", type } of rows) led.set(`${accountId} ${type}`, id)
    const scanId = randomUUID()
    ids.push(scanId)
    const asked = { requestedBy: "tester", homeRegion: "us-east-1", resourceTypes: TYPES, regions: REGIONS }
    const endedAt = new Date(Math.max(...rows.map((row) => row.endedAt?.getTime() ?? 0)))
    await db.insert(scans).values({
      ...{ ...asked, id: scanId, accountId, state: "success", createdAt: new Date(startedAt) },
      // Held back until the test folds it.
      ...{ startedAt: new Date(startedAt), endedAt, settledAt: endedAt, foldedAt: endedAt },
    })
    await db.insert(scanSlices).values(rows.map((row) => ({ ...row, scanId })))
  }
  const known = ACCOUNTS.flatMap((accountId) => PLACES.map((place) => ({ ...place, accountId })))
  await db.insert(slices).values(known.map((place) => ({ ...place, verifiedAt: new Date() })))
  for (const { accountId, type, region } of known.filter(() => random.chance(0.7)))
    await db.execute(sql`
      insert into resources (id, account_id, type, region, slice_region, resource_id, fingerprint, type_specific_properties,
        first_seen_at, seen_at, last_changed_at)
      values (gen_random_uuid(), ${accountId}, ${type}, ${region}, ${region}, 'one', '', '{}',
        ${new Date(BEGIN).toISOString()}, now(), ${new Date(BEGIN).toISOString()})`)
  return ids
}

/** Everything that is said of the past: of moments, of what lies between two, and of each scan. */
async function tellPast(moments: readonly string[], ids: readonly string[]) {
  const { db, ctx } = database
  const past: unknown[] = []
  for (const [n, at] of moments.entries()) {
    past.push([...(await db.execute(sql`select * from slices_as_of(${at}::timestamptz) order by 1, 2, 3`))])
    past.push([...(await db.execute(sql`select * from torn_slices(${at}::timestamptz) order by 1, 2, 3`))])
    if (n % 8 > 0) continue
    past.push(await listGaps(ctx, at))
    const to = moments.slice(n).find((one) => Date.parse(one) > Date.parse(at))
    if (to) past.push(await compareMoments(ctx, compareSchema.parse({ from: at, to })))
  }
  for (const id of ids) past.push((await getScan(ctx, id)).slices)
  past.push([...(await db.execute(sql`select * from all_scan_slices order by scan_id, type, region`))])
  return past
}

test("the past is told the same before and after scans are folded, in whatever order", async () => {
  const { db } = database
  const ids = await playScans()
  const ends = await db.execute<{ at: string }>(sql`
    select to_json(ended_at + d * interval '1 microsecond') as at from scan_slices, generate_series(-1, 1) d
    order by md5(id::text), d limit ${MOMENTS}`)
  const others = Array.from({ length: MOMENTS }, () => BEGIN + between(-60, 60 * SCANS + 90) * MINUTE)
  const moments = [...ends.map(({ at }) => at), ...others.map((at) => new Date(at).toISOString())]
  const before = await tellPast(moments, ids)
  const count = () => db.$count(scanSlices)
  const rows = await count()
  const waiting = ids.toSorted((a, b) => (a < b ? -1 : 1))
  while (waiting.length > 0) {
    const some = waiting.splice(0, Math.ceil(SCANS / 4))
    for (const id of some) await db.execute(sql`update scans set folded_at = null where id = ${id}`)
    expect(await foldScans(database.ctx, NOW)).toBe(some.length)
    expect(await tellPast(moments, ids)).toEqual(before)
  }
  expect(await count()).toBeLessThan(rows * 0.7)
  expect(await foldScans(database.ctx, NOW)).toBe(0)
})

test("a scan that found nothing new is one row, looks as before, and has nothing to retry", async () => {
  const own = await openTestDatabase()
  const region = { ec2: 3, rds: 1, lambda: 1, elb: 1, vpc: 2 }
  const regions = { "eu-west-1": region, "us-east-1": region }
  const bench = await openBench(own.ctx, generateAccount({ seed: 3, buckets: 2, regions }))
  await scanAll(own.ctx)
  const { view } = await scanAll(own.ctx)
  const kept = () => own.db.execute(sql`select from scan_slices where scan_id = ${view.scan_id}`)
  await foldScans(own.ctx)
  // A scan that has only just ended may still be closing.
  expect((await kept()).length).toBe(view.slices.length)
  await foldScans(own.ctx, NOW)
  expect((await kept()).length).toBe(0)
  expect(await getScan(own.ctx, view.scan_id)).toEqual(view)
  await expect(findWhatFailed(own.db, view.scan_id)).rejects.toThrow("Every slice of this scan was read completely.")
  expect((await scanAll(own.ctx)).view.counts).toMatchObject({ created: 0, changed: 0, removed: 0 })
  await bench.stop()
  await own.close()
})
