import { sql } from "drizzle-orm"
import { resourceTypeKeys } from "@/lib/aws/resource-types/registry"
import { scanConnection } from "@/lib/connections/scan"
import type { Ctx } from "@/lib/context"
import { foldScans } from "@/lib/scans/fold"
import { waitForScan } from "@/lib/scans/read/wait"
import { SANDBOX_KEYS } from "../e2e/sandbox/generate"
import type { Figure } from "./figures"
import { inOrganisation, REGIONS } from "./organisation"
import { countCalls, forgetCalls, runProcess, type Stage, startWorkerProcess } from "./stage"

const ACCOUNTS = Number(process.env.BENCH_ACCOUNTS ?? 20)
/** Three in each region, so that an account has about fifty. */
const REGION = { ec2: 0, rds: 3, lambda: 0, elb: 0, vpc: 0 }
const LONGEST_SECONDS = 3_600

/** Scans an organisation with all types twice. What is empty and unchanged is to cost next to nothing. */
export const benchWide = (): Promise<Figure[]> =>
  inOrganisation(
    {
      ...{ accounts: ACCOUNTS, resource_types: ["*"] },
      world: { WORLD_REGION: JSON.stringify(REGION), WORLD_ALLOW: "*" },
    },
    measureTwice,
  )

async function measureTwice(ctx: Ctx, id: string, worldUrl: string, stage: Stage): Promise<Figure[]> {
  const worker = await startWorkerProcess(ctx)
  const measured = async () => {
    await forgetCalls(worldUrl)
    const before = { worker: worker.usage().cpuSeconds, database: stage.databaseSeconds() }
    const startedAt = Date.now()
    const scan = await waitForScan(
      ctx,
      await scanConnection(ctx, id, { resource_types: null, regions: null }),
      LONGEST_SECONDS,
    )
    if (scan.state !== "success") throw new Error(`The scan ended as ${scan.state}`)
    return {
      seconds: (Date.now() - startedAt) / 1000,
      worker: worker.usage().cpuSeconds - before.worker,
      database: stage.databaseSeconds() - before.database,
      calls: await countCalls(worldUrl),
      slices: scan.counts.slices_total,
      found: scan.counts.found,
    }
  }
  const first = await measured()
  await fold(ctx)
  const bytesBefore = await keptBytes(ctx)
  const again = await measured()
  const unfolded = (await keptBytes(ctx)) - bytesBefore
  const foldedAt = Date.now()
  await fold(ctx)
  const foldSeconds = (Date.now() - foldedAt) / 1000
  const folded = (await keptBytes(ctx)) - bytesBefore
  await worker.stop()
  const alone = await runProcess<{ cpuSeconds: number }>("bench/sdk-lists.ts", {
    ...{ AWS_ENDPOINT_URL: worldUrl, BENCH_REGIONS: REGIONS.join(","), BENCH_ACCOUNTS: String(ACCOUNTS) },
    ...{ BENCH_KEY: SANDBOX_KEYS.accessKeyId, BENCH_SECRET: SANDBOX_KEYS.secretAccessKey },
    BENCH_CALLS: String(Math.round(again.calls / ACCOUNTS)),
  })
  const what = `${ACCOUNTS} accounts × ${REGIONS.length} regions × ${resourceTypeKeys.length} types`
  const cpu = (which: string, one: typeof first): Figure => ({
    figure: `${what}, ${which} scan (${one.found} resources, ${one.calls} calls, ${one.slices} slices): CPU of worker (${one.worker.toFixed(1)} s) and database (${one.database.toFixed(1)} s), against the SDK making as many calls alone`,
    ...{ value: one.worker + one.database, unit: "s", reference: alone.cpuSeconds, wanted: "<= 2" },
  })
  const plain = (figure: string, value: number, unit: string, wanted: string | null = null): Figure => ({
    ...{ figure, value, unit, reference: null, wanted },
  })
  return [
    cpu("first", first),
    cpu("unchanged", again),
    plain("slices a second, first scan", first.slices / first.seconds, "/s"),
    plain("bytes kept a slice before folding", unfolded / again.slices, "bytes"),
    plain("bytes kept a slice of an unchanged scan", folded / again.slices, "bytes", "<= 40"),
    plain(`folding ${again.slices} slices`, foldSeconds, "s"),
  ]
}

const fold = (ctx: Ctx) => foldScans(ctx, sql`interval '0'`)

/** What scans keep of their slices, with indexes. */
async function keptBytes({ db }: Ctx): Promise<number> {
  const tables = ["scan_slices", "folded_slices", "place_sets"]
  for (const table of tables) await db.execute(sql.raw(`vacuum full ${table}`))
  const [row] = await db.execute<{ bytes: number }>(
    sql.raw(`select (${tables.map((table) => `pg_total_relation_size('${table}')`).join(" + ")})::float8 as bytes`),
  )
  return row?.bytes ?? Number.NaN
}
