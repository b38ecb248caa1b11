import { expect, type Page } from "playwright/test"
import { BASE_URL } from "../support/lane"
import { expectAccessible, expectNoSidewaysScroll, visit } from "../support/pages"
import { call, ensureScanned, KEYS, makeToken } from "../support/rest"
import { isDeep } from "../support/sample"
import { passTime, setDenied } from "../support/sandbox-control"
import { test } from "../support/signed-in"

/** Between the first scan and what changed since. */
let before: string
let token: string

const scan = () =>
  call(token, "POST", "/api/aws/scan", { credentials: { ...KEYS, region: "us-east-1" }, regions: ["*"] })
const pause = () => new Promise((done) => setTimeout(done, 1_100))

/** Four scans, and between each two of them the simulated account changes: really, not backdated. */
test.beforeAll(async () => {
  test.setTimeout(120_000)
  await ensureScanned()
  token = await makeToken("--name", `time-${Date.now()}`, "--scopes", "read,scan")
  await setDenied([])
  await scan()
  await pause()
  before = new Date().toISOString()
  await pause()
  for (const seed of [1, 2, 3]) {
    await passTime(seed)
    await scan()
  }
})

/** Of the pages of the past, those with parts that stand nowhere else. */
const ALONE = ["/resources?as_of", "/compare", "history", "relations"]

const rows = (page: Page) => page.locator("tbody tr")

test("a date shows the inventory as it was, on every page, and leads back to now", async ({ page }) => {
  const now = await call(token, "GET", "/api/aws/resources/facets")
  const then = await call(token, "GET", `/api/aws/resources/facets?as_of=${before}`)
  expect(then.body.count.value).not.toBe(now.body.count.value)
  await visit(page, "/resources?q=")
  await page.getByRole("button", { name: "Now" }).click()
  const dialog = page.getByRole("dialog")
  await expect(dialog.getByText(/The past is known from/)).toBeVisible()
  // Nothing is older than a day here, so the presets can't be chosen, and any date can.
  await expect(dialog.getByRole("button", { name: "30 days ago" })).toBeDisabled()
  await dialog.getByLabel(/Date and time/).fill("2999-01-01T00:00")
  await dialog.getByRole("button", { name: "Show" }).click()
  await expect(dialog.getByText("Choose a moment of the past.")).toBeVisible()
  const local = await page.evaluate((iso) => {
    const at = new Date(iso)
    return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 19)
  }, new Date(Date.parse(before) + 1_000).toISOString())
  await dialog.getByLabel(/Date and time/).fill(local)
  await dialog.getByRole("button", { name: "Show" }).click()
  await expect(page).toHaveURL(/as_of=/)
  await expect(page.getByRole("region", { name: "Shown moment" })).toContainText("As it was")
  await expect(page.getByText(`${then.body.count.value} match`)).toBeVisible()
  // The row's page is that of the same moment, and so is the side panel.
  await rows(page).first().locator("td").last().click()
  await expect(page.getByRole("region", { name: "Resource", exact: true }).locator("h2 a")).toHaveAttribute(
    "href",
    /as_of=/,
  )
  await page.goto((await rows(page).first().locator("a.row-name").getAttribute("href")) ?? "")
  await expect(page.getByRole("region", { name: "Shown moment" })).toBeVisible()
  await page.getByRole("link", { name: "Tags" }).click()
  await expect(page.getByRole("region", { name: "Shown moment" })).toBeVisible()
  await page.getByRole("link", { name: "Back to now" }).click()
  await expect(page.getByRole("region", { name: "Shown moment" })).toHaveCount(0)
})

test("what was removed since stands in the past, and its page says which scan found it gone", async ({ page }) => {
  const gone = await call(token, "GET", `/api/aws/compare?from=${before}&kind=removed`)
  const [one] = gone.body.resources
  const answer = await call(token, "GET", `/api/aws/resources?as_of=${before}&q=id:${one.resource_id}`)
  expect(answer.body.resources.map(({ id }: { id: string }) => id)).toContain(one.id)
  await visit(page, `/resources/${one.id}`)
  await expect(page.getByText(/Found gone on/)).toBeVisible()
  await page.getByRole("link", { name: "this scan" }).click()
  await expect(page).toHaveURL(/\/scans\/[0-9a-f-]{36}$/)
  await expect(page.getByRole("region", { name: "What it found" })).toContainText(/\d+ removed/)
})

test("compare shows totals, lists and fields; its chart's range is brushed by keyboard and by mouse", async ({
  page,
}) => {
  const { body } = await call(token, "GET", `/api/aws/compare?from=${before}`)
  await visit(page, `/compare?from=${encodeURIComponent(before)}`)
  const tabs = page.getByRole("navigation", { name: "What differs" })
  await expect(tabs.getByRole("link", { name: /Appeared/ })).toContainText(String(body.appeared))
  await expect(tabs.getByRole("link", { name: /Changed/ })).toContainText(String(body.changed))
  await expect(tabs.getByRole("link", { name: /Removed/ })).toContainText(String(body.removed))
  const list = page.getByRole("region", { name: "What differs" })
  await list.locator("summary").first().click()
  await expect(list.locator("dl").first()).toBeVisible()
  await tabs.getByRole("link", { name: /Removed/ }).click()
  await expect(page).toHaveURL(/kind=removed/)
  await expect(list.locator("li")).toHaveCount(Math.min(50, body.removed))

  await page.getByRole("combobox").first().fill("type:ec2")
  await page.getByRole("combobox").first().press("Enter")
  await expect(page).toHaveURL(/q=type/)
  const last = page.getByRole("slider", { name: "First day" })
  await last.focus()
  await page.keyboard.press("ArrowLeft")
  await page.keyboard.press("ArrowLeft")
  const wanted = new Date(Date.now() - 2 * 86_400_000).toISOString().slice(0, 10)
  await expect(last).toHaveAttribute("aria-valuetext", wanted)
  await expect(page).toHaveURL((url) => url.searchParams.get("from")?.slice(0, 10) === wanted)
  await expect(page).toHaveURL(/q=type/)

  const chart = await page.getByRole("region", { name: "Changes a day", exact: true }).locator("svg").boundingBox()
  if (!chart) throw new Error("There is no chart")
  await page.mouse.move(chart.x + chart.width * 0.2, chart.y + 40)
  await page.mouse.down()
  await page.mouse.move(chart.x + chart.width * 0.4, chart.y + 40, { steps: 5 })
  await page.mouse.up()
  await expect(page).toHaveURL((url) => (url.searchParams.get("to") ?? "") > (url.searchParams.get("from") ?? "x"))
  await page.getByRole("button", { name: "7 days" }).click()
  await expect(page).toHaveURL(/preset=7d/)
})

test("a comparison is exported as it stands", async () => {
  const { body } = await call(token, "GET", `/api/aws/compare?from=${before}`)
  const path = `/api/aws/compare/export?from=${before}&kind=changed`
  const answer = await fetch(`${BASE_URL}${path}&format=ndjson`, { headers: { authorization: `Bearer ${token}` } })
  expect((await answer.text()).trim().split("\n")).toHaveLength(body.changed)
  const csv = await call(token, "GET", `${path}&format=csv`)
  expect(String(csv.body).split("\n")[0]).toBe(
    "id,type,account_id,region,resource_id,arn,name,status,compared_at,field,old,new",
  )
})

test("changes are grouped where one scan changed many alike", async ({ page }) => {
  await visit(page, "/changes?kind=changed")
  await expect(
    page.getByText(/security groups: .*legacy-ssh was (taken from|given to) \d+ EC2 instances/).first(),
  ).toBeVisible()
  await page.getByRole("link", { name: "removed", exact: true }).click()
  await expect(page).toHaveURL(/kind=removed/)
  await expect(page.getByText(/removed/).first()).toBeVisible()
  await page.getByRole("combobox").first().fill("type:vpc")
  await page.getByRole("combobox").first().press("Enter")
  await expect(page.getByRole("heading", { name: "No change matches" })).toBeVisible()
})

test("a resource has a history with its moments, relations both ways, JSON with a search, and neighbours", async ({
  page,
}) => {
  await visit(page, "/resources?q=type:ec2&sort=-last_changed_at")
  await rows(page).nth(1).locator("a.row-name").click()
  await expect(page.getByRole("navigation", { name: "List" })).toBeVisible()
  const first = page.url()
  await page.getByRole("navigation", { name: "List" }).getByRole("button", { name: "Next" }).click()
  await expect(page).not.toHaveURL(first)
  await page.getByRole("navigation", { name: "List" }).getByRole("button", { name: "Previous" }).click()
  await expect(page).toHaveURL(first)
  const parts = page.getByRole("navigation", { name: "Parts of the resource" })
  await parts.getByRole("link", { name: /History/ }).click()
  await expect(page.getByText("appeared", { exact: true })).toBeVisible()
  await page.getByRole("link", { name: "as it was then" }).last().click()
  await expect(page.getByRole("region", { name: "Shown moment" })).toBeVisible()
  await page.goto(first)
  await parts.getByRole("link", { name: /JSON/ }).click()
  await page.getByLabel("Search in the JSON").fill("instance_type")
  await expect(page.getByRole("status").filter({ hasText: /1 of \d+ line/ })).toBeVisible()
  const { body } = await call(token, "GET", "/api/aws/resources?q=type:vpc&limit=1")
  await visit(page, `/resources/${body.resources[0].id}?tab=relations`)
  await expect(page.getByRole("heading", { name: /^Named by [1-9]/ })).toBeVisible()
})

test("every number of the overview leads to what it counts", async ({ page }) => {
  await visit(page, "/overview")
  const facets = await call(token, "GET", "/api/aws/resources/facets")
  for (const { value, count } of facets.body.facets.region) {
    const bar = page.locator(`a[href="/resources?q=region%3A${value}"]`).first()
    await expect(bar).toHaveText(count.toLocaleString("en-US"))
    // The map has a circle for it, with the same number.
    await expect(page.locator(`svg a[href="/resources?q=region:${value}"]`)).toHaveAttribute(
      "aria-label",
      new RegExp(`${count.toLocaleString("en-US")} resources$`),
    )
  }
  const tables = page.getByText("As a table")
  await tables.first().click()
  for (const { value, count } of facets.body.facets.region) {
    const row = page.getByRole("row").filter({ hasText: value })
    await expect(row.getByRole("cell")).toHaveText(count.toLocaleString("en-US"))
  }
  await tables.last().click()
  const today = page.locator("tbody tr").last()
  await expect(today.locator("td").last()).toHaveText(facets.body.count.value.toLocaleString("en-US"))
  for (const { href, number } of await page.locator("a:has(.text-2xl)").evaluateAll((links) =>
    links.map((link) => ({
      href: link.getAttribute("href") ?? "",
      number: link.querySelector(".text-2xl")?.textContent ?? "",
    })),
  )) {
    await visit(page, href)
    if (href.startsWith("/compare")) {
      const [, appeared = ""] = /\+ ([\d,]+)/.exec(number) ?? []
      await expect(page.getByRole("link", { name: /Appeared/ })).toContainText(appeared)
    }
  }
})

test("the past has no page that axe objects to, or that scrolls sideways", async ({ page }) => {
  test.setTimeout(180_000)
  const { body } = await call(token, "GET", "/api/aws/resources?q=type:ec2&sort=-last_changed_at&limit=1")
  const { id } = body.resources[0]
  const paths = [
    "/overview",
    `/resources?as_of=${before}`,
    `/compare?from=${before}`,
    "/changes",
    ...["properties", "history", "relations", "json"].map((tab) => `/resources/${id}?tab=${tab}`),
    `/resources/${id}?as_of=${before}`,
  ]
  for (const path of paths) {
    await visit(page, path)
    for (const width of [390, 1440]) {
      await expectNoSidewaysScroll(page, path, width)
      if (isDeep || (width === 1440 && ALONE.some((part) => path.includes(part))))
        await expectAccessible(page, `${path} at ${width}`)
    }
  }
})
