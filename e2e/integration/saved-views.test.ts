import { randomUUID } from "node:crypto"
import { eq } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { Actor, Role } from "@/lib/auth/permissions"
import type { Ctx } from "@/lib/context"
import { users } from "@/lib/db/schema"
import {
  changeView,
  createView,
  deleteView,
  getPreferences,
  getView,
  listViews,
  savePreferences,
} from "@/lib/inventory/saved-views/saved-views"
import { newViewSchema } from "@/lib/inventory/saved-views/schema"
import { openTestDatabase, type TestDatabase } from "../support/database"

let database: TestDatabase
let ada: Ctx
let ben: Ctx
let admin: Ctx

async function person(email: string, role: Role): Promise<Ctx> {
  const [row] = await database.db.insert(users).values({ email, role, passwordHash: "x" }).returning()
  const actor: Actor = { kind: "user", id: row?.id ?? "", name: email, role }
  return { ...database.ctx, actor }
}

beforeAll(async () => {
  database = await openTestDatabase()
  ada = await person("ada@example.com", "viewer")
  ben = await person("ben@example.com", "viewer")
  admin = await person("ines@example.com", "admin")
})
afterAll(() => database.close())

const view = (name: string, more: Record<string, unknown> = {}) =>
  newViewSchema.parse({ name, q: "tag:env=prod", columns: ["name", "tag.env"], sort: "-region", ...more })
const namesFor = async (ctx: Ctx) => (await listViews(ctx)).map(({ name }) => name)

test("a private view is its owner's alone; a shared one is everybody's, and only its owner changes it", async () => {
  const own = await createView(ada, view("Mine"))
  const shared = await createView(ada, view("Ours", { is_shared: true }))
  expect(own).toMatchObject({
    name: "Mine",
    q: "tag:env=prod",
    columns: ["name", "tag.env"],
    sort: "-region",
    as_of: null,
    is_shared: false,
    is_own: true,
  })
  expect(await namesFor(ada)).toEqual(["Mine", "Ours"])
  expect(await namesFor(ben)).toEqual(["Ours"])
  expect((await getView(ben, shared.id)).is_own).toBe(false)
  for (const act of [
    () => getView(ben, own.id),
    () => changeView(ben, own.id, { name: "x" }),
    () => deleteView(ben, own.id),
  ])
    await expect(act()).rejects.toMatchObject({ code: "not_found" })
  for (const act of [() => changeView(ben, shared.id, { name: "x" }), () => deleteView(admin, shared.id)])
    await expect(act()).rejects.toMatchObject({ code: "forbidden" })
  expect(await changeView(ada, shared.id, { q: "web" })).toMatchObject({ name: "Ours", q: "web", sort: "-region" })
})

test("each person has a default view and pinned tags of their own", async () => {
  const [shared] = await listViews(ben)
  await savePreferences(ben, { defaultViewId: shared?.id ?? null })
  await savePreferences(ben, { pinnedTags: ["env", "cost center"] })
  expect(await getPreferences(ben)).toEqual({ defaultViewId: shared?.id, pinnedTags: ["env", "cost center"] })
  expect(await getPreferences(ada)).toEqual({ defaultViewId: null, pinnedTags: [] })
  const hidden = (await listViews(ada)).find(({ is_shared }) => !is_shared)
  await expect(savePreferences(ben, { defaultViewId: hidden?.id ?? "" })).rejects.toMatchObject({ code: "not_found" })
  const token: Ctx = { ...ben, actor: { kind: "token", id: randomUUID(), name: "token ci", scopes: ["read", "scan"] } }
  await expect(savePreferences(token, { pinnedTags: [] })).rejects.toMatchObject({ code: "forbidden" })
})

test("deleting a person keeps their shared views, which administrators change from then on", async () => {
  await database.db.delete(users).where(eq(users.email, "ada@example.com"))
  expect(await namesFor(ben)).toEqual(["Ours"])
  const [shared] = await listViews(admin)
  expect(shared).toMatchObject({ name: "Ours", is_own: true })
  expect((await getPreferences(ben)).defaultViewId).toBe(shared?.id)
  await deleteView(admin, shared?.id ?? "")
  expect(await getPreferences(ben)).toEqual({ defaultViewId: null, pinnedTags: ["env", "cost center"] })
})

test("a view that a token makes is shared, and a wrong one is refused with its field and place", async () => {
  const token: Ctx = { ...database.ctx, actor: { kind: "token", id: randomUUID(), name: "token ci", scopes: ["scan"] } }
  const theirs = await createView(token, view("Theirs"))
  expect(theirs).toMatchObject({ is_shared: true })
  // Nobody could see it any more.
  await expect(changeView(token, theirs.id, { is_shared: false })).rejects.toMatchObject({
    fields: [{ path: "is_shared" }],
  })
  expect(await namesFor(ben)).toEqual(["Theirs"])
  const problem = (input: unknown) => newViewSchema.safeParse(input).error?.issues[0]
  expect(problem({ name: " " })?.message).toBe("Give the view a name.")
  expect(problem({ name: "x", q: "regoin:eu" })).toMatchObject({
    path: ["q"],
    params: { start: 0, end: 7, suggestion: "region:" },
  })
  expect(problem({ name: "x", columns: ["shoe_size"] })?.path).toEqual(["columns", 0])
  expect(problem({ name: "x", sort: "shoe_size" })?.path).toEqual(["sort"])
})
