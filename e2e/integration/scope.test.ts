import { randomUUID } from "node:crypto"
import { text } from "node:stream/consumers"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { Ctx } from "@/lib/context"
import { estimateExport, exportResources } from "@/lib/inventory/export/export"
import { exportSchema } from "@/lib/inventory/export/schema"
import { findBlockers } from "@/lib/inventory/read/blockers"
import { listChanges } from "@/lib/inventory/read/changes"
import { completeQuery } from "@/lib/inventory/read/complete"
import { listFacets, summarise } from "@/lib/inventory/read/facets"
import { getResource, listResources } from "@/lib/inventory/read/list"
import { listRelations } from "@/lib/inventory/read/relations"
import { revealValues } from "@/lib/inventory/read/reveal-values"
import { listTagKeys } from "@/lib/inventory/read/tag-keys"
import { facetsSchema, listQuerySchema } from "@/lib/inventory/schemas"
import { seededRandom } from "../sandbox/random"
import { openTestDatabase, type TestDatabase } from "../support/database"
import { ACCOUNTS, randomResources, storeResources } from "../support/random-inventory"
import type { Plain } from "../support/reference-filter"

/** The actor may see two of the five accounts. */
const SEEN = ACCOUNTS.slice(0, 2)
const HIDDEN = ACCOUNTS.slice(2)
const scans = [randomUUID()]

let database: TestDatabase
let ctx: Ctx
let resources: Plain[]
let own: Plain[]

beforeAll(async () => {
  database = await openTestDatabase()
  resources = randomResources(seededRandom(5), 800, Date.now(), scans)
  // A tag, and a value of a shared one, that only the other accounts have.
  for (const one of resources)
    if (HIDDEN.includes(one.account_id) && one.tags) Object.assign(one.tags, { "hidden-key": "x", env: "hidden-value" })
  for (const one of resources)
    if (HIDDEN.includes(one.account_id)) one.region = one.region === "ap-south-1" ? "me-south-1" : one.region
  for (const one of resources)
    if (SEEN.includes(one.account_id) && one.region === "ap-south-1") one.region = "eu-west-1"
  await storeResources(database.db, resources, scans)
  own = resources.filter(({ account_id, removed_at }) => SEEN.includes(account_id) && removed_at === null)
  ctx = {
    ...database.ctx,
    actor: { kind: "user", id: randomUUID(), name: "ada@example.com", role: "viewer", accounts: SEEN },
  }
})
afterAll(() => database.close())

const list = (q: string) => listResources(ctx, listQuerySchema.parse({ q, limit: 1000 }))

test("lists, whatever they ask for, hold the actor's accounts alone", async () => {
  expect((await list("")).resources.map(({ id }) => id).sort()).toEqual(own.map(({ id }) => id).sort())
  for (const q of [
    `account:${HIDDEN[0]}`,
    `account:${HIDDEN.join(",")}`,
    "region:me-south-1",
    "tag:hidden-key",
    "is:removed",
    "-web OR web",
    "10*",
    "hidden-value",
  ]) {
    const { resources: found } = await list(q)
    expect(
      found.every(({ account_id }) => SEEN.includes(account_id)),
      q,
    ).toBe(true)
  }
  for (const sort of ["region", "-account_id", "tag.env", "status"]) {
    const page = await listResources(ctx, listQuerySchema.parse({ sort, limit: 1000 }))
    expect(page.resources).toHaveLength(own.length)
  }
})

test("counts and facets know nothing of the other accounts", async () => {
  for (const q of ["", "prod", "type:ec2"]) {
    const { count, facets } = await listFacets(ctx, facetsSchema.parse({ q }), [
      "type",
      "account_id",
      "region",
      "status",
      "tag.env",
      "tag.hidden-key",
    ])
    expect(facets.account_id?.map(({ value }) => value).filter((value) => HIDDEN.includes(value))).toEqual([])
    expect(facets.region?.some(({ value }) => value === "me-south-1")).toBe(false)
    expect(facets["tag.env"]?.some(({ value }) => value === "hidden-value")).toBe(false)
    expect(facets["tag.hidden-key"]?.filter(({ value }) => value !== "")).toEqual([])
    expect(count.value).toBe((await list(q)).resources.length)
  }
  expect(await summarise(ctx)).toMatchObject({ resources: own.length, accounts: 2 })
  expect((await findBlockers(ctx, listQuerySchema.parse({ q: `nothing account:${HIDDEN[0]}` }))).length).toBe(0)
})

test("nothing of the other accounts is suggested", async () => {
  for (const q of [
    "account:",
    "region:",
    "tag:",
    "tag:hid",
    "tag:hidden-key=",
    "tag:env=",
    "tag:env=hid",
    "type:",
    "vpc:",
  ]) {
    const { suggestions } = await completeQuery(ctx, q, q.length)
    const said = JSON.stringify(suggestions)
    for (const secret of [...HIDDEN, "me-south-1", "hidden-value", "hidden-key"]) {
      // What one types oneself may be repeated.
      if (!q.includes(secret)) expect(said, q).not.toContain(secret)
    }
  }
  expect((await listTagKeys(ctx, 100)).map(({ key }) => key)).not.toContain("hidden-key")
  const { suggestions } = await completeQuery(ctx, "account:", 8)
  expect(suggestions.map(({ text: one }) => one).sort()).toEqual(SEEN.map((account) => `account:${account}`))
})

test("exports hold the actor's accounts alone, also when asked for others by id", async () => {
  const hidden = resources.find(({ account_id }) => HIDDEN.includes(account_id))?.id ?? ""
  for (const format of ["csv", "ndjson"]) {
    const request = exportSchema.parse({ format, q: "", columns: "account_id" })
    const body = await text(await exportResources(ctx, request, new AbortController().signal))
    expect(body.trim().split("\n")).toHaveLength(own.length + (format === "csv" ? 1 : 0))
    for (const account of HIDDEN) expect(body).not.toContain(account)
  }
  const one = exportSchema.parse({ format: "csv", ids: hidden, columns: "name" })
  expect((await text(await exportResources(ctx, one, new AbortController().signal))).trim()).toBe("name")
  expect((await estimateExport(ctx, exportSchema.parse({ q: "" }))).rows).toBe(own.length)
})

test("a resource of another account, its changes and its relations are not found", async () => {
  const hidden = resources.find(({ account_id }) => HIDDEN.includes(account_id))?.id ?? ""
  await expect(getResource(ctx, hidden)).rejects.toMatchObject({ code: "not_found" })
  const admin: Ctx = {
    ...ctx,
    actor: { kind: "user", id: randomUUID(), name: "root@example.com", role: "admin", accounts: SEEN },
  }
  await expect(revealValues(admin, hidden)).rejects.toMatchObject({ code: "not_found" })
  const named = resources.find(({ account_id, scans: own }) => HIDDEN.includes(account_id) && own.length > 0)?.id ?? ""
  expect((await listChanges(ctx, named)).changes).toEqual([])
  const visible = (await list("vpc:vpc-1")).resources[0]
  if (!visible) throw new Error("no resource in a VPC")
  const relations = await listRelations(ctx, visible)
  for (const { id } of relations)
    if (id) expect((await getResource(ctx, id)).account_id).toSatisfy((account: string) => SEEN.includes(account))
})

test("an actor without any account sees nothing", async () => {
  const nobody: Ctx = {
    ...ctx,
    actor: { kind: "token", id: randomUUID(), name: "token none", scopes: ["read"], accounts: [] },
  }
  expect((await listResources(nobody, listQuerySchema.parse({}))).resources).toEqual([])
  expect(await summarise(nobody)).toMatchObject({ resources: 0 })
  expect((await completeQuery(nobody, "account:", 8)).suggestions).toEqual([])
})
