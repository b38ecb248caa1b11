import { sql } from "drizzle-orm"
import postgres from "postgres"
import { afterAll, beforeAll, expect, inject, test } from "vitest"
import { READER_ROLE } from "@/lib/db/embedded/roles"
import { grantReader } from "@/lib/inventory/grants"
import { readerAddress } from "@/lib/inventory/reader-address"
import { createReader, snippets } from "@/lib/inventory/snippets"
import { prepareDatabase } from "@/lib/prepare-database"
import { seededRandom } from "../sandbox/random"
import { openTestDatabase, type TestDatabase } from "../support/database"
import { randomResources, storeResources } from "../support/random-inventory"

let database: TestDatabase
let reader: postgres.Sql

beforeAll(async () => {
  database = await openTestDatabase()
  await storeResources(database.db, randomResources(seededRandom(2), 300, Date.now(), []), [])
  const url = new URL(inject("adminUrl"))
  url.pathname = new URL(database.url).pathname
  reader = postgres(url.href, { max: 1, onnotice: () => {} })
  const [known] = await reader`select from pg_roles where rolname = ${READER_ROLE}`
  // As the page says, on a database of one's own.
  const [, ...limits] = createReader.split("\n")
  await reader.unsafe(known ? limits.join("\n") : createReader)
  await grantReader(database.db)
  await reader.unsafe(`set role ${READER_ROLE}`)
})
afterAll(async () => {
  await reader.end()
  await database.close()
})

test.each(snippets.map(({ title, sql }) => [title, sql]))("the reader role runs the snippet: %s", async (_, sql) => {
  const rows = await reader.unsafe(sql)
  expect(Array.isArray(rows)).toBe(true)
})

test("the snippets give what they say", async () => {
  const [first, counts] = [snippets[0], snippets.at(-1)]
  const instances = await reader.unsafe(first?.sql ?? "")
  const [row] = await reader`select count(*)::int as count from ec2_instances`
  expect(instances.reduce((sum, one) => sum + Number(one.instances), 0)).toBe(row?.count)
  const kept = await reader.unsafe(counts?.sql ?? "")
  const [all] = await reader`select count(*)::int as count from resources where removed_at is null`
  expect(kept.reduce((sum, one) => sum + Number(one.resources), 0)).toBe(all?.count)
})

test("the reader sees nothing sealed, nobody's password, and writes nothing", async () => {
  for (const sql of [
    "select sealed_values from resources",
    "select * from users",
    "select * from saved_views",
    "select * from api_tokens",
    "update resources set name = 'x'",
  ]) {
    await expect(reader.unsafe(sql), sql).rejects.toMatchObject({ code: "42501" })
  }
})

test("the reader takes no lock that the product waits for, and fills no disk", async () => {
  for (const sql of [
    "select pg_advisory_lock(7267002)",
    "select pg_try_advisory_xact_lock(1, 2)",
    "set transaction read write; create temporary table full_disk (n int)",
    "set transaction read write; select lo_create(0)",
    "lock table drizzle.upgrade_lock in share mode",
    "lock table resources in share mode",
  ])
    await expect(reader.unsafe(`begin; ${sql}`), sql)
      .rejects.toMatchObject({ code: "42501" })
      .finally(() => reader`rollback`)
})

test("while the reader holds what it may hold, a start goes on", async () => {
  await reader.unsafe("begin; select from resources; select from ec2_instances")
  // Nothing of a database that is up to date is replaced.
  await prepareDatabase(database.config)
  await reader`rollback`
})

test("a view is replaced when its definition is another, and waits for nobody for long", async () => {
  await database.db.execute(sql`comment on view ec2_instances is 'of an earlier release'`)
  await reader.unsafe("begin; select from ec2_instances")
  const { warn } = console
  const said = new Promise<string>((done) => {
    console.warn = done
  })
  const prepared = prepareDatabase(database.config)
  expect(await said).toContain("The SQL view ec2_instances waits")
  console.warn = warn
  await reader`rollback`
  await prepared
  const [row] = await database.db.execute(sql`select obj_description('ec2_instances'::regclass) as comment`)
  expect(row?.comment).toMatch(/^EC2 Instances, as last seen\. Made by AWS Connect \([0-9a-f]{12}\)$/)
})

test("the page's address has no name or password of the app's", () => {
  const address = readerAddress({
    databaseUrl: "postgresql://app:secret@db.example.com/inventory",
    databaseDirectUrl: "postgresql://app:secret@direct.example.com:6432/inventory",
  })
  expect(address).toEqual({ host: "direct.example.com", port: "6432", database: "inventory", isEmbedded: false })
  expect(readerAddress({ databaseUrl: "postgresql://aws_connect:x@127.0.0.1:4711/postgres" })).toEqual({
    host: "127.0.0.1",
    port: "4711",
    database: "postgres",
    isEmbedded: true,
  })
})

/** What people build on beside the types' views. Who renames one of these keeps the old name for a release. */
const PUBLIC_SQL = {
  all_scan_slices:
    "scan_id account_id type region state found created updated changed removed errors aws_calls retries error_code error_message missing_permission is_list_whole started_at ended_at",
  daily_counts: "day account_id type region present appeared changed removed",
  resource_changes_flat: "at kind scan_id id account_id region type resource_id name field old new",
  resources_as_of:
    "id account_id region type resource_id arn name status vpc_id subnet_id private_ip public_ip tags type_specific_properties first_seen_at last_changed_at",
}

test("the views and functions of the past keep their names and columns", async () => {
  for (const [name, columns] of Object.entries(PUBLIC_SQL)) {
    const from = name === "resources_as_of" ? "resources_as_of(now())" : name
    const { columns: known } = await reader.unsafe(`select * from ${from} limit 0`)
    expect(known.map((column) => column.name).join(" "), name).toBe(columns)
  }
})

test("resource_changes_flat has a row a field, and never a digest of sealed values", async () => {
  await database.db.$client`insert into resource_changes (resource_id, kind, at, fields)
    select id, 'changed', now(), '{"status": {"old": "a", "new": "b"}, "tag:env": {"old": null, "new": "prod"},
      "values_digest": {"old": "digest-1", "new": "digest-2"}}' from resources order by id limit 1`
  const rows = await reader`select field, old, new from resource_changes_flat where kind = 'changed' order by field`
  expect([...rows]).toEqual([
    { field: "status", old: "a", new: "b" },
    { field: "tag:env", old: null, new: "prod" },
    { field: "values_digest", old: null, new: null },
  ])
})
