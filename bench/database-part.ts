import { once, setMaxListeners } from "node:events"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import { sql } from "drizzle-orm"
import postgres from "postgres"
import { toAwsCredentials } from "@/lib/aws/credentials"
import type { FoundResource } from "@/lib/aws/resource"
import { resourceTypes } from "@/lib/aws/resource-types/registry"
import { openAwsSession } from "@/lib/aws/session"
import { type Db, getDb } from "@/lib/db/client"
import { scanSlices, scans } from "@/lib/db/schema"
import { requireEnv } from "@/lib/env"
import { identify } from "@/lib/inventory/identity"
import { type PageOwner, writePage } from "@/lib/inventory/write-page"
import { inBatches } from "@/lib/scans/pages"
import { STORED_AT_ONCE } from "@/lib/scans/run-slice"
import { startScan } from "@/lib/scans/start"
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

/** The pages of a scan written as the worker writes them, and the same rows brought in by COPY on one connection. */
export async function databasePart(stage: Stage, load: Workload): Promise<Figure[]> {
  const slices = await collectPages(load)
  const runs: Awaited<ReturnType<typeof importTwice>>[] = []
  for (let run = 0; run < REPEATS; run++) runs.push(await importTwice(stage, slices))
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

async function importTwice(stage: Stage, slices: Listed[]): Promise<{ first: number; again: number; copy: number }> {
  await stage.freshDatabase()
  const db = getDb()
  const scanId = await startScan(db, "bench", request)
  await db.update(scans).set({ state: "running", accountId: ACCOUNT })
  const owned: { owner: PageOwner; pages: FoundResource[][] }[] = []
  for (const { type, region, pages } of slices) {
    const place = { accountId: ACCOUNT, type, region }
    const [row] = await db
      .insert(scanSlices)
      .values({ ...place, scanId, state: "running", attempt: 1, startedAt: new Date() })
      .returning()
    const owner: PageOwner = {
      sliceId: row?.id ?? "",
      attempt: 1,
      scanId,
      accountId: ACCOUNT,
      type,
      sliceRegion: region,
      isBlank: true,
      volatile: [],
    }
    owned.push({ owner, pages })
  }
  await openConnections(db)
  const write = (isBlank: boolean) =>
    timed(async () => {
      const waiting = [...owned]
      const lane = async () => {
        for (let slice = waiting.shift(); slice; slice = waiting.shift()) {
          const { owner, pages } = slice
          for (const page of pages)
            await writePage(db, { ...owner, isBlank }, identify(ACCOUNT, owner.type, page), { calls: 0, retries: 0 })
        }
      }
      await Promise.all(Array.from({ length: STORED_AT_ONCE }, lane))
    })
  return { first: await write(true), again: await write(false), copy: await copyRows() }
}

/** A worker's are open before its first page comes. */
const openConnections = (db: Db) =>
  Promise.all(Array.from({ length: STORED_AT_ONCE }, () => db.execute(sql`select pg_sleep(0.2)`)))

async function timed(act: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await act()
  return (performance.now() - startedAt) / 1000
}

async function collectPages(load: Workload): Promise<Listed[]> {
  const slices = []
  const { signal } = new AbortController()
  // Each call under way listens to it.
  setMaxListeners(0, signal)
  for (const type of resourceTypes) {
    for (const region of type.scope === "global" ? ["global"] : Object.keys(load.regions)) {
      const at = region === "global" ? "us-east-1" : region
      const aws = openAwsSession(toAwsCredentials(request.credentials))
      const place = {
        aws,
        region: at,
        accountId: ACCOUNT,
        partition: "aws" as const,
        signal,
        hasTagIndex: false,
        warn: () => {},
      }
      const pages = []
      for await (const page of inBatches(type.list(place))) pages.push(page)
      slices.push({ type: type.type, region, pages })
    }
  }
  return slices
}

async function copyRows(): Promise<number> {
  const sql = postgres(requireEnv("DATABASE_URL"), { max: 1 })
  const lines: Buffer[] = []
  // Not "for await": postgres.js can leave a stream paused that is read in that way.
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
