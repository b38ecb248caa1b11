import postgres from "postgres"
import { afterAll, beforeAll, expect, inject, test } from "vitest"
import { READER_ROLE } from "@/lib/db/embedded/roles"
import { grantReader } from "@/lib/inventory/grants"
import { readerAddress } from "@/lib/inventory/reader-address"
import { createReader, snippets } from "@/lib/inventory/snippets"
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
  if (!known) await reader.unsafe(createReader)
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
  const [first, , , , counts] = snippets
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
