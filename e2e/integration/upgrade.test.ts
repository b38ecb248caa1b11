import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { sql } from "drizzle-orm"
import { migrate } from "drizzle-orm/postgres-js/migrator"
import postgres from "postgres"
import { afterAll, beforeAll, expect, inject, test } from "vitest"
import type { Ctx } from "@/lib/context"
import { openDb } from "@/lib/db/client"
import { APP_ROLE } from "@/lib/db/embedded/roles"
import { listResources } from "@/lib/inventory/read/list"
import { listNaming } from "@/lib/inventory/read/relations"
import { listQuerySchema } from "@/lib/inventory/schemas"
import { describeAgain } from "@/lib/inventory/search/describe-again"
import { findUntrusted, rulesOf } from "@/lib/inventory/search/rules"
import { prepareDatabase } from "@/lib/prepare-database"
import { contextOf, testConfig } from "../support/context"
import { accountOfReleaseBefore, KEY_OF_RELEASE_BEFORE, TABLES_OF_RELEASE_BEFORE } from "../support/release-before"
import { type Bench, openBench, scanAll } from "../support/scanning"

/** The number of migrations that the release before had. */
const MIGRATIONS_BEFORE = 8
const ALL = ["ec2", "rds", "lambda", "s3", "elb", "vpc"]

let ctx: Ctx
let bench: Bench
let close: () => Promise<void>

/** A database as the release before left it, brought to this release. */
beforeAll(async () => {
  const admin = postgres(inject("adminUrl"), { max: 1, onnotice: () => {} })
  await admin.unsafe("drop database if exists awc_upgrade with (force)")
  await admin.unsafe(`create database awc_upgrade owner ${APP_ROLE}`)
  const url = inject("serverUrl").replace(/\/postgres$/, "/awc_upgrade")
  const config = testConfig(url, { encryptionKey: KEY_OF_RELEASE_BEFORE })
  const db = openDb(config)
  ctx = contextOf(db, config)
  const folder = mkdtempSync(join(tmpdir(), "awc-drizzle-"))
  cpSync("drizzle", folder, { recursive: true })
  const file = join(folder, "meta", "_journal.json")
  const journal = JSON.parse(readFileSync(file, "utf8"))
  writeFileSync(file, JSON.stringify({ ...journal, entries: journal.entries.slice(0, MIGRATIONS_BEFORE) }))
  await migrate(db, { migrationsFolder: folder })
  rmSync(folder, { recursive: true })
  const fixture = JSON.parse(readFileSync("e2e/fixtures/release-before.json", "utf8")) as Record<string, string>
  await db.transaction(async (tx) => {
    // The fixture holds what the triggers made of the first writes.
    await tx.execute(sql`alter table resources disable trigger user`)
    for (const table of [...TABLES_OF_RELEASE_BEFORE, "resource_versions"]) {
      const name = sql.raw(table)
      await tx.execute(sql`insert into ${name} overriding system value
        select * from jsonb_populate_recordset(null::${name}, ${fixture[table]}::jsonb) on conflict do nothing`)
    }
    await tx.execute(sql`alter table resources enable trigger user`)
    await tx.execute(sql`
      insert into slice_counts (account_id, type, slice_region, region, status, count)
      select account_id, type, slice_region, region, coalesce(status, ''), count(*) from resources group by 1, 2, 3, 4, 5`)
  })
  await prepareDatabase(config)
  bench = await openBench(ctx, accountOfReleaseBefore())
  close = async () => {
    await bench.stop()
    await db.$client.end({ timeout: 5 })
    await admin.unsafe("drop database awc_upgrade with (force)")
    await admin.end()
  }
})
afterAll(() => close())

const idsOf = async (q: string, as_of?: string) => {
  const query = listQuerySchema.parse({ q, limit: 1000, ...(as_of && { as_of }) })
  return (await listResources(ctx, query)).resources.map(({ resource_id }) => resource_id).sort()
}

/** Queries that the new rules answer otherwise, or that the index answers. */
const QUERIES = [
  ...[
    "is:public",
    "-is:public",
    "is:public type:ec2",
    "ip:203.0.113.77",
    "ip:100.77.1.1",
    "100.77.0.0",
    "203.0.113.77",
  ],
  ...["instance_type:m5.large", "runtime:nodejs20.x", "has:ip", "no:ip", "scheme:internet-facing", "engine:postgres"],
]
const answers = async (as_of?: string) =>
  Object.fromEntries(await Promise.all(QUERIES.map(async (q) => [q, await idsOf(q, as_of)] as const)))

const recorded = async () => {
  const [row] = await ctx.db.execute(sql`
    select (select count(*)::int from resource_changes) as changes, (select count(*)::int from resource_versions) as versions,
      (select max(last_changed_at)::text from resources) as last`)
  return row
}

test("every query is right at every moment of an upgrade", async () => {
  const [{ at } = { at: "" }] = await ctx.db.execute<{ at: string }>(sql`
    select to_char(min(until) - interval '1 ms', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at from resource_versions`)
  // What the index says is that of the release before.
  expect(await findUntrusted(ctx.db, ALL)).toEqual(new Set(["ec2", "elb", "vpc"]))
  const [instance = ""] = await idsOf("ip:203.0.113.77")
  expect(instance).toMatch(/^i-/)
  expect(await idsOf("is:public type:ec2")).toContain(instance)
  expect(await idsOf("ip:100.77.1.1")).toEqual([])
  const now = await answers()
  const then = await answers(at)
  expect(then["is:public"]?.length).toBeGreaterThan(0)

  await describeAgain(ctx.db)
  expect(await findUntrusted(ctx.db, ALL)).toEqual(new Set())
  expect(await answers()).toEqual(now)
  expect(await answers(at)).toEqual(then)
  expect(await describeAgain(ctx.db)).toBe(0)

  // A worker of the release before describes a resource again: it knows no rules, and leaves them as they are.
  await ctx.db.execute(sql`
    insert into resource_search (id, search, terms) select id, split_part(search, ${"\u0004"}, 1), '{}' from resource_search
    where id in (select id from resources where resource_id = ${instance})
    on conflict (id) do update set search = excluded.search, terms = excluded.terms`)
  expect(await findUntrusted(ctx.db, ALL)).toEqual(new Set(["ec2"]))
  expect(await answers()).toEqual(now)
  expect(await describeAgain(ctx.db)).toBe(1)
  expect(await findUntrusted(ctx.db, ALL)).toEqual(new Set())
  expect(await answers()).toEqual(now)
})

test("what names a resource is found while the index is not trusted", async () => {
  const [row] = await ctx.db.execute<{ id: string }>(
    sql`select id from resources where type = 'vpc' order by id limit 1`,
  )
  const { resources } = await listResources(ctx, listQuerySchema.parse({ q: "type:vpc", limit: 1000 }))
  const vpc = resources.find(({ id }) => id === row?.id)
  if (!vpc) throw new Error("no VPC")
  const before = await listNaming(ctx, vpc)
  expect(before.resources.length).toBeGreaterThan(0)
  await ctx.db.execute(sql`insert into search_rules (type, rules) values ('ec2', 0), ('lambda', 0)`)
  await ctx.db.execute(sql`update resource_search set terms = '{}', rules = -5
    where id in (select id from resources where type in ('ec2', 'lambda'))`)
  expect(await listNaming(ctx, vpc)).toEqual(before)
  await describeAgain(ctx.db)
  expect(await findUntrusted(ctx.db, ALL)).toEqual(new Set())
  expect(await listNaming(ctx, vpc)).toEqual(before)
})

test("rules are forgotten only when nobody describes by them any more", async () => {
  let write = () => {}
  const writing = new Promise<void>((done) => {
    write = done
  })
  await ctx.db.execute(sql`insert into search_rules (type, rules) values ('rds', 77)`)
  const old = ctx.db.transaction(async (tx) => {
    await tx.execute(sql`select from search_rules where type = 'rds' and rules = 77 for key share`)
    await writing
    await tx.execute(sql`update resource_search set terms = '{}', rules = -77
      where id in (select id from resources where type = 'rds')`)
  })
  const again = describeAgain(ctx.db)
  await new Promise((done) => setTimeout(done, 300))
  expect(await findUntrusted(ctx.db, ALL)).toEqual(new Set(["rds"]))
  write()
  await Promise.all([old, again])
  expect(await findUntrusted(ctx.db, ALL)).toEqual(new Set())
  const left = await ctx.db.execute(sql`
    select s.rules from resource_search s join resources r on r.id = s.id where r.type = 'rds' and s.rules <> ${rulesOf("rds")}`)
  expect([...left]).toEqual([])
})

test("a release that learns properties and drops one records no change", async () => {
  // The release before had a property more.
  await ctx.db.execute(sql`update resources set fingerprint = '',
    type_specific_properties = type_specific_properties || '{"dropped": "by this release"}'`)
  const before = await recorded()
  const outcome = await scanAll(ctx)
  expect(outcome).toMatchObject({ status: "success", import_stats: { created: 0, changed: 0, removed: 0, errors: 0 } })
  expect(await recorded()).toEqual(before)
  const [row] = await ctx.db.execute(sql`
    select count(*) filter (where type_specific_properties ? 'dropped')::int as dropped,
      count(*) filter (where type = 'ec2' and type_specific_properties ? 'prefixes')::int as learned,
      count(*) filter (where revision is null)::int as unrevised from resources`)
  expect(row).toEqual({ dropped: 0, learned: 8, unrevised: 0 })
  expect(await idsOf("ip:10.9.200.3")).toEqual(await idsOf("ip:203.0.113.77"))
  // And the next scan writes nothing at all.
  const fresh = await ctx.db.execute(sql`select id, xmin::text from resources order by id`)
  await scanAll(ctx)
  expect(await ctx.db.execute(sql`select id, xmin::text from resources order by id`)).toEqual(fresh)
})
