import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { sql } from "drizzle-orm"
import { migrate } from "drizzle-orm/postgres-js/migrator"
import postgres from "postgres"
import { afterAll, beforeAll, expect, inject, test } from "vitest"
import { openDb } from "@/lib/db/client"
import { APP_ROLE } from "@/lib/db/embedded/roles"
import { countPendingMigrations } from "@/lib/db/migrate"
import { prepareDatabase } from "@/lib/prepare-database"
import { getScan } from "@/lib/scans/read/get"
import { listScans } from "@/lib/scans/read/list"
import { toOutcome } from "@/lib/scans/read/outcome"
import { contextOf, testConfig } from "../support/context"
import { openTestDatabase, type TestDatabase } from "../support/database"
import { until } from "../support/scanning"

let database: TestDatabase
beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())

test("an up-to-date database has no pending migrations, and preparing it again changes nothing", async () => {
  const { db } = database
  const look = async () => ({
    migrations: await db.execute(sql`select * from drizzle.__drizzle_migrations order by id`),
    columns: await db.execute(sql`
      select table_schema, table_name, column_name, data_type from information_schema.columns
      where table_schema in ('public', 'drizzle', 'pgboss') order by 1, 2, 3`),
  })
  expect(await countPendingMigrations(db)).toBe(0)
  const before = await look()
  expect(before.migrations.length).toBeGreaterThan(0)
  expect(before.columns.map(({ table_name }) => table_name)).toEqual(
    expect.arrayContaining(["resources", "ec2_instances", "job"]),
  )
  await prepareDatabase(database.config)
  expect(await countPendingMigrations(db)).toBe(0)
  expect(await look()).toEqual(before)
})

test("migrations of a later version are not pending, and a missing migration is", async () => {
  const { db } = database
  await db.execute(sql`insert into drizzle.__drizzle_migrations (hash, created_at) values ('later', 9999999999999)`)
  expect(await countPendingMigrations(db)).toBe(0)
  await db.execute(sql`delete from drizzle.__drizzle_migrations
    where id = (select max(id) from drizzle.__drizzle_migrations where hash <> 'later')`)
  expect(await countPendingMigrations(db)).toBe(1)
})

/** The number of migrations in the version before the scans' read model. */
const EARLIER = 4

test("a filled database of an earlier version keeps its scans, and the scans get their counts", async () => {
  const admin = postgres(inject("adminUrl"), { max: 1, onnotice: () => {} })
  await admin.unsafe(`drop database if exists awc_earlier with (force)`)
  await admin.unsafe(`create database awc_earlier owner ${APP_ROLE}`)
  const config = testConfig(inject("serverUrl").replace(/\/postgres$/, "/awc_earlier"))
  const db = openDb(config, { maxConnections: 2 })
  await migrateTo(EARLIER, db)
  await fillAsEarlier(db)
  const [reader, other] = [0, 1].map(() => postgres(config.databaseUrl, { max: 1, onnotice: () => {} }))
  if (!reader || !other) throw new Error("two sessions")
  await reader`begin`
  await reader`select from scans`
  const upgrade = prepareDatabase(config)
  await until(async () => (await other`select from pg_locks where not granted`).length > 0)
  // The upgrade waits for the reader, and others do not wait for the upgrade.
  await other`select from scans`
  await reader`commit`
  await Promise.all([upgrade, reader.end(), other.end()])

  const ctx = contextOf(db, config)
  const [ended, running] = (await listScans(ctx, 10)).reverse()
  expect(toOutcome(ended ?? (await getScan(ctx, "")))).toEqual({
    status: "partial",
    message: "Scan partly complete. Found 12 resources; 1 problem.",
    resources_found: { ec2: 12, rds: 0 },
    import_stats: { created: 10, updated: 2, errors: 0, changed: 1, removed: 3 },
    errors: [
      { region: "us-east-1", resource_type: "rds", code: "AccessDenied", message: "no", missing_permission: "rds:x" },
    ],
  })
  expect(running?.counts).toMatchObject({ slices_total: 2, slices_done: 1, found: 5 })
  expect(running).toMatchObject({ found_by_type: { ec2: 5, rds: 0 }, slice_errors: [] })
  const [slice] = await db.execute(sql`select unverified_since from slices`)
  expect(slice).toEqual({ unverified_since: null })
  const [row] = await db.execute(sql`select sealed_values from resources`)
  expect(row).toEqual({ sealed_values: null })
  await db.$client.end()
  await admin.unsafe("drop database awc_earlier with (force)")
  await admin.end()
})

/** Applies only the first migrations. */
async function migrateTo(count: number, db: ReturnType<typeof openDb>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "awc-drizzle-"))
  cpSync("drizzle", folder, { recursive: true })
  const file = join(folder, "meta", "_journal.json")
  const journal = JSON.parse(readFileSync(file, "utf8"))
  writeFileSync(file, JSON.stringify({ ...journal, entries: journal.entries.slice(0, count) }))
  await migrate(db, { migrationsFolder: folder })
  rmSync(folder, { recursive: true })
}

/** Inserts an ended and a running scan, a slice without resources, and a removed function with sealed values. */
async function fillAsEarlier(db: ReturnType<typeof openDb>): Promise<void> {
  const ids = ["11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"]
  await db.execute(sql`
    insert into scans (id, state, requested_by, account_id, home_region, resource_types, regions, created_at, ended_at)
    values (${ids[0]}, 'partial', 'ines', '123456789012', 'us-east-1', '{ec2,rds}', '{*}', now() - interval '1 day', now()),
      (${ids[1]}, 'running', 'ines', '123456789012', 'us-east-1', '{ec2,rds}', '{*}', now(), null)`)
  await db.execute(sql`
    insert into scan_slices (scan_id, account_id, type, region, state, found, created, updated, changed, removed,
      error_code, error_message, missing_permission)
    values (${ids[0]}, '123456789012', 'ec2', 'us-east-1', 'done', 12, 10, 2, 1, 3, null, null, null),
      (${ids[0]}, '123456789012', 'rds', 'us-east-1', 'failed', 0, 0, 0, 0, 0, 'AccessDenied', 'no', 'rds:x'),
      (${ids[1]}, '123456789012', 'ec2', 'us-east-1', 'done', 5, 5, 0, 0, 0, null, null, null),
      (${ids[1]}, '123456789012', 'rds', 'us-east-1', 'running', 0, 0, 0, 0, 0, null, null, null)`)
  await db.execute(sql`insert into slices (account_id, type, region, unverified_since)
    values ('123456789012', 'vpc', 'af-south-1', now())`)
  await db.execute(sql`
    insert into resources (id, account_id, region, type, resource_id, type_specific_properties, sealed_values, fingerprint,
      slice_region, first_seen_at, seen_at, last_changed_at, removed_at)
    values (${ids[0]}, '123456789012', 'us-east-1', 'lambda', 'gone', '{}', 'sealed', 'x', 'us-east-1', now(), now(), now(), now())`)
}
