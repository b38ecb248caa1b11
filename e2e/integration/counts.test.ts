import { setTimeout as pause } from "node:timers/promises"
import { sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { isOpenScan } from "@/lib/db/states"
import { describeMissing } from "@/lib/inventory/search/describe-missing"
import { cancelScan } from "@/lib/scans/cancel"
import { getScan } from "@/lib/scans/read/get"
import { startWorker } from "@/lib/work/work"
import { generateAccount } from "../sandbox/generate"
import { type Random, seededRandom } from "../sandbox/random"
import { type Sandbox, startSandbox } from "../sandbox/server"
import { openTestDatabase, type TestDatabase } from "../support/database"
import { expectDescribed, wrongCounts } from "../support/kept"
import { sampleOf, seedOf } from "../support/sample"
import { ask, change, untilEnded } from "../support/scanning"

const ROUNDS = sampleOf(3, 40)

let database: TestDatabase
let sandbox: Sandbox

beforeAll(async () => {
  database = await openTestDatabase()
  const region = { ec2: 160, rds: 40, lambda: 60, elb: 20, vpc: 4 }
  sandbox = await startSandbox(
    generateAccount({ seed: 17, regions: { "us-east-1": region, "eu-west-1": region }, buckets: 30 }),
  )
  database.config.aws.endpoint = sandbox.url
})
afterAll(async () => {
  await sandbox.stop()
  await database.close()
})

/** Changes the account: instances stop and start, lose and get tags, go and come back. */
function shuffle(random: Random): void {
  change(sandbox.account, ({ regions }) => {
    for (const { reservations } of Object.values(regions)) {
      for (const one of reservations) {
        for (const instance of one.Instances ?? []) {
          if (random.chance(0.1)) instance.State = { Name: random.pick(["running", "stopped", "stopping"]) }
          if (random.chance(0.1))
            instance.Tags = random.chance(0.5) ? [] : [{ Key: random.pick(["env", "owner", "größe"]), Value: "x" }]
        }
        if (random.chance(0.05)) one.Instances = []
      }
    }
  })
}

test("counts and descriptions are right at every moment of random scans, cancels, failures and stops", async () => {
  const seed = seedOf("Random scans", 3)
  const random = seededRandom(seed)
  const { ctx, db } = database
  let worker = await startWorker(ctx, 4)
  let looks = 0
  for (let round = 0; round < ROUNDS; round++) {
    shuffle(random)
    Object.assign(sandbox.faults, {
      latencyMs: random.below(30),
      throttleRate: random.chance(0.3) ? 0.2 : 0,
      errorRate: random.chance(0.3) ? 0.3 : 0,
    })
    sandbox.faults.fail = random.chance(0.3)
      ? [
          {
            action: "DescribeInstances",
            region: "eu-west-1",
            laterPages: false,
            status: 403,
            code: "UnauthorizedOperation",
          },
        ]
      : []
    const ids = [await ask(ctx), ...(random.chance(0.4) ? [await ask(ctx, { resource_types: ["ec2", "lambda"] })] : [])]
    const fate = random.pick(["wait", "wait", "cancel", "stop"])
    const until = Date.now() + random.below(900)
    while (Date.now() < until || fate === "wait") {
      expect(await wrongCounts(db), `round ${round}, seed ${seed}`).toEqual([])
      looks++
      const scans = await Promise.all(ids.map((id) => getScan(ctx, id)))
      if (!scans.some(isOpenScan)) break
      await pause(20)
    }
    if (fate === "cancel") for (const id of ids) await cancelScan(ctx, id).catch(() => {})
    if (fate === "stop") {
      await worker.stop()
      expect(await wrongCounts(db), `stopped in round ${round}, seed ${seed}`).toEqual([])
      worker = await startWorker(ctx, 4)
    }
    for (const id of ids) await untilEnded(ctx, id)
    expect(await wrongCounts(db), `after round ${round}, seed ${seed}`).toEqual([])
    await expectDescribed(db)
  }
  await worker.stop()
  expect(looks).toBeGreaterThan(ROUNDS)
})

test("deleted rows are neither counted nor described any more", async () => {
  const { db } = database
  await db.execute(sql`delete from resources where type = 'vpc'`)
  expect(await wrongCounts(db)).toEqual([])
  const [left] =
    await db.execute(sql`select (select count(*)::int from resource_search s where not exists (select from resources r where r.id = s.id)) as described,
    (select count(*)::int from resource_addresses a where not exists (select from resources r where r.id = a.resource_id)) as addresses`)
  expect(left).toEqual({ described: 0, addresses: 0 })
})

test("what an earlier version stored is described later, and a kill in the middle costs nothing", async () => {
  const { db } = database
  await db.execute(sql`delete from resource_search where get_byte(uuid_send(id), 0) < 128`)
  await db.execute(sql`delete from resource_addresses`)
  await db.execute(sql`delete from resource_search where get_byte(uuid_send(id), 0) >= 128`)
  // The first half was described before the kill.
  const [count] = await db.execute<{ resources: number }>(sql`select count(*)::int as resources from resources`)
  expect(await describeMissing(db, () => {})).toBe(count?.resources)
  expect(await describeMissing(db, () => {})).toBe(0)
  await expectDescribed(db)
  await db.execute(sql`delete from resource_search where get_byte(uuid_send(id), 0) < 128`)
  expect(await describeMissing(db, () => {})).toBeGreaterThan(10)
  await expectDescribed(db)
})
