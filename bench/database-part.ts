import { once, setMaxListeners } from "node:events"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import { sql } from "drizzle-orm"
import postgres from "postgres"
import type { FoundResource } from "@/lib/aws/resource"
import { getResourceType, minimalTypeKeys } from "@/lib/aws/resource-types/registry"
import { openAwsSession } from "@/lib/aws/session"
import { type AwsSettings, readSettings } from "@/lib/config"
import type { Ctx } from "@/lib/context"
import type { Db } from "@/lib/db/client"
import { scanSlices, scans } from "@/lib/db/schema"
import { Gate } from "@/lib/gate"
import { toRows } from "@/lib/inventory/write/digest"
import type { HeldSlice } from "@/lib/inventory/write/held-slice"
import { STORED_AT_ONCE, writeRows } from "@/lib/inventory/write/write-rows"
import { readBatches } from "@/lib/scans/run/pages"
import { startScan } from "@/lib/scans/start"
import { SANDBOX_KEYS } from "../e2e/sandbox/generate"
import type { Figure } from "./figures"
import { request, type Stage } from "./stage"
import type { Workload } from "./workload"

const ACCOUNT = "123456789012"
const REPEATS = 3

interface Listed {
  type: string
  region: string
  pages: FoundResource[][]
}

/** Times the writing of a scan's pages as the worker writes them, and COPY of the same rows on one connection. */
export async function databasePart(stage: Stage, url: string, load: Workload): Promise<Figure[]> {
  const slices = await collectPages({ ...readSettings({}).aws, endpoint: url }, load)
  const runs: Awaited<ReturnType<typeof importTwice>>[] = []
  for (let run = 0; run < REPEATS; run++) runs.push(await importTwice(await stage.freshDatabase(url), slices))
  const median = (key: "first" | "again" | "copy") =>
    runs.map((run) => run[key]).sort((a, b) => a - b)[Math.floor(REPEATS / 2)] ?? Number.NaN
  return [
    {
      figure: "first import, database part, against COPY of its rows",
      value: median("first"),
      unit: "s",
      reference: median("copy"),
      wanted: "<= 2",
    },
    {
      figure: "unchanged import, database part, against the first",
      value: median("again"),
      unit: "s",
      reference: median("first"),
      wanted: null,
    },
  ]
}

async function importTwice(ctx: Ctx, slices: Listed[]): Promise<{ first: number; again: number; copy: number }> {
  const { db, config } = ctx
  const scanId = await startScan(ctx, request)
  await db.update(scans).set({ state: "running", accountId: ACCOUNT })
  const owned: { slice: HeldSlice; pages: FoundResource[][] }[] = []
  for (const { type, region, pages } of slices) {
    const place = { accountId: ACCOUNT, type, region }
    const [row] = await db
      .insert(scanSlices)
      .values({ ...place, scanId, state: "running", attempt: 1, startedAt: new Date() })
      .returning()
    const slice = {
      ...place,
      id: row?.id ?? "",
      attempt: 1,
      scanId,
      volatile: [],
      learned: {},
      revision: 1,
      sealedProperty: null,
      isBlank: true,
    }
    owned.push({ slice, pages })
  }
  await openConnections(db)
  const write = (isBlank: boolean) =>
    timed(async () => {
      const waiting = [...owned]
      const lane = async () => {
        for (let next = waiting.shift(); next; next = waiting.shift()) {
          const { slice, pages } = next
          for (const page of pages) {
            const rows = toRows(slice, page, config)
            await writeRows(db, { ...slice, isBlank }, rows, { calls: 0, retries: 0 }, config)
          }
        }
      }
      await Promise.all(Array.from({ length: STORED_AT_ONCE }, lane))
    })
  return { first: await write(true), again: await write(false), copy: await copyRows(config.databaseUrl) }
}

/** A worker's connections are open before its first page arrives, so opening them is not measured. */
const openConnections = (db: Db) =>
  Promise.all(Array.from({ length: STORED_AT_ONCE }, () => db.execute(sql`select pg_sleep(0.2)`)))

async function timed(act: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await act()
  return (performance.now() - startedAt) / 1000
}

async function collectPages(settings: AwsSettings, load: Workload): Promise<Listed[]> {
  const slices = []
  const { signal } = new AbortController()
  // Every call in progress adds a listener, and Node would warn about more than ten.
  setMaxListeners(0, signal)
  for (const type of minimalTypeKeys.map(getResourceType)) {
    for (const region of type.scope === "global" ? ["global"] : Object.keys(load.regions)) {
      const at = region === "global" ? "us-east-1" : region
      const aws = openAwsSession(settings, SANDBOX_KEYS)
      const place = {
        aws,
        region: at,
        accountId: ACCOUNT,
        partition: "aws" as const,
        signal,
        hasTagIndex: false,
        warn: () => {},
        absent: () => {},
        missPart: () => {},
      }
      const pages = []
      const gate = new Gate(2)
      for await (const page of readBatches(type.list(place), { first: gate, others: gate }, signal)) pages.push(page)
      slices.push({ type: type.type, region, pages })
    }
  }
  return slices
}

async function copyRows(url: string): Promise<number> {
  const sql = postgres(url, { max: 1 })
  const lines: Buffer[] = []
  // If "for await" reads the stream, postgres.js can leave it paused.
  const rows = await sql`copy resources to stdout`.readable()
  await once(
    rows.on("data", (chunk) => lines.push(chunk)),
    "end",
  )
  await sql.unsafe("create table resources_copied (like resources including all)")
  const seconds = await timed(async () => {
    await pipeline(Readable.from(lines), await sql`copy resources_copied from stdin`.writable())
  })
  await sql.end()
  return seconds
}
