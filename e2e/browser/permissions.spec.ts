import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "playwright/test"
import { BASE_URL } from "../support/lane"
import { callAction, listActions, makeUser, signIn } from "../support/people"
import { makeToken } from "../support/rest"
import { TEST_SECRETS } from "../support/secrets"

const actors = ["nobody", "viewer", "operator", "admin", "read token", "scan token"] as const
type Who = (typeof actors)[number]

const headersOf = {} as Record<Who, Record<string, string>>
const NOTHING = "00000000-0000-4000-8000-000000000000"

/** What each actor gets, in the order of `actors`. `ok` means that access is granted, whatever the answer is. */
const pages: Record<string, string> = {
  "/": "ok ok ok ok ok ok",
  "/sign-in": "ok home home home ok ok",
  "/setup": "sign-in sign-in sign-in sign-in sign-in sign-in",
  "/password": "sign-in home home home sign-in sign-in",
  "/changes": "sign-in ok ok ok sign-in sign-in",
  "/compare": "sign-in ok ok ok sign-in sign-in",
  "/connections": "sign-in ok ok ok sign-in sign-in",
  "/connections/[connectionId]": "sign-in ok ok ok sign-in sign-in",
  "/connections/discoveries/[discoveryId]": "sign-in ok ok ok sign-in sign-in",
  "/connections/new": "sign-in resources resources ok sign-in sign-in",
  "/help/query": "sign-in ok ok ok sign-in sign-in",
  "/notifications": "sign-in resources ok ok sign-in sign-in",
  "/notifications/[webhookId]": "sign-in resources ok ok sign-in sign-in",
  "/coverage": "sign-in ok ok ok sign-in sign-in",
  "/overview": "sign-in ok ok ok sign-in sign-in",
  "/resources": "sign-in ok ok ok sign-in sign-in",
  "/resources/[resourceId]": "sign-in ok ok ok sign-in sign-in",
  "/scans": "sign-in ok ok ok sign-in sign-in",
  "/scans/[scanId]": "sign-in ok ok ok sign-in sign-in",
  "/tools": "sign-in ok ok ok sign-in sign-in",
}

const routes: Record<string, string> = {
  "DELETE /api/[[...path]]": "ok ok ok ok ok ok",
  "GET /api/[[...path]]": "ok ok ok ok ok ok",
  "PATCH /api/[[...path]]": "ok ok ok ok ok ok",
  "POST /api/[[...path]]": "ok ok ok ok ok ok",
  "PUT /api/[[...path]]": "ok ok ok ok ok ok",
  "GET /api/auth/[...nextauth]": "ok ok ok ok ok ok",
  "POST /api/auth/[...nextauth]": "ok ok ok ok ok ok",
  "GET /api/aws/accounts": "401 ok ok ok ok 403",
  "PATCH /api/aws/accounts/[id]": "401 403 403 ok 403 403",
  "GET /api/aws/changes": "401 ok ok ok ok 403",
  "GET /api/aws/coverage": "401 ok ok ok ok 403",
  "GET /api/aws/compare": "401 ok ok ok ok 403",
  "GET /api/aws/compare/export": "401 ok ok ok ok 403",
  "GET /api/aws/cloudformation.yaml": "401 403 ok ok 403 ok",
  "GET /api/aws/connections": "401 ok ok ok ok 403",
  "POST /api/aws/connections": "401 403 403 ok 403 403",
  "GET /api/aws/connections/[id]": "401 ok ok ok ok 403",
  "PATCH /api/aws/connections/[id]": "401 403 403 ok 403 403",
  "DELETE /api/aws/connections/[id]": "401 403 403 ok 403 403",
  "GET /api/aws/connections/[id]/accounts": "401 ok ok ok ok 403",
  "PATCH /api/aws/connections/[id]/accounts": "401 403 403 ok 403 403",
  "POST /api/aws/connections/[id]/discover": "401 403 ok ok 403 ok",
  "POST /api/aws/connections/[id]/scan": "401 403 ok ok 403 ok",
  "POST /api/aws/connections/[id]/test": "401 403 ok ok 403 ok",
  "GET /api/aws/discoveries/[id]": "401 ok ok ok ok 403",
  "GET /api/aws/iam-policy": "401 ok ok ok ok 403",
  "GET /api/aws/query/complete": "401 ok ok ok ok 403",
  "GET /api/aws/query/fields": "401 ok ok ok ok 403",
  "GET /api/aws/resources": "401 ok ok ok ok 403",
  "GET /api/aws/resources/[id]": "401 ok ok ok ok 403",
  "GET /api/aws/resources/[id]/changes": "401 ok ok ok ok 403",
  "GET /api/aws/resources/export": "401 ok ok ok ok 403",
  "HEAD /api/aws/resources/export": "401 ok ok ok ok 403",
  "POST /api/aws/resources/export": "401 ok ok ok ok 403",
  "GET /api/aws/resources/facets": "401 ok ok ok ok 403",
  "POST /api/aws/scan": "401 403 ok ok 403 ok",
  "POST /api/aws/scan-async": "401 403 ok ok 403 ok",
  "GET /api/aws/scans": "401 ok ok ok ok 403",
  "GET /api/aws/scans/[scanId]": "401 ok ok ok ok 403",
  "DELETE /api/aws/scans/[scanId]": "401 403 ok ok 403 ok",
  "GET /api/aws/scans/[scanId]/events": "401 ok ok ok ok 403",
  "HEAD /api/aws/scans/[scanId]/events": "401 ok ok ok ok 403",
  "GET /api/aws/schedules": "401 ok ok ok ok 403",
  "POST /api/aws/schedules": "401 403 ok ok 403 ok",
  "GET /api/aws/schedules/[id]": "401 ok ok ok ok 403",
  "PATCH /api/aws/schedules/[id]": "401 403 ok ok 403 ok",
  "DELETE /api/aws/schedules/[id]": "401 403 ok ok 403 ok",
  "GET /api/aws/supported-resources": "ok ok ok ok ok ok",
  "POST /api/aws/test-connection": "401 403 ok ok 403 ok",
  "GET /api/aws/views": "401 ok ok ok ok 403",
  "POST /api/aws/views": "401 ok ok ok 403 ok",
  "GET /api/aws/views/[id]": "401 ok ok ok ok 403",
  "PATCH /api/aws/views/[id]": "401 ok ok ok 403 ok",
  "DELETE /api/aws/views/[id]": "401 ok ok ok 403 ok",
  "GET /api/aws/webhooks": "401 403 ok ok 403 403",
  "POST /api/aws/webhooks": "401 403 403 ok 403 403",
  "PATCH /api/aws/webhooks/[id]": "401 403 403 ok 403 403",
  "DELETE /api/aws/webhooks/[id]": "401 403 403 ok 403 403",
  "GET /api/aws/webhooks/[id]/deliveries": "401 403 ok ok 403 403",
  "POST /api/aws/webhooks/[id]/test": "401 403 403 ok 403 403",
  "GET /api/cron/drain": "401 401 401 401 401 401",
  "GET /api/health": "ok ok ok ok ok ok",
  "GET /api/ready": "ok ok ok ok ok ok",
}

/** Each action with a page that contains it. */
const actions: Record<string, readonly [page: string, outcomes: string]> = {
  "app/(auth)/setup/actions.ts createAdministrator": ["/setup", "ok ok ok ok ok ok"],
  "app/(auth)/password/actions.ts replacePassword": ["/password", "401 403 403 403 401 401"],
  ...Object.fromEntries(
    Object.entries({
      ...{ addConnection: "401 403 403 ok 401 401", editConnection: "401 403 403 ok 401 401" },
      ...{ testNow: "401 403 ok ok 401 401", scanNow: "401 403 ok ok 401 401", discoverNow: "401 403 ok ok 401 401" },
      ...{ removalOf: "401 403 403 ok 401 401", removeConnection: "401 403 403 ok 401 401" },
      ...{ saveSchedule: "401 403 ok ok 401 401", removeSchedule: "401 403 ok ok 401 401" },
      ...{ previewCron: "401 ok ok ok 401 401", chooseAccounts: "401 403 403 ok 401 401" },
      renameAccount: "401 403 403 ok 401 401",
      pauseSchedule: "401 403 ok ok 401 401",
      declineTypes: "401 403 403 ok 401 401",
    }).map(([name, outcomes]) => [`app/(console)/connections/actions.ts ${name}`, ["/connections", outcomes]]),
  ),
  ...Object.fromEntries(
    ["addWebhook", "editWebhook", "removeWebhook", "testWebhookNow"].map((name) => [
      `app/(console)/notifications/actions.ts ${name}`,
      ["/notifications", "401 403 403 ok 401 401"],
    ]),
  ),
  "app/(console)/resources/actions.ts connect": ["/resources", "401 403 ok ok 401 401"],
  "app/(console)/resources/actions.ts scan": ["/resources", "401 403 ok ok 401 401"],
  "app/(console)/resources/actions.ts reveal": [`/resources/${NOTHING}`, "401 403 403 ok 401 401"],
  "app/(console)/resources/actions.ts saveNewView": ["/resources", "401 ok ok ok 401 401"],
  "app/(console)/resources/actions.ts changeSavedView": ["/resources", "401 ok ok ok 401 401"],
  "app/(console)/resources/actions.ts deleteSavedView": ["/resources", "401 ok ok ok 401 401"],
  "app/(console)/resources/actions.ts setDefaultView": ["/resources", "401 ok ok ok 401 401"],
  "app/(console)/resources/actions.ts viewUsers": ["/resources", "401 ok ok ok 401 401"],
  "app/(console)/resources/actions.ts pinTag": ["/resources", "401 ok ok ok 401 401"],
  "app/(console)/resources/actions.ts estimate": ["/resources", "401 ok ok ok 401 401"],
  "app/(console)/resources/actions.ts listColumns": ["/resources", "401 ok ok ok 401 401"],
  "app/(console)/resources/actions.ts typeChoices": ["/resources", "401 ok ok ok 401 401"],
  "app/(console)/resources/actions.ts typeLabel": ["/resources", "401 ok ok ok 401 401"],
  "app/(console)/scans/actions.ts cancel": [`/scans/${NOTHING}`, "401 403 ok ok 401 401"],
}

/** Inputs that change nothing. Authorisation is checked before they are read. */
const inputs: Record<string, unknown> = {
  createAdministrator: {},
  replacePassword: { password: "long-enough-for-anyone" },
  connect: {},
  scan: {},
  reveal: NOTHING,
  cancel: NOTHING,
  saveNewView: {},
  changeSavedView: {},
  deleteSavedView: NOTHING,
  viewUsers: NOTHING,
  setDefaultView: NOTHING,
  typeLabel: "ec2",
  pinTag: {},
  estimate: {},
  listColumns: undefined,
  addConnection: {},
  editConnection: NOTHING,
  testNow: NOTHING,
  scanNow: NOTHING,
  discoverNow: NOTHING,
  removalOf: NOTHING,
  removeConnection: {},
  saveSchedule: {},
  removeSchedule: NOTHING,
  previewCron: {},
  chooseAccounts: {},
  renameAccount: {},
  pauseSchedule: {},
  declineTypes: NOTHING,
  addWebhook: {},
  editWebhook: NOTHING,
  removeWebhook: NOTHING,
  testWebhookNow: NOTHING,
}

test.describe.configure({ mode: "serial" })

test("a one-time password opens only the page that replaces it", async ({ page }) => {
  const password = await makeUser("operator@example.com", "operator")
  const cookie = (await signIn("operator@example.com", password)) ?? ""
  expect(cookie).not.toBe("")
  const visit = (path: string) => fetch(`${BASE_URL}${path}`, { headers: { cookie }, redirect: "manual" })
  expect((await visit("/resources")).headers.get("location")).toContain("/password")
  expect((await visit("/api/aws/resources")).status).toBe(401)

  await page.goto("/sign-in")
  await page.getByLabel("E-mail").fill("operator@example.com")
  await page.getByLabel("Password").fill(password)
  await page.getByRole("button", { name: "Sign in" }).click()
  await expect(page).toHaveURL(/\/password/)
  await page.getByLabel("New password").fill("short")
  await page.getByLabel("Repeat the password").fill("shorter")
  await page.getByRole("button", { name: "Save and continue" }).click()
  await expect(page.getByText("The two passwords differ.")).toBeVisible()
  await page.getByLabel("Repeat the password").fill("short")
  await page.getByRole("button", { name: "Save and continue" }).click()
  await expect(page.getByText("A password must have 12 characters or more.")).toBeVisible()
  for (const label of ["New password", "Repeat the password"]) await page.getByLabel(label).fill(TEST_SECRETS.password)
  await page.getByRole("button", { name: "Save and continue" }).click()
  await expect(page).toHaveURL(/\/overview$/)
  await expect(page.getByRole("button", { name: "Connect to AWS" })).toBeVisible()
  await expect(page.getByText("Operator", { exact: true })).toBeVisible()
  expect(await signIn("operator@example.com", password)).toBeNull()
  // The session that began with the one-time password ended with it.
  expect((await visit("/resources")).headers.get("location")).toContain("/sign-in")
})

test("every actor gets a session or a token", async () => {
  const replace = listActions().find(({ name }) => name.endsWith("replacePassword"))?.id ?? ""
  const password = await makeUser("viewer@example.com", "viewer")
  const once = (await signIn("viewer@example.com", password)) ?? ""
  await callAction(replace, "/password", { password: TEST_SECRETS.password }, { cookie: once })
  const session = async (email: string) => ({ cookie: (await signIn(email, TEST_SECRETS.password)) ?? "" })
  const bearer = async (name: string, scope: string) => ({
    authorization: `Bearer ${await makeToken("--name", name, "--scopes", scope)}`,
  })
  Object.assign(headersOf, {
    nobody: {},
    viewer: await session("viewer@example.com"),
    operator: await session("operator@example.com"),
    admin: await session("ines@example.com"),
    "read token": await bearer("walker-read", "read"),
    "scan token": await bearer("walker-scan", "scan"),
  })
  for (const who of ["viewer", "operator", "admin"] as const) expect(headersOf[who].cookie, who).not.toBe("")
})

test("a viewer does not see the button to connect", async () => {
  const pageOf = async (path: string, who: Who) =>
    (await fetch(`${BASE_URL}${path}`, { headers: headersOf[who] })).text()
  expect(await pageOf("/resources", "operator")).toContain("Connect to AWS")
  expect(await pageOf("/resources", "viewer")).not.toContain("Connect to AWS")
  expect(await pageOf("/resources", "viewer")).toContain("Viewer")
})

test("every page gives each actor the access that the table says", async () => {
  expect(Object.keys(pages).sort()).toEqual(pathsOf("page.tsx").sort())
  expect(await walk(Object.keys(pages), (path, who) => visit(sample(path), headersOf[who]))).toEqual(pages)
})

test("every route gives each actor the access that the table says", async () => {
  expect(Object.keys(routes).sort()).toEqual(methodsOfRoutes().sort())
  expect(await walk(Object.keys(routes), (door, who) => request(door, headersOf[who]))).toEqual(routes)
})

test("every server action gives each actor the access that the table says", async () => {
  const known = listActions()
  expect(Object.keys(actions).sort()).toEqual(known.map(({ name }) => name).sort())
  const outcomes = Object.fromEntries(Object.entries(actions).map(([name, [, wanted]]) => [name, wanted]))
  const seen = await walk(Object.keys(actions), async (name, who) => {
    const id = known.find((one) => one.name === name)?.id ?? ""
    const input = inputs[name.split(" ")[1] ?? ""]
    const text = await callAction(id, actions[name]?.[0] ?? "", input, headersOf[who])
    if (text.includes("Not authenticated")) return "401"
    if (text.includes("Not allowed")) return "403"
    return text.includes('"ok":') ? "ok" : `nothing: ${text.slice(0, 80)}`
  })
  expect(seen).toEqual(outcomes)
})

async function walk(doors: string[], attempt: (door: string, who: Who) => Promise<string>) {
  const seen: Record<string, string> = {}
  for (const door of doors) {
    const outcomes: string[] = []
    for (const who of actors) outcomes.push(await attempt(door, who))
    seen[door] = outcomes.join(" ")
  }
  return seen
}

const sample = (path: string) =>
  path
    .replace("[[...path]]", "no/such/route")
    .replace("[...nextauth]", "csrf")
    .replace(/\[\w+\]/, NOTHING)

async function visit(path: string, headers: Record<string, string>): Promise<string> {
  const answer = await fetch(`${BASE_URL}${path}`, { headers, redirect: "manual" })
  const to = answer.headers.get("location") ?? ""
  if (to.includes("/sign-in")) return "sign-in"
  if (to.endsWith("/resources")) return "resources"
  if (to.includes("/overview")) return path === "/" ? "ok" : "home"
  return answer.status === 200 || answer.status === 404 ? "ok" : String(answer.status)
}

async function request(door: string, headers: Record<string, string>): Promise<string> {
  const [method = "", path = ""] = door.split(" ")
  const body = method === "POST" || method === "PUT" || method === "PATCH" ? "{}" : undefined
  const sent = { ...headers, ...(body && { "content-type": "application/json" }) }
  const { status } = await fetch(`${BASE_URL}${sample(path)}`, { method, headers: sent, body, redirect: "manual" })
  return status === 401 || status === 403 ? String(status) : "ok"
}

/** The URL paths of all files with this name under app/. Folders in parentheses are not part of a path. */
function pathsOf(name: string, folder = "app"): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return pathsOf(name, join(folder, entry.name))
    if (entry.name !== name) return []
    const parts = folder
      .split("/")
      .slice(1)
      .filter((part) => !part.startsWith("("))
    return [`/${parts.join("/")}`]
  })
}

function methodsOfRoutes(folder = "app"): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return methodsOfRoutes(join(folder, entry.name))
    if (entry.name !== "route.ts") return []
    const source = readFileSync(join(folder, entry.name), "utf8")
    const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"].filter((method) =>
      new RegExp(`export (const|(async )?function) ${method}\\b|\\bas ${method}\\b`).test(source),
    )
    return methods.map((method) => `${method} /${folder.split("/").slice(1).join("/")}`)
  })
}
