import { eq, sql } from "drizzle-orm"
import postgres from "postgres"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { FoundResource, Tags } from "@/lib/aws/resource"
import { resources, resourceVersions, scanSlices } from "@/lib/db/schema"
import { listChanges } from "@/lib/inventory/read/changes"
import { resourceRowId, secretsText } from "@/lib/inventory/write/digest"
import type { HeldSlice } from "@/lib/inventory/write/held-slice"
import { closeSlice } from "@/lib/scans/run/close-slice"
import { secretDigest } from "@/lib/seal"
import { type Random, seededRandom } from "../sandbox/random"
import { openTestDatabase, type TestDatabase } from "../support/database"
import { expectDescribed, wrongCounts } from "../support/kept"
import { sampleOf, seedOf } from "../support/sample"
import { found, holdSlice, storePage, storeSlice } from "../support/slices"

const RESOURCES = sampleOf(100, 1_000)
const MOMENTS = 14
const VOLATILE = "touched_at"
let database: TestDatabase

beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())

/** The true state of one resource at one moment, without volatile properties; null while it does not exist. */
type Truth = {
  name: string | null
  status: string
  properties: Record<string, unknown>
  /** Null until they could be read for the first time. */
  tags: Tags | null
  valuesDigest: string | null
} | null

/** One simulated resource, and what an exact inventory would know about it. */
class Life {
  truth: Truth = null
  /** The last state that the inventory knew, also of a removed resource. */
  #known: Truth = null

  constructor(
    readonly id: string,
    readonly random: Random,
    readonly key: string,
  ) {}

  /** Changes the resource at random before the next scan. @returns what AWS lists for it, or null. */
  step(): FoundResource | null {
    const { random } = this
    const isThere = this.truth ? !random.chance(0.25) : random.chance(0.5)
    if (!isThere) {
      this.truth = null
      return null
    }
    const canReadTags = !random.chance(0.3)
    const canReadValues = !random.chance(0.2)
    const tags = canReadTags ? this.#tags() : undefined
    const values: Record<string, string> = random.chance(0.6) ? { LEVEL: random.pick(["debug", "info"]) } : {}
    const common = {
      name: random.chance(0.2) ? null : random.pick(["größe", "プロキシ", "api"]),
      status: random.pick(["active", "pending"]),
    }
    const size = random.pick([128, 256, null])
    const zones = random.pick([["a"], ["a", "b"], []])
    const before = this.#known
    const environment = canReadValues ? Object.keys(values) : (before?.properties.environment ?? null)
    const text = secretsText(values)
    this.truth = {
      ...common,
      properties: { size, zones, environment },
      tags: tags ?? before?.tags ?? null,
      valuesDigest: canReadValues ? text && secretDigest(this.key, text) : (before?.valuesDigest ?? null),
    }
    this.#known = this.truth
    return found(this.id, {
      ...common,
      tags,
      secrets: canReadValues ? values : {},
      unread: canReadValues ? [] : ["environment"],
      properties: {
        size,
        zones,
        environment: canReadValues ? Object.keys(values) : null,
        [VOLATILE]: random.below(1_000_000),
      },
    })
  }

  #tags(): Tags {
    const { random } = this
    const tags: Tags = {}
    if (random.chance(0.6)) tags.env = random.pick(["prod", "dev", ""])
    if (random.chance(0.4)) tags["Besitzer/所有者"] = random.pick(["a", "b"])
    return tags
  }
}

test(`every past moment of ${RESOURCES} random histories can be rebuilt from rows and changes`, async () => {
  const { ctx, db, config } = database
  const seed = seedOf("Histories", 11)
  const random = seededRandom(seed)
  const lives = Array.from({ length: RESOURCES }, (_, n) => new Life(`fn-${n}`, random, config.encryptionKey))
  const moments: { at: string; truths: Truth[] }[] = []
  let last: FoundResource[] = []
  for (let step = 0; step < MOMENTS; step++) {
    const listed = lives.flatMap((life) => life.step() ?? [])
    last = listed
    const half = Math.ceil(listed.length / 2)
    await storeSlice(ctx, "lambda", [listed.slice(0, half), listed.slice(half)], [VOLATILE])
    const [now] = await db.execute<{ at: string }>(sql`select clock_timestamp()::text as at`)
    moments.push({ at: now?.at ?? "", truths: lives.map(({ truth }) => truth) })
  }
  expect(await wrongCounts(db)).toEqual([])
  await expectDescribed(db)
  // What AWS changes by itself is no change, and yet what is stored is what was read last.
  const stored = await db.execute<{ resource_id: string; value: number }>(sql`
    select resource_id, (type_specific_properties -> ${VOLATILE})::int as value from resources
    where removed_at is null and resource_id like 'fn-%'`)
  const values = new Map(stored.map(({ resource_id, value }) => [resource_id, value]))
  for (const { resourceId, properties, unread } of last)
    if (!unread?.length) expect(values.get(resourceId), `${resourceId}, seed ${seed}`).toBe(properties[VOLATILE])
  for (const [index, { at, truths }] of moments.entries()) {
    const rebuilt = await rebuild(at)
    for (const [n, truth] of truths.entries()) {
      expect(rebuilt.get(`fn-${n}`) ?? null, `moment ${index}, resource ${n}, seed ${seed}`).toEqual(truth)
    }
  }
})

interface StoredRow extends Record<string, unknown> {
  id: string
  resource_id: string
  name: string | null
  status: string
  properties: Record<string, unknown>
  tags: Tags | null
  values_digest: string | null
  removed: boolean
  /** The changes after the moment, newest first. */
  later: { kind: string; fields: Record<string, { old: unknown; new: unknown }> | null }[]
}

/** The inventory at a moment: the current rows with every later change undone. */
async function rebuild(at: string): Promise<Map<string, Truth>> {
  const rows = await database.db.execute<StoredRow>(sql`
    select r.id, r.resource_id, r.name, r.status, r.type_specific_properties as properties, r.tags, r.values_digest,
      r.removed_at is not null as removed,
      coalesce((select json_agg(json_build_object('kind', c.kind, 'fields', c.fields) order by c.id desc)
        from resource_changes c where c.resource_id = r.id and c.at > ${at}::timestamptz), '[]') as later
    from resources r where r.resource_id like 'fn-%'`)
  return new Map(rows.map((row) => [row.resource_id, undo(row)]))
}

function undo(row: StoredRow): Truth {
  let isThere = !row.removed
  for (const { kind, fields } of row.later) {
    isThere = kind === "changed" || kind === "removed"
    for (const [field, { old }] of Object.entries(fields ?? {})) revert(row, field, old)
  }
  if (!isThere) return null
  const { [VOLATILE]: _, ...properties } = row.properties
  const { name, status, tags, values_digest } = row
  return { name, status, properties, tags, valuesDigest: values_digest }
}

function revert(row: StoredRow, field: string, old: unknown): void {
  if (field === "tags") row.tags = old as Tags | null
  else if (field.startsWith("tag:")) {
    const { [field.slice(4)]: _, ...others } = row.tags ?? {}
    row.tags = old === null ? others : { ...others, [field.slice(4)]: old as string }
  } else if (field === "name" || field === "status" || field === "values_digest") Object.assign(row, { [field]: old })
  else row.properties = { ...row.properties, [field]: old }
}

test("a resource that returns records how it differs from its state before the removal", async () => {
  const { ctx } = database
  const before = found("back-1", { name: "old", properties: { size: 1 }, tags: { env: "prod" } })
  await storeSlice(ctx, "vpc", [[before]])
  await storeSlice(ctx, "vpc", [[]])
  await storeSlice(ctx, "vpc", [[{ ...before, name: "new", tags: {} }]])
  const { changes } = await listChanges(ctx, resourceRowId("123456789012", "us-east-1", "vpc", "back-1"))
  expect(changes.map(({ kind }) => kind)).toEqual(["returned", "removed", "appeared"])
  expect(changes[0]?.fields).toEqual({ name: { old: "old", new: "new" }, "tag:env": { old: "prod", new: null } })
})

describe("a thing that was made again under an old name", () => {
  const idOf = (name: string) => resourceRowId("123456789012", "us-east-1", "iam_role", name)
  const kindsOf = async (name: string) => (await listChanges(database.ctx, idOf(name))).changes.map(({ kind }) => kind)
  const stored = async (name: string) => {
    const [row] = await database.db
      .select()
      .from(resources)
      .where(eq(resources.id, idOf(name)))
    return row
  }
  const role = (name: string, birth: string | null, more = {}) =>
    found(name, { birth, properties: { trusts: ["one"], path: "/" }, tags: { env: "prod" }, ...more })

  test("is removed and appeared, not changed, and inherits nothing", async () => {
    const { ctx } = database
    await storeSlice(ctx, "iam_role", [[role("again-1", "AROA1")]])
    const first = await stored("again-1")
    const slice = await storeSlice(ctx, "iam_role", [
      [role("again-1", "AROA2", { tags: undefined, unread: ["trusts"], properties: { path: "/" } })],
    ])
    const [newest, second] = (await listChanges(ctx, idOf("again-1"))).changes
    expect(await kindsOf("again-1")).toEqual(["appeared", "removed", "appeared"])
    expect(newest?.fields).toEqual({ birth: { old: "AROA1", new: "AROA2" } })
    expect([second?.fields, second?.at]).toEqual([{}, newest?.at])
    const now = await stored("again-1")
    expect(now).toMatchObject({ tags: null, typeSpecificProperties: { path: "/" }, birth: "AROA2", removedAt: null })
    expect(now?.firstSeenAt.getTime()).toBeGreaterThan(first?.firstSeenAt.getTime() ?? 0)
    const [counts] = await database.db.select().from(scanSlices).where(eq(scanSlices.id, slice.id))
    expect(counts).toMatchObject({ found: 1, created: 1, changed: 0, removed: 1 })
    const [then] = await database.db
      .select()
      .from(resourceVersions)
      .where(eq(resourceVersions.id, idOf("again-1")))
    expect(then).toMatchObject({ firstSeenAt: first?.firstSeenAt, tags: { env: "prod" } })
  })

  test("a slice that failed before it was made again stays unverified at that moment", async () => {
    const { ctx, db } = database
    const type = "iam_user"
    await storeSlice(ctx, type, [[role("again-5", "AIDA1")]])
    const failed = await holdSlice(ctx, type)
    const failure = { kind: "fault", code: "Down", message: "Down.", missingPermission: null } as const
    await closeSlice(db, failed, { kind: "failed", failure }, new Set(), { calls: 1, retries: 0 })
    const [moment] = await db.execute<{ at: string }>(sql`select now()::text as at`)
    await storeSlice(ctx, type, [[role("again-5", "AIDA2")]])
    const [then] = await db.execute<{ unverified_since: string | null }>(sql`
      select unverified_since from slices_as_of(${moment?.at}::timestamptz) where type = ${type}`)
    expect(then?.unverified_since).not.toBeNull()
  })

  test("after its removal, it appears and does not return", async () => {
    const { ctx } = database
    await storeSlice(ctx, "iam_role", [[role("again-2", "AROA1"), role("again-3", "AROA3")]])
    await storeSlice(ctx, "iam_role", [[]])
    await storeSlice(ctx, "iam_role", [[role("again-2", "AROA2"), role("again-3", "AROA3")]])
    expect(await kindsOf("again-2")).toEqual(["appeared", "removed", "appeared"])
    expect(await kindsOf("again-3")).toEqual(["returned", "removed", "appeared"])
  })

  test("a mark that is unknown, or known for the first time, says nothing", async () => {
    const { ctx } = database
    await storeSlice(ctx, "iam_role", [[role("again-4", null)]])
    await storeSlice(ctx, "iam_role", [[role("again-4", "AROA1")]])
    await storeSlice(ctx, "iam_role", [[role("again-4", null)]])
    await storeSlice(ctx, "iam_role", [[role("again-4", "AROA1")]])
    expect(await kindsOf("again-4")).toEqual(["appeared"])
    expect((await stored("again-4"))?.birth).toBe("AROA1")
  })
})

test("two scans that store one new resource at the same time record one appearance", async () => {
  const { ctx, db, url } = database
  const one = found("raced-1", { name: "first" })
  const [first, second] = [await holdSlice(ctx, "elb"), await holdSlice(ctx, "elb")]
  // The first scan's statement has inserted the row, and its transaction is still open.
  const other = postgres(url, { max: 1 })
  const id = resourceRowId(first.accountId, one.region, "elb", one.resourceId)
  await other.unsafe("begin")
  await other`insert into resources (id, account_id, region, type, resource_id, name, tags, type_specific_properties,
      fingerprint, slice_region, first_seen_at, seen_at, last_changed_at)
    values (${id}, ${first.accountId}, 'us-east-1', 'elb', 'raced-1', 'first', '{}', '{}', 'x', 'us-east-1', now(), now(), now())`
  await other`insert into resource_changes (resource_id, scan_id, kind, at) values (${id}, ${first.scanId}, 'appeared', now())`
  const storing = storePage(ctx, second, [{ ...one, name: "second" }], true)
  await new Promise((done) => setTimeout(done, 300))
  await other.unsafe("commit")
  await storing
  await other.end()
  const { changes } = await listChanges(ctx, id)
  expect(changes.map(({ kind, fields }) => [kind, fields])).toEqual([
    ["changed", { name: { old: "first", new: "second" } }],
    ["appeared", {}],
  ])
  const [counts] = await db.execute(sql`select found, created, updated from scan_slices where id = ${second.id}`)
  expect(counts).toEqual({ found: 1, created: 1, updated: 0 })
})

test("a history has pages and says how many changes there are", async () => {
  const { ctx } = database
  for (let size = 0; size < 60; size++) await storeSlice(ctx, "rds", [[found("busy-1", { properties: { size } })]])
  const id = resourceRowId("123456789012", "us-east-1", "rds", "busy-1")
  const newest = await listChanges(ctx, id)
  expect(newest).toMatchObject({ total: 60 })
  expect(newest.changes).toHaveLength(50)
  const older = await listChanges(ctx, id, newest.olderThan ?? 0)
  expect(older.changes.map(({ kind }) => kind).at(-1)).toBe("appeared")
  expect(older).toMatchObject({ total: 60, olderThan: null })
  expect(new Set([...newest.changes, ...older.changes].map((change) => change.id)).size).toBe(60)
})

test("sealed values are erased with their resource, and LAMBDA_ENVIRONMENT=names keeps none", async () => {
  const { ctx, db } = database
  const secrets = { PASSWORD: "hunter2-erased" }
  const one = found("sealed-1", { secrets, properties: { environment: ["PASSWORD"] } })
  const sealed = async () =>
    (
      await db.execute(sql`select sealed_values is not null as sealed, values_digest is not null as digested
      from resources where resource_id = 'sealed-1'`)
    )[0]
  await storeSlice(ctx, "lambda", [[one]])
  expect(await sealed()).toEqual({ sealed: true, digested: true })
  await storeSlice(ctx, "lambda", [[]])
  expect(await sealed()).toEqual({ sealed: false, digested: true })
  await storeSlice(ctx, "lambda", [[one]])
  expect(await sealed()).toEqual({ sealed: true, digested: true })
  const names = { ...ctx, config: { ...ctx.config, keepsSecretValues: false } }
  await storeSlice(names, "lambda", [[one]])
  expect(await sealed()).toEqual({ sealed: false, digested: false })
  const { changes } = await listChanges(ctx, resourceRowId("123456789012", "us-east-1", "lambda", "sealed-1"))
  expect(changes.map(({ kind }) => kind)).toEqual(["returned", "removed", "appeared"])
})

test("what a revision of a type reads otherwise is no change; what AWS changed beside it is", async () => {
  const { ctx, db } = database
  const store = async (more: Partial<HeldSlice>, fields: Parameters<typeof found>[1]) => {
    await storePage(ctx, { ...(await holdSlice(ctx, "rds")), ...more }, [found("learned", fields)])
    const [row] = await db.execute(sql`
      select r.revision, r.status, r.vpc_id, (select jsonb_agg(c.fields order by c.id) from resource_changes c
        where c.resource_id = r.id) as fields from resources r where resource_id = 'learned'`)
    return row
  }
  await store({}, { status: "a", vpcId: null, properties: { size: 1, note: "x" } })
  const learned = { revision: 2, learned: { vpc_id: 2, note: 2 } }
  // The new revision fills a fact, reads a property otherwise, and has one more.
  expect(await store(learned, { status: "a", vpcId: "vpc-1", properties: { size: 1, note: "y", more: true } })).toEqual(
    {
      ...{ revision: 2, status: "a", vpc_id: "vpc-1", fields: [null] },
    },
  )
  const changed = { status: "b", vpcId: "vpc-2", properties: { size: 1, note: "z", more: false } }
  expect(await store(learned, changed)).toMatchObject({
    fields: [
      null,
      {
        status: { old: "a", new: "b" },
        vpc_id: { old: "vpc-1", new: "vpc-2" },
        note: { old: "y", new: "z" },
        more: { old: true, new: false },
      },
    ],
  })
})

test("values that are kept from now on are no change", async () => {
  const { ctx, db } = database
  const page = [found("sealed-later", { secrets: { TOKEN: "v" }, properties: { environment: ["TOKEN"] } })]
  const names = { ...ctx, config: { ...ctx.config, keepsSecretValues: false } }
  await storePage(names, await holdSlice(ctx, "lambda"), page)
  await storePage(ctx, await holdSlice(ctx, "lambda"), page)
  const [row] = await db.execute(sql`select values_digest is not null as has_digest,
    (select array_agg(kind) from resource_changes c where c.resource_id = r.id) as kinds
    from resources r where resource_id = 'sealed-later'`)
  expect(row).toEqual({ has_digest: true, kinds: ["appeared"] })
})
