import { and, eq } from "drizzle-orm"
import { partitionOf, regionNames } from "@/lib/aws/regions"
import { createConnection } from "@/lib/connections/connections"
import { scanConnection } from "@/lib/connections/scan"
import { newConnectionSchema } from "@/lib/connections/schemas"
import type { Ctx } from "@/lib/context"
import { isOpenRow, scans } from "@/lib/db/schema"
import { isOpenScan } from "@/lib/db/states"
import { findScanRow } from "@/lib/scans/read/get"
import { waitForScan } from "@/lib/scans/read/wait"
import { scanRequestSchema } from "@/lib/scans/schemas"
import { startScan } from "@/lib/scans/start"
import { SANDBOX_KEYS } from "../e2e/sandbox/generate"
import { addCopies, ORIGINALS } from "./copies"
import type { Figure } from "./figures"
import { countCalls, forgetCalls, openStage, type Stage, startChild, startWorkerProcess } from "./stage"

/** `BENCH_ACCOUNTS` makes it smaller, for a first look. */
const ACCOUNTS = Number(process.env.BENCH_ACCOUNTS ?? 200)
/** With copies of types, each account has ten times the slices. */
const COPIED = { types: 60, accounts: Math.max(2, Math.round(ACCOUNTS / 10)) }
export const REGIONS = Object.keys(regionNames)
  .filter((code) => partitionOf(code) === "aws")
  .slice(0, 17)
const SMALL = "999999999999"
const LONGEST_SECONDS = 3_600
/** One list for each of EC2, RDS, Lambda, VPCs, and two kinds of load balancers. */
const CALLS_A_REGION = 6
/** AssumeRole, GetCallerIdentity, DescribeRegions, one look for the tag index, the list of buckets, and one bucket's tags. */
const CALLS_AN_ACCOUNT = 6
/** A slice for each regional list, and one for the buckets. */
const SLICES = ACCOUNTS * ((CALLS_A_REGION - 1) * REGIONS.length + 1)
const keys = { aws_secret_access_key: SANDBOX_KEYS.secretAccessKey }

/**
 * Scans an organisation of many accounts in 17 regions, and starts the scan of a small account meanwhile; then one of fewer
 * accounts with sixty types.
 */
export async function benchOrganisation(): Promise<Figure[]> {
  const figures = await inOrganisation({ accounts: ACCOUNTS }, measureWhole)
  const keys = addCopies(COPIED.types, ORIGINALS)
  return [...figures, await inOrganisation({ accounts: COPIED.accounts }, (ctx, id) => measureCopies(ctx, id, keys))]
}

interface InOrganisation {
  accounts: number
  /** Settings of the simulated world beside its accounts and regions. */
  world?: Record<string, string>
  /** What the connection scans; the six basic types if it is left out. */
  resource_types?: readonly string[]
}

/** Makes an organisation and a connection to it. */
export async function inOrganisation<T>(
  { accounts, world: settings = {}, resource_types }: InOrganisation,
  measure: (ctx: Ctx, connectionId: string, worldUrl: string, stage: Stage) => Promise<T>,
): Promise<T> {
  const world = await startChild("bench/world.ts", {
    ...{ WORLD_ACCOUNTS: String(accounts), WORLD_REGIONS: REGIONS.join(",") },
    ...settings,
  })
  const stage = await openStage()
  try {
    const ctx = await stage.freshDatabase(world.url)
    const { id } = await createConnection(
      ctx,
      newConnectionSchema.parse({
        ...{ name: "organisation", kind: "keys", aws_access_key_id: SANDBOX_KEYS.accessKeyId, ...keys },
        ...(resource_types && { resource_types }),
        organisation: { role_name: "reader" },
      }),
    )
    return await measure(ctx, id, world.url, stage)
  } finally {
    await stage.close()
    world.stop()
  }
}

async function measureWhole(ctx: Ctx, id: string, worldUrl: string): Promise<Figure[]> {
  const worker = await startWorkerProcess(ctx)
  const aloneSeconds = await scanSmall(ctx)
  const small = worker.usage().peakMegabytes
  await forgetCalls(worldUrl)
  const startedAt = Date.now()
  const whole = await scanConnection(ctx, id, { resource_types: null, regions: null })
  await untilPart(ctx, whole, 0.2)
  const besideSeconds = await scanSmall(ctx)
  const waiting = await ctx.db.$count(scans, and(eq(scans.parentId, whole), isOpenRow))
  const slices = await untilDone(ctx, whole)
  const seconds = (Date.now() - startedAt) / 1000
  const calls = await countCalls(worldUrl, ({ accountId }) => accountId !== SMALL)
  const peak = worker.usage().peakMegabytes
  await worker.stop()
  const fewest = ACCOUNTS * (CALLS_AN_ACCOUNT + CALLS_A_REGION * REGIONS.length)
  return [
    {
      figure: `${ACCOUNTS} accounts, ${slices} slices: time`,
      value: seconds,
      unit: "s",
      reference: null,
      wanted: null,
    },
    { figure: "slices a second", value: slices / seconds, unit: "/s", reference: null, wanted: ">= 168" },
    { figure: "calls against the fewest", value: calls, unit: "calls", reference: fewest, wanted: "<= 1.02" },
    {
      figure: "peak memory of the worker against a scan of one small account",
      value: peak,
      unit: "MB",
      reference: small,
      wanted: null,
    },
    {
      figure: `a small account's scan beside it, with ${waiting} accounts waiting when it ends, against the same alone`,
      value: besideSeconds,
      unit: "s",
      reference: aloneSeconds,
      wanted: null,
    },
    {
      figure: "its part of the big scan's time",
      value: besideSeconds / seconds,
      unit: "",
      reference: null,
      wanted: "<= 0.2",
    },
  ]
}

async function measureCopies(ctx: Ctx, id: string, types: string[]): Promise<Figure> {
  const worker = await startWorkerProcess(ctx, { BENCH_TYPES: String(COPIED.types) }, "bench/worker.ts")
  const startedAt = Date.now()
  const slices = await untilDone(ctx, await scanConnection(ctx, id, { resource_types: types, regions: null }))
  const seconds = (Date.now() - startedAt) / 1000
  await worker.stop()
  const figure = `${COPIED.accounts} accounts, ${COPIED.types} types, ${slices} slices: slices a second`
  return { figure, value: slices / seconds, unit: "/s", reference: null, wanted: ">= 168" }
}

/** Waits for a scan that must succeed. @returns its number of slices. */
async function untilDone(ctx: Ctx, scanId: string): Promise<number> {
  const scan = await waitForScan(ctx, scanId, LONGEST_SECONDS)
  if (scan.state !== "success") throw new Error(`The scan ended as ${scan.state}`)
  return scan.counts.slices_total
}

async function scanSmall(ctx: Ctx): Promise<number> {
  const startedAt = performance.now()
  const credentials = { aws_access_key_id: "AKIASMALLEXAMPLE0001", ...keys }
  await waitForScan(
    ctx,
    await startScan(ctx, scanRequestSchema.parse({ credentials, regions: ["*"] })),
    LONGEST_SECONDS,
  )
  return (performance.now() - startedAt) / 1000
}

/** Resolves when this part of all slices is done. Accounts are planned while others are read. */
async function untilPart(ctx: Ctx, scanId: string, part: number): Promise<void> {
  for (;;) {
    const scan = await findScanRow(ctx.db, scanId)
    if (scan && !isOpenScan(scan)) return
    if (scan && scan.slicesTotal - scan.slicesOpen > SLICES * part) return
    await new Promise((done) => setTimeout(done, 200))
  }
}
