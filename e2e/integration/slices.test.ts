import { sql } from "drizzle-orm"
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { addResourceType, getResourceType } from "@/lib/aws/resource-types/registry"
import type { Db } from "@/lib/db/client"
import { planHandler } from "@/lib/scans/plan/plan-scan"
import { getScan } from "@/lib/scans/read/get"
import { connectionSliceJob, sliceJob } from "@/lib/scans/run/job"
import { takeSlices } from "@/lib/scans/run/take-slices"
import { drainQueue } from "@/lib/work/serverless"
import { startWorker } from "@/lib/work/work"
import { generateAccount } from "../sandbox/generate"
import { type Sandbox, startSandbox } from "../sandbox/server"
import { openTestDatabase, type TestDatabase } from "../support/database"
import { ask, until, untilEnded } from "../support/scanning"

const REGIONS = ["eu-west-1", "us-east-1"]
const VPCS = 3
const region = { ec2: 2, rds: 1, lambda: 1, elb: 1, vpc: VPCS }
/** Types of one service, beside `vpc` itself. */
const COPIES = ["vpc_copy", "vpc_twin"]
const TYPES = ["vpc", ...COPIES]

let database: TestDatabase
let sandbox: Sandbox
let removers: (() => void)[] = []

beforeEach(async () => {
  database = await openTestDatabase()
  sandbox = await startSandbox(
    generateAccount({ seed: 9, regions: Object.fromEntries(REGIONS.map((name) => [name, region])), buckets: 1 }),
  )
  database.config.aws.endpoint = sandbox.url
  removers = COPIES.map((type) => addResourceType({ ...getResourceType("vpc"), type, name: type }))
})

afterEach(async () => {
  vi.restoreAllMocks()
  for (const remove of removers) remove()
  await sandbox.stop()
  await database.close()
})

const idle = { signal: new AbortController().signal, hold: () => {}, release: () => {} }

async function plan(types = TYPES): Promise<string> {
  const scanId = await ask(database.ctx, { resource_types: types, regions: REGIONS })
  await planHandler.run(database.ctx, { scanId }, idle)
  await database.db.execute(sql`delete from pgboss.job where data ->> 'kind' = 'plan'`)
  return scanId
}

const waitingJobs = () =>
  database.db.execute<{ kind: string; slices: number }>(sql`
    select data ->> 'kind' as kind, jsonb_array_length(data -> 'sliceIds') as slices
    from pgboss.job where name = 'scan' and state < 'active' order by priority desc, created_on, id`)

/** State, attempts and calls of a scan's slices, by type and region. */
async function slicesOf(scanId: string) {
  const rows = await database.db.execute<{ place: string; state: string; attempt: number; calls: number }>(sql`
    select type || ' ' || region as place, state, attempt, aws_calls as calls from scan_slices
    where scan_id = ${scanId}`)
  return Object.fromEntries(rows.map(({ place, state, attempt, calls }) => [place, `${state} ${attempt} ${calls}`]))
}

async function work(scanId: string, jobsAtOnce = 4) {
  const worker = await startWorker(database.ctx, jobsAtOnce)
  const scan = await untilEnded(database.ctx, scanId)
  await worker.stop()
  return scan
}

test("a job takes the slices of one service in one region, those that take longest first", async () => {
  await plan([...TYPES, "lambda"])
  expect(await waitingJobs()).toEqual([
    { kind: "slices", slices: 1 },
    { kind: "slices", slices: 1 },
    { kind: "slices", slices: 3 },
    { kind: "slices", slices: 3 },
  ])
})

test("each slice of a job has its own end, counts and calls", async () => {
  const list = getResourceType("vpc_twin").list
  const twin = {
    ...getResourceType("vpc_twin"),
    async *list(context: Parameters<typeof list>[0]) {
      if (context.region === "us-east-1")
        throw Object.assign(new Error("no"), { name: "UnauthorizedOperation", $metadata: { httpStatusCode: 403 } })
      yield* list(context)
      yield* list(context)
    },
  }
  removers.pop()?.()
  removers.push(addResourceType(twin))
  const scanId = await plan()
  const scan = await work(scanId)
  expect(await slicesOf(scanId)).toEqual({
    "vpc eu-west-1": "done 1 1",
    "vpc us-east-1": "done 1 1",
    "vpc_copy eu-west-1": "done 1 1",
    "vpc_copy us-east-1": "done 1 1",
    "vpc_twin eu-west-1": "done 1 2",
    "vpc_twin us-east-1": "failed 1 0",
  })
  expect(scan).toMatchObject({ state: "partial", counts: { found: 5 * VPCS, created: 5 * VPCS, aws_calls: 6 } })
  expect(scan.slice_errors).toMatchObject([{ resource_type: "vpc_twin", region: "us-east-1", code: "AccessDenied" }])
})

test("what can't be stored of one slice holds up no other, in its job or beside it", async () => {
  vi.spyOn(console, "error").mockImplementation(() => {})
  await database.db.execute(sql`create function fail() returns trigger language plpgsql as
    $$ begin if new.type = 'vpc_twin' then raise exception using errcode = 'XX000', message = 'broken'; end if;
      return new; end $$`)
  await database.db.execute(sql`create trigger broken before insert on resources for each row execute function fail()`)
  const scanId = await plan()
  const scan = await work(scanId)
  const ended = await slicesOf(scanId)
  for (const type of ["vpc", "vpc_copy"]) for (const name of REGIONS) expect(ended[`${type} ${name}`]).toBe("done 1 1")
  // Five tries as a part of its job, and then five by itself; the last one only names it.
  expect(scan).toMatchObject({ state: "partial", counts: { found: 4 * VPCS } })
  expect(scan.slice_errors.map(({ resource_type, code, message }) => [resource_type, code, message])).toEqual(
    REGIONS.map(() => ["vpc_twin", "JobFailed", expect.stringContaining("broken")]),
  )
})

test("slices that have not the time of a serverless call together are read one by one", async () => {
  const scanId = await plan()
  sandbox.faults.hang = [{ action: "ec2:DescribeVpcs" }]
  await drainQueue(database.ctx, Date.now() + 4_000, async () => false, 4)
  expect((await waitingJobs()).map(({ slices }) => slices)).toEqual([1, 1, 1, 1, 1, 1])
  expect(Object.values(await slicesOf(scanId)).every((one) => one.startsWith("running 1"))).toBe(true)
  sandbox.faults.hang = []
  expect((await work(scanId)).state).toBe("success")
})

test.each([sliceJob.name, connectionSliceJob.name])("a %s job of the version before is still run", async (kind) => {
  const scanId = await plan(["vpc"])
  const [slice] = await database.db.execute<{ id: string }>(sql`select id from scan_slices where region = 'eu-west-1'`)
  await database.db.execute(sql`update pgboss.job set data = jsonb_build_object('kind', ${kind}::text,
    'sliceId', ${slice?.id}::text, 'turn', 3, 'isLong', false) where data -> 'sliceIds' ->> 0 = ${slice?.id}`)
  expect((await waitingJobs()).map((one) => one.kind)).toContain(kind)
  expect((await work(scanId)).state).toBe("success")
})

test("a job with a type that this version does not know fails alone", async () => {
  vi.spyOn(console, "error").mockImplementation(() => {})
  const scanId = await plan([...TYPES, "lambda"])
  await database.db.execute(sql`update scan_slices set type = 'of_tomorrow' where type = 'lambda'`)
  const scan = await work(scanId, 8)
  expect(scan.state).toBe("partial")
  expect(scan.slices.map(({ resource_type, state }) => `${resource_type} ${state}`).sort()).toEqual([
    ...["of_tomorrow failed", "of_tomorrow failed", "vpc done", "vpc done"],
    ...["vpc_copy done", "vpc_copy done", "vpc_twin done", "vpc_twin done"],
  ])
  const attempts = await database.db.execute(sql`select distinct attempt from scan_slices where state = 'done'`)
  expect(attempts.map(({ attempt }) => attempt)).toEqual([1])
})

test("on a serverless host, slices that wait for their turn are handed back, not failed", async () => {
  const places = Array.from({ length: 10 }, (_, at) => addResourceType({ ...slow(at), service: `Slow ${at}` }))
  removers.push(...places)
  const ctx = { ...database.ctx, config: { ...database.config, workerConcurrency: 2 } }
  const scanId = await plan(Array.from({ length: 10 }, (_, at) => slow(at).type))
  await drainQueue(ctx, Date.now() + 4_000, async () => false)
  const states = Object.values(await slicesOf(scanId))
  expect(states.filter((one) => one.startsWith("failed"))).toEqual([])
  expect(states.filter((one) => one.startsWith("done")).length).toBeGreaterThan(1)
})

/** A type whose list takes most of a second. */
const slow = (at: number) => {
  const vpc = getResourceType("vpc")
  return {
    ...{ ...vpc, type: `slow_${at}` },
    async *list(context: Parameters<typeof vpc.list>[0]) {
      await new Promise((done) => setTimeout(done, 700))
      yield* vpc.list(context)
    },
  }
}

test("a slice that waits for its turn longer than AWS may take for its list does not fail", async () => {
  removers.push(...[0, 1, 2, 3].map((at) => addResourceType(slow(at))))
  database.config.workerConcurrency = 1
  database.config.sliceTimeoutSeconds = 2
  const scanId = await plan([0, 1, 2, 3].map((at) => `slow_${at}`))
  expect((await work(scanId)).state).toBe("success")
})

test("a worker whose close fails after another worker took the slice leaves the job to that one", async () => {
  vi.spyOn(console, "error").mockImplementation(() => {})
  const scanId = await plan(["vpc"])
  const worker = await startWorker({ ...database.ctx, db: closingFails(scanId) }, 1)
  await until(async () => Object.values(await slicesOf(scanId)).some((one) => one.startsWith("running 2")))
  await worker.stop()
  const [job] = await database.db.execute<{ failures: number | null }>(sql`
    select max((data ->> 'failures')::int) as failures from pgboss.job where name = 'scan'`)
  expect(job?.failures ?? 0).toBe(0)
})

/** A database that loses the connection when a slice is closed, after another worker has taken the slice. */
function closingFails(scanId: string): Db {
  const lost = Object.assign(new Error("write CONNECTION_CLOSED"), { code: "CONNECTION_CLOSED" })
  return new Proxy(database.db, {
    get(target, name) {
      if (name !== "transaction") return Reflect.get(target, name)
      return async (act: (tx: Db) => Promise<unknown>) =>
        target
          .transaction(async (tx) => {
            const result = await act(tx as unknown as Db)
            const [closed] = await tx.execute(sql`
            select from scan_slices where scan_id = ${scanId} and ended_at is not null limit 1`)
            if (!closed) return result
            throw lost
          })
          .catch(async (error: unknown) => {
            if (error === lost)
              await target.execute(sql`update scan_slices set attempt = attempt + 1 where scan_id = ${scanId}`)
            throw error
          })
    },
  }) as Db
}

test("a slice is blank as long as nothing of it was ever stored", async () => {
  const take = async (types: string[]) => {
    const scanId = await plan(types)
    const rows = await database.db.execute<{ id: string }>(sql`select id from scan_slices where scan_id = ${scanId}`)
    const taken = await takeSlices(
      database.ctx,
      rows.map(({ id }) => id),
    )
    const blank = taken?.slices.filter(({ slice }) => slice.isBlank).length
    await database.db.execute(sql`delete from scans`)
    return [taken?.slices.length, blank]
  }
  expect(await take(["vpc"])).toEqual([2, 2])
  await work(await ask(database.ctx, { resource_types: ["vpc"], regions: ["us-east-1"] }))
  expect(await take(["vpc"])).toEqual([2, 1])
  expect(await take(["vpc_copy"])).toEqual([2, 2])
  await database.db.execute(sql`update resources set removed_at = now()`)
  expect(await take(["vpc"])).toEqual([2, 1])
})

test("the same slices are given to one of two jobs that ask at the same time", async () => {
  const scanId = await plan(["vpc"])
  const rows = await database.db.execute<{ id: string }>(sql`select id from scan_slices where scan_id = ${scanId}`)
  const [first = "", second = ""] = rows.map(({ id }) => id)
  const taken = await Promise.all([
    takeSlices(database.ctx, [first, second]),
    takeSlices(database.ctx, [second]),
    takeSlices(database.ctx, ["00000000-0000-4000-8000-000000000000"]),
  ])
  expect(taken.map((one) => one?.slices.length ?? 0)).toEqual([2, 0, 0])
  expect((await getScan(database.ctx, scanId)).slices.every(({ state }) => state === "running")).toBe(true)
})
