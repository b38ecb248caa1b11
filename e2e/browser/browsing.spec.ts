import { readFileSync } from "node:fs"
import { expect, type Page } from "playwright/test"
import postgres from "postgres"
import { findRunningEmbedded } from "@/lib/db/embedded/start"
import { ODD_TAGS } from "../sandbox/generate"
import { ADMIN_EMAIL, BASE_URL } from "../support/lane"
import { untilWhole, visit } from "../support/pages"
import { call, makeToken } from "../support/rest"
import { TEST_SECRETS } from "../support/secrets"
import { test } from "../support/signed-in"

const rows = (page: Page) => page.locator("tbody tr")
const box = (page: Page) => page.getByRole("combobox").first()
const panel = (page: Page) => page.getByRole("region", { name: "Resource", exact: true })

let token: string
test.beforeAll(async () => {
  token = await makeToken("--name", `browsing-${Date.now()}`, "--scopes", "read,scan,manage")
})

const get = async (path: string) => (await call(token, "GET", path)).body

test("a tag that looks like something else is shown as it was written, on every page", async ({ page }) => {
  const { resources } = await get("/api/aws/resources?q=tag:expires")
  const [{ id }] = resources
  const expectTags = async (where: { getByText: Page["getByText"] }) => {
    for (const { Value } of ODD_TAGS) await expect(where.getByText(Value, { exact: true }).first()).toBeVisible()
  }
  const columns = ODD_TAGS.map(({ Key }) => `tag.${Key}`).join(",")
  await visit(page, `/resources?q=tag:expires&columns=name,tags,${columns}`)
  await expectTags(rows(page).first())
  await rows(page)
    .first()
    .locator("td")
    .nth(2)
    .click({ position: { x: 2, y: 2 } })
  await panel(page).getByRole("tab", { name: /^Tags/ }).click()
  await expectTags(panel(page))
  for (const tab of ["properties", "tags"]) {
    await visit(page, `/resources/${id}?tab=${tab}`)
    await expectTags(page)
  }
  // Rows without such a tag answer to no name of JavaScript's own.
  await visit(page, "/resources?q=&columns=name,tag.constructor,tag.__proto__,tag.toString")
  await expect(rows(page)).toHaveCount(50)
})

test("everything but some rows: what is un-ticked is left out of count, ids and export, on every page", async ({
  page,
  context,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"])
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText())
  await visit(page, "/resources?q=type:lambda")
  await rows(page).first().getByRole("checkbox").check()
  await page.getByRole("button", { name: "Select all 165" }).click()
  const left = rows(page).nth(1)
  const name = await left.locator(".id-line").textContent()
  await left.getByRole("checkbox").uncheck()
  await expect(page.getByText("164 selected, all but 1")).toBeVisible()
  await expect(rows(page).first().getByRole("checkbox")).toBeChecked()
  await expect(page.getByLabel("Select this page")).not.toBeChecked()
  await page.getByRole("button", { name: "Copy ids" }).click()
  await expect(page.getByText("164 ids copied")).toBeVisible()
  const ids = (await clipboard()).split("\n")
  expect(ids).toHaveLength(164)

  await page.getByRole("link", { name: "Next" }).click()
  await expect(page.getByText("51–100 of 165")).toBeVisible()
  await expect(rows(page).first().getByRole("checkbox")).toBeChecked()
  await page.getByLabel("Select this page").uncheck()
  await expect(page.getByText("114 selected, all but 51")).toBeVisible()
  await page.getByRole("status").getByRole("button", { name: "Export" }).click()
  await expect(page.getByText(/^114 rows/)).toBeVisible()
  const started = page.waitForEvent("download")
  await page.getByRole("button", { name: "Download" }).click()
  const lines = readFileSync((await (await started).path()) ?? "", "utf8")
    .trim()
    .split("\n")
  expect(lines).toHaveLength(115)
  expect(lines.some((line) => line.startsWith(`${name},`))).toBe(false)
  await page.keyboard.press("Escape")
  await page.getByLabel("Select this page").check()
  await expect(page.getByText("164 selected, all but 1")).toBeVisible()
  await page.getByRole("button", { name: "Clear the selection" }).click()
  await expect(rows(page).first().getByRole("checkbox")).not.toBeChecked()
})

test("a link to a selection finds just that selection, or is refused", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"])
  const copyLink = async () => {
    await page.getByRole("status").getByRole("button", { name: "More" }).click()
    await page.getByRole("menuitem", { name: "Copy a link" }).click()
  }
  await visit(page, "/resources?q=type:vpc")
  for (const at of [0, 2]) await rows(page).nth(at).getByRole("checkbox").check()
  const chosen = await Promise.all([0, 2].map((at) => rows(page).nth(at).getAttribute("data-id")))
  await copyLink()
  await expect(page.getByText("A link was copied")).toBeVisible()
  const link = await page.evaluate(() => navigator.clipboard.readText())
  await page.goto(link)
  expect((await rows(page).evaluateAll((all) => all.map((row) => row.getAttribute("data-id")))).sort()).toEqual(
    chosen.sort(),
  )
  await visit(page, "/resources?q=")
  await page.getByLabel("Select this page").check()
  await expect(page.getByText("50 selected")).toBeVisible()
  await page.getByRole("link", { name: "Next" }).click()
  await expect(page.getByText("51–100 of 600")).toBeVisible()
  await page.getByLabel("Select this page").check()
  await expect(page.getByText("100 selected")).toBeVisible()
  await copyLink()
  await expect(page.getByText(/does not fit into a link/).first()).toBeVisible()
})

test("what is sticky stays where it is, at rest and scrolled both ways", async ({ page }) => {
  await page.setViewportSize({ width: 900, height: 700 })
  await visit(page, "/resources?q=&columns=name,type,status,region,account_id,vpc_id,private_ip,tags,arn")
  const table = page.locator(".table-scroll")
  const places = () =>
    page.evaluate(() => {
      const at = (selector: string) => {
        const element = document.querySelector(selector)
        if (!element) throw new Error(`no ${selector}`)
        const { top, left } = element.getBoundingClientRect()
        return { top: Math.round(top), left: Math.round(left), position: getComputedStyle(element).position }
      }
      return {
        head: at("thead th.is-name"),
        other: at("thead th.is-status"),
        name: at("tbody td.is-name"),
        nav: at("nav"),
      }
    })
  const rest = await places()
  for (const { position } of Object.values(rest)) expect(position).toBe("sticky")
  await table.evaluate((element) => element.scrollTo(300, 500))
  const scrolled = await places()
  // The heading stays at the top, the names at the left, and what belongs to both stays in its corner.
  expect(scrolled.head.top).toBe(rest.head.top)
  expect(scrolled.other.top).toBe(rest.other.top)
  expect(scrolled.other.left).toBe(rest.other.left - 300)
  expect(scrolled.name.left).toBe(scrolled.head.left)
  expect(scrolled.head.left).toBeLessThanOrEqual(rest.head.left)
  expect(scrolled.name.top).toBe(rest.name.top - 500)
  // A head that others shine through is no head.
  const ground = await page
    .locator("thead th.is-status")
    .evaluate((element) => getComputedStyle(element).backgroundColor)
  expect(ground).toMatch(/^rgb\(/)
  await visit(page, "/overview")
  const nav = await page.locator("nav").first().boundingBox()
  await page.evaluate(() => window.scrollTo(0, 800))
  expect((await page.locator("nav").first().boundingBox())?.y).toBe(nav?.y)
})

test("a shared link survives the sign-in, and leads to no other site", async ({ browser }) => {
  const context = await browser.newContext({ storageState: { cookies: [], origins: [] } })
  const page = await context.newPage()
  const signIn = async () => {
    await page.getByLabel("E-mail").fill(ADMIN_EMAIL)
    await page.getByLabel("Password").fill(TEST_SECRETS.password)
    await page.getByRole("button", { name: "Sign in" }).click()
  }
  const shared = "/resources?q=type%3Ards+region%3Aeu-west-1&sort=-name"
  await page.goto(`${BASE_URL}${shared}`)
  await expect(page).toHaveURL((url) => url.pathname === "/sign-in" && url.searchParams.get("next") === shared)
  await signIn()
  await expect(page).toHaveURL(`${BASE_URL}${shared}`)
  await expect(rows(page)).toHaveCount(13)
  // Who is signed in needs no sign-in.
  await page.goto(`${BASE_URL}/sign-in?next=/scans`)
  await expect(page).toHaveURL(`${BASE_URL}/scans`)
  await context.clearCookies()
  await page.goto(`${BASE_URL}/sign-in?next=${encodeURIComponent("//evil.example/x")}`)
  await signIn()
  await expect(page).toHaveURL(`${BASE_URL}/overview`)
  await context.close()
})

test("deleting a view asks first, and says which notifications end with it", async ({ page }) => {
  // Its owner is nobody, since a token made it: it is the administrators'.
  const view = await call(token, "POST", "/api/aws/views", { name: "Doomed", q: "type:vpc" })
  const hook = await call(token, "POST", "/api/aws/webhooks", {
    ...{ name: "watcher", url: "https://example.com/hook", events: ["view.matched"], view_ids: [view.body.id] },
  })
  expect(hook.status).toBe(201)
  await visit(page, `/resources?view=${view.body.id}`)
  const open = async () => {
    await page.getByRole("button", { name: /Doomed/ }).click()
    await page.getByRole("menuitem", { name: "Delete…" }).click()
    await expect(page.getByText("1 webhook notifies about its matches, and will no longer do so.")).toBeVisible()
  }
  await open()
  await page.getByRole("button", { name: "Cancel" }).click()
  expect((await call(token, "GET", `/api/aws/views/${view.body.id}`)).status).toBe(200)
  await open()
  await page.getByRole("button", { name: "Delete the view" }).click()
  await expect(page.getByText("The view was deleted")).toBeVisible()
  expect((await call(token, "GET", `/api/aws/views/${view.body.id}`)).status).toBe(404)
  const { webhooks } = await get("/api/aws/webhooks")
  expect(webhooks.find(({ name }: { name: string }) => name === "watcher").view_ids).toEqual([])
  await call(token, "DELETE", `/api/aws/webhooks/${hook.body.id}`)
})

test("an address with a moment and a preset means the moment; a preset alone means another moment each day", async ({
  page,
}) => {
  await visit(page, "/compare?preset=24h&from=2026-11-01T00:00:00Z")
  await expect(page.getByRole("button", { name: "24 h" })).toHaveAttribute("aria-pressed", "false")
  await expect(page.getByLabel("From")).toHaveValue(/^2026-1[01]-\d\d/)
  await page.getByRole("button", { name: "24 h" }).click()
  await expect(page).toHaveURL((url) => url.search === "?preset=24h")
  await expect(page.getByRole("button", { name: "24 h" })).toHaveAttribute("aria-pressed", "true")
  const dayAgo = await page.evaluate(() => Date.now() - 86_400_000)
  const from = await page.getByLabel("From").inputValue()
  expect(Math.abs((await page.evaluate((text) => new Date(text).getTime(), from)) - dayAgo)).toBeLessThan(120_000)
})

test("what is typed with pauses is one step back", async ({ page }) => {
  await visit(page, "/resources?q=type:vpc")
  await visit(page, "/resources?q=")
  const before = await page.evaluate(() => window.history.length)
  await box(page).focus()
  for (const part of ["expo", "rt", "-1"]) {
    const searched = page.waitForURL((url) => url.searchParams.get("q")?.endsWith(part) ?? false)
    await page.keyboard.type(part)
    await searched
  }
  expect(await page.evaluate(() => window.history.length)).toBeLessThanOrEqual(before + 1)
  await page.goBack()
  await expect(page).toHaveURL((url) => url.searchParams.get("q") === "")
})

test("a click on a name, and every other link within the product, keeps the app", async ({ page }) => {
  await visit(page, "/resources?q=type:ec2 has:vpc")
  await page.evaluate(() => Object.assign(window, { isSame: true }))
  const expectSame = async () => expect(await page.evaluate(() => "isSame" in window)).toBe(true)
  await rows(page).first().locator("a.row-name").click()
  await expect(page.getByRole("heading", { name: "Properties" })).toBeVisible()
  await expectSame()
  await page.getByRole("link", { name: /^sg-/ }).first().click()
  await expect(box(page)).toHaveValue(/^security_groups:/)
  await expectSame()
  await page.goBack()
  await page.getByRole("link", { name: "Back to the list" }).click()
  await expect(rows(page).first()).toBeVisible()
  await expectSame()
  await rows(page).first().locator("td").last().click()
  await panel(page).locator("h2 a").click()
  await expect(page.getByRole("heading", { name: "Properties" })).toBeVisible()
  await expectSame()
})

test("sorting and paging keep the resource beside the list, and Next keeps the part of the page", async ({ page }) => {
  await visit(page, "/resources?q=type:lambda")
  await rows(page).first().locator("td").last().click()
  await expect(panel(page).getByText("Runtime")).toBeVisible()
  await page.getByRole("button", { name: "Region", exact: true }).click()
  await expect(page).toHaveURL(/sort=region/)
  await expect(panel(page)).toBeVisible()
  await page.getByRole("link", { name: "Next" }).click()
  await expect(page.getByText("51–100 of 165")).toBeVisible()
  await expect(panel(page)).toBeVisible()
  await rows(page).nth(2).locator("a.row-name").click()
  await page
    .getByRole("navigation", { name: "Parts of the resource" })
    .getByRole("link", { name: /History/ })
    .click()
  await expect(page).toHaveURL(/tab=history/)
  const first = page.url()
  await page.getByRole("navigation", { name: "List" }).getByRole("button", { name: "Next" }).click()
  await expect(page).not.toHaveURL(first)
  await expect(page).toHaveURL(/tab=history/)
})

test("a phone shows where one is in the navigation", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  for (const [path, label] of [
    ["/tools", "Your tools"],
    ["/connections", "Connections"],
    ["/overview", "Overview"],
  ] as const) {
    await visit(page, path)
    await expect(page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: label })).toBeInViewport({
      ratio: 0.9,
    })
  }
})

test("where nothing matches, the filters still say what there is", async ({ page }) => {
  await visit(page, "/resources?q=type:rds status:nonsense")
  const filters = page.getByRole("complementary", { name: "Filters" })
  await expect(filters.getByRole("button", { name: /^EC2 instances/ })).toContainText("0")
  await expect(filters.getByRole("button", { name: /^us-east-1/ })).toBeVisible()
  await filters.getByRole("button", { name: /^RDS databases/ }).click()
  await expect(box(page)).toHaveValue("status:nonsense")
})

test("what is not there, and what fails, keeps the navigation", async ({ page }) => {
  await visit(page, "/resources/nonsense")
  await expect(page.getByRole("heading", { name: "There is nothing here" })).toBeVisible()
  await expect(page.getByRole("navigation", { name: "Main" })).toBeVisible()
  const database = postgres((await findRunningEmbedded(process.env.AWC_DATA_DIR ?? "")) ?? "", { max: 1 })
  await database`alter table webhook_deliveries rename to webhook_deliveries_away`
  try {
    await page.goto("/notifications")
    await expect(page.getByRole("heading", { name: "This page could not be shown" })).toBeVisible()
    await expect(page.getByRole("navigation", { name: "Main" })).toBeVisible()
  } finally {
    await database`alter table webhook_deliveries_away rename to webhook_deliveries`
    await database.end()
  }
  await page.getByRole("button", { name: "Try again" }).click()
  await expect(page.getByRole("heading", { name: "Notifications", exact: true })).toBeVisible()
})

test("the theme is the system's, or the one that a person chose", async ({ page }) => {
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
  await page.emulateMedia({ colorScheme: "light" })
  await visit(page, "/help/query")
  const light = await ground()
  const choice = page.getByRole("button", { name: /^Theme: / })
  await choice.click()
  await expect(choice).toHaveText("Theme: light")
  await choice.click()
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark")
  const dark = await ground()
  expect(dark).not.toBe(light)
  await page.reload()
  await untilWhole(page)
  expect(await ground()).toBe(dark)
  await choice.click()
  expect(await ground()).toBe(light)
  await page.emulateMedia({ colorScheme: "dark" })
  expect(await ground()).toBe(dark)
})

test("nothing is fetched before somebody wants it", async ({ page }) => {
  const fetched: string[] = []
  page.on("request", (request) => {
    if (["fetch", "xhr"].includes(request.resourceType())) fetched.push(request.url())
  })
  await visit(page, "/resources?q=")
  await page.getByRole("link", { name: "Next" }).hover()
  await page.waitForTimeout(600)
  expect(fetched).toEqual([])
  await page.getByRole("link", { name: "Next" }).click()
  await expect(page.getByText("51–100 of 600")).toBeVisible()
  expect(fetched).toHaveLength(1)
})
