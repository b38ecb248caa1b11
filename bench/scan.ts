import { setMaxListeners } from "node:events"
import { type AwsCredentials, toAwsCredentials } from "@/lib/aws/credentials"
import type { FoundResource } from "@/lib/aws/resource"
import { resourceTypes } from "@/lib/aws/resource-types/registry"
import { openAwsSession } from "@/lib/aws/session"
import { getDb } from "@/lib/db/client"
import { scanSlices, scans } from "@/lib/db/schema"
import { identify } from "@/lib/inventory/identity"
import { writePage } from "@/lib/inventory/write-page"
import { toProgress } from "@/lib/scans/outcome"
import { scanRequestSchema } from "@/lib/scans/schemas"
import { startScan } from "@/lib/scans/start"
import { waitForScan } from "@/lib/scans/wait"
import type { Figure } from "./figures"
import { countCalls, forgetCalls, openStage, type Stage, setLatency, startAccount, startWorkerProcess } from "./stage"
import { fewestCalls, longestChain, type Workload, workload } from "./workload"

const RESOURCES = 20_000
const REGIONS = 4
const LATENCIES_MS = [0, 40]
const LONGEST_SECONDS = 1200
/** The simulated account's documented example keys. */
const request = scanRequestSchema.parse({
  credentials: { aws_access_key_id: "AKIAIOSFODNN7EXAMPLE", aws_secret_access_key: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" },
  regions: ["*"],
})

/** A whole scan through queue, worker, SDK and database, at two latencies; then the database's part by itself. */
export async function benchScan(): Promise<Figure[]> {
  const load = workload(RESOURCES, REGIONS)
  const stage = await openStage()
  const account = await startAccount(load)
  process.env.AWS_ENDPOINT_URL = account.url
  try {
    // The account writes its pages once; the first scan would otherwise pay for that.
    await scanOnce(stage, account.url, load, 0)
    const figures = []
    for (const latencyMs of LATENCIES_MS) figures.push(...(await scanOnce(stage, account.url, load, latencyMs)))
    return [...figures, ...(await databasePart(stage, load))]
  } finally {
    account.stop()
    await stage.close()
  }
}

async function scanOnce(stage: Stage, url: string, load: Workload, latencyMs: number): Promise<Figure[]> {
  await stage.freshDatabase()
  await setLatency(url, latencyMs)
  await forgetCalls(url)
  const worker = await startWorkerProcess()
  const before = worker.usage()
  const startedAt = performance.now()
  const scan = await waitForScan(getDb(), await startScan(getDb(), "bench", request), LONGEST_SECONDS)
  const seconds = (performance.now() - startedAt) / 1000
  const after = worker.usage()
  await worker.stop()
  const found = toProgress(scan).resources_found
  if (scan.state !== "success" || found !== load.total) throw new Error(`The scan found ${found} of ${load.total}: ${scan.state}`)

  const at = `at ${latencyMs} ms a call`
  const bound = (longestChain(load) * latencyMs) / 1000
  return [
    { figure: `rate ${at}`, value: found / seconds, unit: "resources/s", reference: null, wanted: null },
    { figure: `AWS calls ${at}`, value: await countCalls(url), unit: "calls", reference: fewestCalls(load), wanted: "<= 1.02" },
    { figure: `wall time ${at}, against the latency bound`, value: seconds, unit: "s", reference: bound || null, wanted: null },
    { figure: `worker CPU ${at}`, value: after && before ? after.cpuSeconds - before.cpuSeconds : Number.NaN, unit: "s", reference: null, wanted: null },
    { figure: `peak RSS ${at}`, value: after?.peakMegabytes ?? Number.NaN, unit: "MB", reference: null, wanted: null },
  ]
}

/** The same pages written by our statement, and their rows brought in by COPY into the same table with its indexes. */
async function databasePart(stage: Stage, load: Workload): Promise<Figure[]> {
  const pages = await collectPages(load)
  await stage.freshDatabase()
  const db = getDb()
  const scanId = await startScan(db, "bench", request)
  await db.update(scans).set({ state: "running", accountId: ACCOUNT })
  const owners = await Promise.all(
    resourceTypes.map(async ({ type, volatile }) => {
      const [slice] = await db
        .insert(scanSlices)
        .values({ scanId, accountId: ACCOUNT, type, region: "global", state: "running", attempt: 1, startedAt: new Date() })
        .returning()
      return { sliceId: slice?.id ?? "", attempt: 1, scanId, accountId: ACCOUNT, type, sliceRegion: "global", volatile }
    }),
  )
  const write = async () => {
    const startedAt = performance.now()
    for (const { type, page } of pages) {
      const owner = owners.find((one) => one.type === type)
      if (owner) await writePage(db, owner, identify(ACCOUNT, type, page), { calls: 0, retries: 0 })
    }
    return (performance.now() - startedAt) / 1000
  }
  const first = await write()
  const again = await write()
  const copy = await copyRows()
  return [
    { figure: "first import, database part, against COPY of its rows", value: first, unit: "s", reference: copy, wanted: null },
    { figure: "unchanged import, database part, against the first", value: again, unit: "s", reference: first, wanted: null },
  ]
}

const ACCOUNT = "123456789012"

/** Each call under way listens to it. */
function quietSignal(): AbortSignal {
  const { signal } = new AbortController()
  setMaxListeners(0, signal)
  return signal
}

async function collectPages(load: Workload): Promise<{ type: string; page: FoundResource[] }[]> {
  await setLatency(process.env.AWS_ENDPOINT_URL ?? "", 0)
  const credentials: AwsCredentials = toAwsCredentials(request.credentials)
  const pages = []
  for (const type of resourceTypes) {
    for (const region of type.scope === "global" ? ["us-east-1"] : Object.keys(load.regions)) {
      const context = {
        aws: openAwsSession(credentials),
        region,
        accountId: ACCOUNT,
        partition: "aws" as const,
        signal: quietSignal(),
        hasTagIndex: false,
        warn: () => {},
      }
      for await (const page of type.list(context)) pages.push({ type: type.type, page })
    }
  }
  return pages
}

async function copyRows(): Promise<number> {
  const sql = getDb().$client
  const lines: Buffer[] = []
  for await (const chunk of await sql`copy resources to stdout`.readable()) lines.push(chunk)
  await sql.unsafe("create table resources_copied (like resources including all)")
  const startedAt = performance.now()
  const sink = await sql`copy resources_copied from stdin`.writable()
  await new Promise<void>((done, fail) => sink.on("error", fail).on("finish", done).end(Buffer.concat(lines)))
  return (performance.now() - startedAt) / 1000
}
