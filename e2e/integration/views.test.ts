import { sql } from "drizzle-orm"
import postgres from "postgres"
import { afterAll, beforeAll, beforeEach, expect, inject, test, vi } from "vitest"
import { z } from "zod"
import type { ResourceType } from "@/lib/aws/resource-types/define"
import { getResourceType } from "@/lib/aws/resource-types/registry"
import { createResourceViews } from "@/lib/inventory/views"
import { openTestDatabase, type TestDatabase } from "../support/database"

let database: TestDatabase
beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())
beforeEach(() => {
  vi.restoreAllMocks()
})

/** The VPC type as another version of the product might define it. */
const vpcWith = (more: Record<string, z.ZodType>, without: string[] = []): ResourceType => {
  const vpc = getResourceType("vpc")
  const kept = Object.entries(vpc.properties.shape).filter(([key]) => !without.includes(key))
  return { ...vpc, properties: { shape: { ...Object.fromEntries(kept), ...more } } }
}

test("a view gets a new property although another view uses it, and its grants stay", async () => {
  const { db } = database
  const admin = postgres(inject("adminUrl"), { max: 1, onnotice: () => {} })
  await admin.unsafe("create role auditor_of_vpcs")
  await db.execute(sql.raw("grant select on vpcs to auditor_of_vpcs"))
  await db.execute(sql.raw("create view default_vpcs as select * from vpcs where is_default"))
  await createResourceViews(db, [vpcWith({ dns_hostnames: z.boolean().nullable() })])
  await db.execute(sql.raw("select dns_hostnames from vpcs"))
  await db.execute(sql.raw("select cidr_block from default_vpcs"))
  const [grant] = await db.execute(sql`select has_table_privilege('auditor_of_vpcs', 'vpcs', 'select') as kept`)
  expect(grant?.kept).toBe(true)
  await db.execute(sql.raw("revoke select on vpcs from auditor_of_vpcs"))
  await admin.unsafe("drop role auditor_of_vpcs")
  await admin.end()
})

test("an impossible change of a view keeps the old view, is logged, and does not stop the start", async () => {
  const log = vi.spyOn(console, "error").mockImplementation(() => {})
  await createResourceViews(database.db, [vpcWith({}, ["owner_id"])])
  expect(log.mock.calls.flat().join()).toMatch(/SQL view vpcs keeps its earlier definition/)
  await database.db.execute(sql.raw("select owner_id from vpcs"))
  await createResourceViews(database.db, [vpcWith({ instance_tenancy: z.boolean() })])
  expect(log).toHaveBeenCalledTimes(2)
})
