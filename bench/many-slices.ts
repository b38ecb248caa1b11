import { setMaxListeners } from "node:events"
import { sql } from "drizzle-orm"
import { partitionOf, regionNames } from "@/lib/aws/regions"
import { openAwsSession } from "@/lib/aws/session"
import type { Ctx } from "@/lib/context"
import { openDb } from "@/lib/db/client"
import { scans } from "@/lib/db/schema"
import { toRows } from "@/lib/inventory/write/digest"
import { writeRows } from "@/lib/inventory/write/write-rows"
import { planHandler } from "@/lib/scans/plan/plan-scan"
import { followScan } from "@/lib/scans/read/follow"
import { loadSlices } from "@/lib/scans/read/get"
import { closeSlice } from "@/lib/scans/run/close-slice"
import { type TakenSlice, takeSlices } from "@/lib/scans/run/take-slices"
import { startScan } from "@/lib/scans/start"
import { addCopies } from "./copies"
import type { Figure } from "./figures"
import { openStage, request, type Stage, startAccount } from "./stage"

const MANY = { types: 60, regions: 30 }
const FEW = { types: 6, regions: 3 }
const WATCHERS = 200
const WATCHED_MS = 10_000
const REGIONS = Object.keys(regionNames)
  .filter((code) => partitionOf(code) === "aws")
  .slice(0, MANY.regions)

/** Compares the cost per slice of scans with many and with few slices, and the cost of many watchers and of one. */
export async function benchManySlices(): Promise<Figure[]> {
  const keys = addCopies(MANY.types, ["vpc"])
  const region = { ec2: 2, rds: 1, lambda: 1, elb: 1, vpc: 2 }
  const account = await startAccount({
    total: 0,
    regions: Object.fromEntries(REGIONS.map((name) => [name, region])),
    buckets: 5,
  })
  const stage = await openStage()
  try {
    const few = await closeAll(stage, account.url, { ...FEW, keys })
    const many = await closeAll(stage, account.url, { ...MANY, keys })
    const [one, crowd] = await watch(stage, account.url, keys)
    const closing = `closing one of ${many.slices} slices against one of ${few.slices}`
    return [
      {
        figure: `${closing}: median time`,
        value: many.medianMs,
        unit: "ms",
        reference: few.medianMs,
        wanted: "<= 1.5",
      },
      {
        figure: `${closing}: rows read`,
        value: many.rowsRead,
        unit: "rows",
        reference: few.rowsRead,
        wanted: "<= 1.5",
      },
      { figure: `planning ${many.slices} slices`, value: many.planSeconds, unit: "s", reference: null, wanted: null },
      {
        figure: `transactions a second with ${WATCHERS} watchers of a running scan, against one`,
        value: crowd,
        unit: "/s",
        reference: one,
        wanted: "<= 1.2",
      },
    ]
  } finally {
    await stage.close()
    account.stop()
  }
}

/** So many of these types, in so many regions. */
interface Size {
  types: number
  regions: number
  keys: readonly string[]
}

interface Closed {
  slices: number
  medianMs: number
  rowsRead: number
  planSeconds: number
}

/** Takes and stores every slice of a scan, and then closes them one after another. */
async function closeAll(stage: Stage, url: string, size: Size): Promise<Closed> {
  const whole = await stage.freshDatabase(url)
  // One session does all the work, so that its statistics are complete.
  const ctx = { ...whole, db: openDb(whole.config, { maxConnections: 1 }) }
  const { scanId, planSeconds } = await plan(ctx, size)
  const held: { taken: TakenSlice; seen: Set<string> }[] = []
  for (const { slice } of await loadSlices(ctx.db, scanId)) held.push(await takeAndStore(ctx, slice.id))
  const before = await rowsRead(ctx)
  const times: number[] = []
  for (const { taken, seen } of held) {
    const startedAt = performance.now()
    await closeSlice(ctx.db, taken.slice, { kind: "complete", warning: null }, seen, { calls: 1, retries: 0 })
    times.push(performance.now() - startedAt)
  }
  const read = (await rowsRead(ctx)) - before
  const [scan] = await ctx.db.select().from(scans)
  if (scan?.state !== "success") throw new Error(`The scan ended as ${scan?.state}`)
  await ctx.db.$client.end()
  const median = times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN
  return { slices: held.length, medianMs: median, rowsRead: read / held.length, planSeconds }
}

async function plan(ctx: Ctx, { types, regions, keys }: Size) {
  const chosen = keys.slice(0, types)
  const scanId = await startScan(ctx, { ...request, resource_types: chosen, regions: REGIONS.slice(0, regions) })
  const startedAt = performance.now()
  await planHandler.run(ctx, { scanId }, { signal: new AbortController().signal, hold: () => {}, release: () => {} })
  return { scanId, planSeconds: (performance.now() - startedAt) / 1000 }
}

async function takeAndStore(ctx: Ctx, sliceId: string): Promise<{ taken: TakenSlice; seen: Set<string> }> {
  const { db, config } = ctx
  const job = await takeSlices(ctx, [sliceId])
  const taken = job?.slices[0]
  if (!taken) throw new Error("A slice could not be taken")
  const { slice, type, region } = taken
  const aws = openAwsSession(config.aws, job.credentials, { accountId: slice.accountId })
  const { signal } = new AbortController()
  setMaxListeners(0, signal)
  const place = { region, accountId: slice.accountId, partition: partitionOf(region) }
  const seen = new Set<string>()
  for await (const page of type.list({
    ...place,
    aws,
    signal,
    hasTagIndex: false,
    warn: () => {},
    absent: () => {},
    missPart: () => {},
  })) {
    const rows = toRows(slice, page, config)
    for (const { id } of rows) seen.add(id)
    await writeRows(db, slice, rows, aws.cost(), config)
  }
  return { taken, seen }
}

/** How many rows all statements so far have read from our tables. */
async function rowsRead({ db }: Ctx): Promise<number> {
  await db.execute(sql`select pg_stat_force_next_flush()`)
  await db.execute(sql`select 1`)
  const [row] = await db.execute<{ rows: number }>(
    sql`select sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::int as rows from pg_stat_user_tables`,
  )
  return row?.rows ?? Number.NaN
}

/** Transactions per second while a scan of many slices makes progress, with one watcher and with many. */
async function watch(stage: Stage, url: string, keys: readonly string[]): Promise<[one: number, crowd: number]> {
  const ctx = await stage.freshDatabase(url)
  const { scanId } = await plan(ctx, { ...MANY, keys })
  const [first] = await loadSlices(ctx.db, scanId)
  const move = async () => {
    await ctx.db.execute(sql`update scan_slices set found = found + 1 where id = ${first?.slice.id}`)
  }
  await takeSlices(ctx, [first?.slice.id ?? ""])
  const timer = setInterval(() => void move(), 100)
  const rate = async (watchers: number) => {
    const leave = new AbortController()
    setMaxListeners(0, leave.signal)
    const watching = Array.from({ length: watchers }, async () => {
      for await (const _ of followScan(ctx, scanId, leave.signal));
    })
    await pause(2_000)
    const before = await transactions(ctx)
    await pause(WATCHED_MS)
    const count = (await transactions(ctx)) - before
    leave.abort()
    await Promise.all(watching)
    return count / (WATCHED_MS / 1000)
  }
  try {
    return [await rate(1), await rate(WATCHERS)]
  } finally {
    clearInterval(timer)
    // The last poll must end before the database stops.
    await pause(1_000)
  }
}

async function transactions({ db }: Ctx): Promise<number> {
  // Statistics of other sessions arrive within a second.
  await pause(1_500)
  const [row] = await db.execute<{ count: number }>(
    sql`select xact_commit::int as count from pg_stat_database where datname = current_database()`,
  )
  return row?.count ?? Number.NaN
}

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms))
