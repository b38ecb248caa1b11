import { once } from "node:events"
import { connect, type Socket } from "node:net"
import { sql } from "drizzle-orm"
import postgres from "postgres"
import { afterEach, beforeEach, expect, test } from "vitest"
import { isOpenScan } from "@/lib/db/states"
import { cancelScan } from "@/lib/scans/cancel"
import { getScan } from "@/lib/scans/read/get"
import { toOutcome } from "@/lib/scans/read/outcome"
import { drainQueue } from "@/lib/work/serverless"
import { startWorker } from "@/lib/work/work"
import { generateAccount } from "../sandbox/generate"
import { type Sandbox, startSandbox } from "../sandbox/server"
import { openTestDatabase, type TestDatabase } from "../support/database"
import { forkWorker, killForked, shortenLeases } from "../support/fork-worker"
import { ask, until, untilEnded } from "../support/scanning"

let database: TestDatabase
let sandbox: Sandbox

beforeEach(async () => {
  database = await openTestDatabase()
  await shortenLeases(database.db)
  // Two pages of most types: a kill falls between them.
  const region = { ec2: 20, rds: 105, lambda: 52, elb: 21, vpc: 3 }
  sandbox = await startSandbox(
    generateAccount({ seed: 9, regions: { "us-east-1": region, "eu-west-1": region }, buckets: 20 }),
  )
  database.config.aws.endpoint = sandbox.url
})
afterEach(async () => {
  killForked()
  await sandbox.stop()
  await database.close()
})

const TOTAL = 2 * (20 + 105 + 52 + 21 + 3) + 20

test("a scan with throttling, failed calls and dropped connections finds everything without an error", async () => {
  const region = { ec2: 40, rds: 120, lambda: 20, elb: 12, vpc: 2 }
  Object.assign(
    sandbox.account,
    generateAccount({ seed: 3, regions: { "us-east-1": region, "eu-west-1": region }, buckets: 12 }),
  )
  Object.assign(sandbox.faults, { throttleRate: 0.3, errorRate: 0.02, dropRate: 0.02 })
  const worker = await startWorker(database.ctx, 8)
  const scan = await untilEnded(database.ctx, await ask(database.ctx))
  await worker.stop()
  expect(scan.state, JSON.stringify(scan.slices.filter(({ error }) => error))).toBe("success")
  expect(toOutcome(scan).import_stats).toMatchObject({ created: 2 * (40 + 120 + 20 + 12 + 2) + 12, errors: 0 })
  expect(scan.slices.reduce((sum, { retries }) => sum + retries, 0)).toBeGreaterThan(10)
})

test("another worker finishes the scan of a killed one, and nothing is lost or stored twice", async () => {
  sandbox.faults.latencyMs = 40
  const scanId = await ask(database.ctx)
  const first = await forkWorker(database)
  await until(async () => (await getScan(database.ctx, scanId)).slices.some(({ found }) => found > 0))
  first.kill("SIGKILL")
  const cut = await getScan(database.ctx, scanId)
  expect(cut.state).toBe("running")

  const second = await forkWorker(database)
  const scan = await untilEnded(database.ctx, scanId)
  second.kill("SIGTERM")
  expect(scan.state).toBe("success")
  expect(toOutcome(scan).import_stats).toEqual({ created: TOTAL, updated: 0, errors: 0, changed: 0, removed: 0 })
  const [stored] = await database.db.execute(
    sql`select count(*)::int as all, count(distinct (region, type, resource_id))::int as ids from resources`,
  )
  expect(stored).toEqual({ all: TOTAL, ids: TOTAL })
  const [changes] = await database.db.execute<{ count: number }>(sql`select count(*)::int from resource_changes`)
  expect(changes?.count).toBe(TOTAL)
})

test("a worker that hangs loses its slices when its leases run out, and writes nothing when it wakes up", async () => {
  sandbox.faults.latencyMs = 40
  const scanId = await ask(database.ctx)
  const hung = await forkWorker(database)
  await until(async () => (await getScan(database.ctx, scanId)).slices.some(({ found }) => found > 0))
  hung.kill("SIGSTOP")
  const second = await startWorker(database.ctx, 8)
  const scan = await untilEnded(database.ctx, scanId)
  hung.kill("SIGCONT")
  // What it does when it wakes up, it does at once.
  await new Promise((done) => setTimeout(done, 1_000))
  expect(await getScan(database.ctx, scanId)).toEqual(scan)
  hung.kill("SIGKILL")
  await second.stop()
  expect(toOutcome(scan)).toMatchObject({
    status: "success",
    import_stats: { created: TOTAL, updated: 0, errors: 0, removed: 0 },
  })
})

test("a process that goes silent in the middle of a statement does not hold its locks for ever", async () => {
  const scanId = await ask(database.ctx)
  const silent = connectSilencably(database.url)
  await silent.client.unsafe("begin")
  await silent.client.unsafe(`select from scans where id = '${scanId}' for update`)
  silent.sendOnlyOneMore()
  const lost = silent.client`select ${1}::int`.catch((error) => error)
  const worker = await startWorker(database.ctx, 8)
  expect((await untilEnded(database.ctx, scanId)).state).toBe("success")
  expect(await lost).toBeInstanceOf(Error)
  await worker.stop()
  await silent.client.end({ timeout: 1 })
})

test("a worker that wakes up after its lease does not complete the job of its successor", async () => {
  sandbox.faults.hang = [{ action: "ec2:DescribeVpcs", forMs: 800 }]
  const worker = await startWorker(database.ctx, 4)
  const scanId = await ask(database.ctx, { resource_types: ["vpc"], regions: ["us-east-1"] })
  await until(async () => (await getScan(database.ctx, scanId)).slices.some(({ state }) => state === "running"))
  // As if another worker takes the slice over: with a new attempt and the same job.
  await database.db.execute(sql`update scan_slices set attempt = attempt + 1 where scan_id = ${scanId}`)
  // Its call has ended, and it has left the job alone.
  await until(async () => sandbox.calls.some(({ action }) => action === "ec2:DescribeVpcs"))
  await new Promise((done) => setTimeout(done, 300))
  const [job] = await database.db.execute(
    sql`select state::text from pgboss.job where name = 'scan' and data->>'kind' = 'slices'`,
  )
  expect(job?.state).toBe("active")
  sandbox.faults.hang = []
  expect((await untilEnded(database.ctx, scanId)).state).toBe("success")
  await worker.stop()
})

test("a stopped worker hands its slices back at once, and the next worker finishes the scan", async () => {
  sandbox.faults.latencyMs = 30
  const scanId = await ask(database.ctx)
  const first = await startWorker(database.ctx, 4)
  await until(async () => (await getScan(database.ctx, scanId)).slices.some(({ found }) => found > 0))
  await first.stop()
  expect((await getScan(database.ctx, scanId)).state).toBe("running")
  const held = await database.db.execute(sql`select id from pgboss.job where name = 'scan' and state = 'active'`)
  expect(held).toEqual([])
  const second = await startWorker(database.ctx, 8)
  const scan = await untilEnded(database.ctx, scanId)
  await second.stop()
  expect(toOutcome(scan).import_stats).toMatchObject({ created: TOTAL, updated: 0 })
})

test("without a long-lived worker, one call works until its time limit, and the next call goes on", async () => {
  sandbox.faults.latencyMs = 150
  const scanId = await ask(database.ctx)
  const isDone = async () => !isOpenScan(await getScan(database.ctx, scanId))
  const limitMs = 1_500
  const startedAt = Date.now()
  await drainQueue(database.ctx, startedAt + limitMs, isDone, 2)
  const halfway = await getScan(database.ctx, scanId)
  expect(halfway.state).toBe("running")
  // Running jobs are handed back, and the call does not wait for their end.
  expect(Date.now() - startedAt).toBeLessThan(limitMs + 10_000)
  // The sandbox counts a call when it answers, even if nobody waits for the answer any more.
  await new Promise((done) => setTimeout(done, 400))
  const calls = sandbox.calls.length
  await new Promise((done) => setTimeout(done, 500))
  expect(sandbox.calls.length).toBe(calls)

  sandbox.faults.latencyMs = 0
  await drainQueue(database.ctx, Date.now() + 60_000, isDone, 8)
  const scan = await getScan(database.ctx, scanId)
  expect(toOutcome(scan)).toMatchObject({ status: "success", import_stats: { created: TOTAL, updated: 0, errors: 0 } })
})

test("a cancelled scan stops calling AWS, keeps what it stored, removes nothing and erases its keys", async () => {
  sandbox.faults.latencyMs = 60
  const worker = await startWorker(database.ctx, 4)
  const scanId = await ask(database.ctx)
  await until(async () => (await getScan(database.ctx, scanId)).slices.some(({ found }) => found > 0))
  await cancelScan(database.ctx, scanId)
  const found = (await getScan(database.ctx, scanId)).slices.reduce((sum, slice) => sum + slice.found, 0)
  // Within two renewals of its leases, a worker learns of it.
  await new Promise((done) => setTimeout(done, 700))
  const calls = sandbox.calls.length
  await new Promise((done) => setTimeout(done, 500))
  expect(sandbox.calls.length).toBe(calls)
  const scan = await getScan(database.ctx, scanId)
  expect(scan.state).toBe("cancelled")
  expect(scan.slices.every(({ state }) => state === "cancelled" || state === "done")).toBe(true)
  const [row] = await database.db.execute<{ count: number; sealed: string | null }>(
    sql`select (select count(*)::int from resources where removed_at is null) as count, sealed_credentials as sealed from scans`,
  )
  expect(row).toEqual({ count: found, sealed: null })

  // A cancelled scan has not seen everything that earlier scans stored, and still removes none of it.
  sandbox.faults.latencyMs = 0
  expect((await untilEnded(database.ctx, await ask(database.ctx))).state).toBe("success")
  sandbox.faults.latencyMs = 60
  const second = await ask(database.ctx)
  await until(async () => (await getScan(database.ctx, second)).slices.some((slice) => slice.found > 0))
  await cancelScan(database.ctx, second)
  await new Promise((done) => setTimeout(done, 500))
  expect(await getScan(database.ctx, second)).toMatchObject({ state: "cancelled", counts: { removed: 0 } })
  const [kept] = await database.db.execute(sql`select count(*)::int from resources where removed_at is null`)
  expect(kept).toEqual({ count: TOTAL })
  await worker.stop()
})

test("two workers share the slices of one scan, and each slice runs once", async () => {
  sandbox.faults.latencyMs = 200
  const workers = [await startWorker(database.ctx, 2), await startWorker(database.ctx, 2)]
  const scanId = await ask(database.ctx)
  // One worker runs two slices at a time, so more than two show that both workers take part.
  let mostAtOnce = 0
  await until(async () => {
    const { state, slices } = await getScan(database.ctx, scanId)
    mostAtOnce = Math.max(mostAtOnce, slices.filter((slice) => slice.state === "running").length)
    return !isOpenScan({ state })
  })
  for (const worker of workers) await worker.stop()
  expect(mostAtOnce).toBeGreaterThan(2)
  expect((await getScan(database.ctx, scanId)).state).toBe("success")
  const [attempts] = await database.db.execute<{ most: number }>(sql`select max(attempt)::int as most from scan_slices`)
  expect(attempts?.most).toBe(1)
})

/** A database session like the product's. It can go silent between a statement's text and its values. */
function connectSilencably(url: string) {
  const { hostname, port } = new URL(url)
  let socket: Socket
  const open = async () => {
    socket = connect(Number(port), hostname)
    await once(socket, "connect")
    return socket
  }
  const client = postgres(url, {
    max: 1,
    connection: { application_name: "aws-connect" },
    socket: open,
  } as postgres.Options<never>)
  const sendOnlyOneMore = () => {
    const send = socket.write.bind(socket)
    socket.write = (chunk: Uint8Array) => {
      socket.write = () => true
      return send(chunk)
    }
  }
  return { client, sendOnlyOneMore }
}
