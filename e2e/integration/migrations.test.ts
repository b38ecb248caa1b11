import { sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { countPendingMigrations } from "@/lib/db/migrate"
import { prepareDatabase } from "@/lib/prepare-database"
import { openTestDatabase, type TestDatabase } from "../support/database"

let database: TestDatabase
beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())

test("an up-to-date database lacks nothing, and preparing it again changes nothing", async () => {
  expect(await countPendingMigrations(database.db)).toBe(0)
  await prepareDatabase(database.config)
  expect(await countPendingMigrations(database.db)).toBe(0)
})

test("migrations of a later version do not make this one unready, and a missing one does", async () => {
  const { db } = database
  await db.execute(sql`insert into drizzle.__drizzle_migrations (hash, created_at) values ('later', 9999999999999)`)
  expect(await countPendingMigrations(db)).toBe(0)
  await db.execute(sql`delete from drizzle.__drizzle_migrations
    where id = (select max(id) from drizzle.__drizzle_migrations where hash <> 'later')`)
  expect(await countPendingMigrations(db)).toBe(1)
})
