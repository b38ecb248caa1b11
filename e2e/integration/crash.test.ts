import { execFileSync } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { platform, tmpdir } from "node:os"
import { join } from "node:path"
import { sql } from "drizzle-orm"
import { expect, test } from "vitest"
import type { Ctx } from "@/lib/context"
import { openDb } from "@/lib/db/client"
import { findRunningEmbedded } from "@/lib/db/embedded/start"
import { isOpenScan } from "@/lib/db/states"
import { getScan } from "@/lib/scans/read/get"
import type { Account } from "../sandbox/account"
import { generateAccount } from "../sandbox/generate"
import { seededRandom } from "../sandbox/random"
import { type Sandbox, startSandbox } from "../sandbox/server"
import { contextOf, testConfig } from "../support/context"
import { shortenLeases } from "../support/fork-worker"
import { expectDescribed, wrongCounts } from "../support/kept"
import { Product } from "../support/product"
import { sampleOf, seedOf } from "../support/sample"
import { ask, change, untilEnded } from "../support/scanning"

const ROUNDS = sampleOf(4, 27)
const VICTIMS = ["worker", "app", "database"] as const
const PORT = 39_471
/** Three renewals of a worker. */
const LEASE_SECONDS = 6
const region = { ec2: sampleOf(40, 120), rds: sampleOf(105, 130), lambda: 60, elb: 25, vpc: 4 }

/** The product. Each of its three processes can be killed: web server, worker and embedded database. */
class KillableProduct extends Product {
  /** Sends SIGKILL. A killed app is started again, as a process manager does. The others recover by themselves. */
  async kill(victim: (typeof VICTIMS)[number]): Promise<void> {
    if (victim === "worker") for (const pid of this.#workers()) killNow(pid)
    if (victim === "database")
      killNow(Number(readFileSync(join(this.dir, "postgres", "postmaster.pid"), "utf8").split("\n")[0]))
    if (victim !== "app") return
    await this.stop("SIGKILL")
    await this.start()
  }

  #workers(): number[] {
    const processes = execFileSync("ps", ["-A", "-o", "pid=,ppid=,args="], { encoding: "utf8" }).split("\n")
    const fields = processes.map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    return fields.flatMap((match) =>
      match && Number(match[2]) === this.pid && match[3]?.includes("dist/worker.js") ? Number(match[1]) : [],
    )
  }

  /** Queries the database as soon as it answers. After a kill it may use another port. */
  async database<T>(act: (ctx: Ctx) => Promise<T>): Promise<T> {
    const encryptionKey = readFileSync(join(this.dir, "encryption-key"), "utf8").trim()
    for (;;) {
      const url = await findRunningEmbedded(this.dir).catch(() => null)
      const db = url ? openDb({ databaseUrl: url }, { maxConnections: 1 }) : null
      try {
        if (url && db) return await act(contextOf(db, testConfig(url, { encryptionKey })))
      } catch (error) {
        if (!isConnectionLoss(error)) throw error
      } finally {
        await db?.$client.end({ timeout: 1 }).catch(() => {})
      }
      await new Promise((done) => setTimeout(done, 100))
    }
  }
}

test.skipIf(platform() === "win32" || !existsSync("dist/server.js"))(
  `after ${ROUNDS} kills at random moments, nothing is lost, doubled, redone or wrongly removed`,
  async () => {
    const account = generateAccount({
      seed: 31,
      regions: { "us-east-1": region, "eu-west-1": region, "sa-east-1": region },
      buckets: sampleOf(20, 60),
    })
    const sandbox = await startSandbox(account, { latencyMs: 200 })
    const dataDir = await mkdtemp(join(tmpdir(), "awc-crash-"))
    const product = new KillableProduct(dataDir, PORT, { AWS_ENDPOINT_URL: sandbox.url })
    await product.start()
    try {
      const removed = await killAgainAndAgain(product, account)
      await compareWithTruth(product, sandbox, removed)
    } finally {
      await product.stop()
      await sandbox.stop()
      await rm(dataDir, { recursive: true, force: true })
    }
  },
  900_000,
)

/**
 * Scans the account again and again and changes it between scans, while the product's processes are killed.
 * @returns the ids that were deleted from the account.
 */
async function killAgainAndAgain(product: KillableProduct, account: Account): Promise<Set<string>> {
  const random = seededRandom(seedOf("Kills of the product's processes", 5))
  const removed = new Set<string>()
  const done = new Map<string, string>()
  await product.database(({ db }) => shortenLeases(db, LEASE_SECONDS))
  let scanId = await product.database((ctx) => ask(ctx))
  // A kill during the planning would leave its job with a lease, and nothing to kill until that has run out.
  await product.database((ctx) => untilRunning(ctx, scanId))
  for (let round = 0; round < ROUNDS; round++) {
    await new Promise((wait) => setTimeout(wait, 200 + random.below(2_500)))
    const scan = await product.database((ctx) => getScan(ctx, scanId))
    if (!isOpenScan(scan)) {
      expect(scan.state).toBe("success")
      for (const id of takeOut(account, random.below(3))) removed.add(id)
      scanId = await product.database((ctx) => ask(ctx))
      await product.database((ctx) => untilRunning(ctx, scanId))
      await new Promise((wait) => setTimeout(wait, random.below(600)))
    }
    await assertNotRedone(product, done)
    await product.kill(random.pick([...VICTIMS]))
  }
  const last = await product.database((ctx) => untilEnded(ctx, scanId))
  expect(last.state).toBe("success")
  await assertNotRedone(product, done)
  // The kills hit running work: slices were taken over. A few kills may all hit what loses nothing.
  const [taken] = await product.database(({ db }) =>
    db.execute<{ count: number }>(sql`select count(*)::int from scan_slices where attempt > 1`),
  )
  if (ROUNDS > 10) expect(taken?.count).toBeGreaterThan(0)
  return removed
}

async function untilRunning(ctx: Ctx, scanId: string): Promise<void> {
  while (!(await getScan(ctx, scanId)).slices.some(({ state }) => state === "running")) {
    await new Promise((wait) => setTimeout(wait, 20))
  }
}

/** A slice does not change after its end: its attempts, its end time and its count stay the same. */
async function assertNotRedone(product: KillableProduct, done: Map<string, string>): Promise<void> {
  const rows = await product.database(({ db }) =>
    db.execute<{ id: string; mark: string }>(
      sql`select id, attempt || ' ' || ended_at || ' ' || found as mark from scan_slices where state = 'done'`,
    ),
  )
  const now = new Map(rows.map(({ id, mark }) => [id, mark]))
  for (const [id, mark] of done) expect(now.get(id)).toBe(mark)
  for (const [id, mark] of now) done.set(id, mark)
}

/** Deletes some databases and functions at AWS. */
function takeOut(account: Account, count: number): string[] {
  const state = account.regions["eu-west-1"]
  const ids: string[] = []
  change(account, () => {
    for (let n = 0; n < count; n++)
      ids.push(String(state?.databases.pop()?.DBInstanceIdentifier), String(state?.functions.pop()?.FunctionName))
  })
  return ids
}

async function compareWithTruth(product: KillableProduct, { account }: Sandbox, removed: Set<string>): Promise<void> {
  const last = await product.database(async (ctx) => untilEnded(ctx, await ask(ctx)))
  expect(last.state).toBe("success")
  await product.database(async ({ db }) => {
    const rows = await db.execute<{ key: string; gone: boolean }>(
      sql`select concat_ws(' ', type, region, resource_id) as key, removed_at is not null as gone from resources`,
    )
    const present = rows.filter(({ gone }) => !gone).map(({ key }) => key)
    expect(present.sort()).toEqual(truth(account))
    expect(new Set(rows.filter(({ gone }) => gone).map(({ key }) => key.split(" ")[2]))).toEqual(removed)
    // Each resource appeared once; each removal is recorded once; nothing else happened.
    const changes = await db.execute<{ kind: string; count: number; resources: number }>(
      sql`select kind, count(*)::int as count, count(distinct resource_id)::int as resources from resource_changes group by kind order by kind`,
    )
    const expected = [{ kind: "appeared", count: rows.length, resources: rows.length }]
    if (removed.size) expected.push({ kind: "removed", count: removed.size, resources: removed.size })
    expect(changes).toEqual(expected)
    expect(await wrongCounts(db)).toEqual([])
    await expectDescribed(db)
  })
}

/** What the simulated account holds, as `type region id`. */
function truth(account: Account): string[] {
  const regional = Object.entries(account.regions).flatMap(([name, state]) => [
    ...state.reservations.flatMap((one) => (one.Instances ?? []).map(({ InstanceId }) => `ec2 ${name} ${InstanceId}`)),
    ...state.databases.map(({ DBInstanceIdentifier }) => `rds ${name} ${DBInstanceIdentifier}`),
    ...state.functions.map(({ FunctionName }) => `lambda ${name} ${FunctionName}`),
    ...state.balancers.map(({ LoadBalancerArn }) => `elb ${name} ${LoadBalancerArn?.split(":loadbalancer/")[1]}`),
    ...state.classics.map(({ LoadBalancerName }) => `elb ${name} ${LoadBalancerName}`),
    ...state.vpcs.map(({ VpcId }) => `vpc ${name} ${VpcId}`),
  ])
  return [...regional, ...account.buckets.map(({ name, region: at }) => `s3 ${at} ${name}`)].sort()
}

function killNow(pid: number): void {
  try {
    process.kill(pid, "SIGKILL")
  } catch (error) {
    // The process may be dead already, from an earlier round.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error
  }
}

/** Whether the database went down during the query. The caller then asks again. */
function isConnectionLoss(error: unknown): boolean {
  const { code } = ((error as { cause?: unknown }).cause ?? error) as { code?: string }
  return /^(ECONN|EPIPE|CONNECTION_|CONNECT_TIMEOUT|57P0|08)/.test(code ?? "")
}
