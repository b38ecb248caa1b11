import { expect, type Page, test } from "playwright/test"
import { expectAccessible, expectNoSidewaysScroll, visit } from "../support/pages"
import { ensureScanned } from "../support/rest"

/** A list of some rows: axe takes a second for fifty. */
const FEW = "/resources?q=type:rds region:us-east-1"

/** Each page, and each thing that opens on one. */
const SIGHTS: Record<string, (page: Page) => Promise<void>> = {
  resources: async (page) => visit(page, "/resources?q="),
  "nothing matches": async (page) => visit(page, "/resources?q=nothing-is-called-this"),
  "a mistake": async (page) => visit(page, "/resources?q=regoin:eu"),
  "the side panel": async (page) => {
    await visit(page, FEW)
    await page.locator("tbody tr").first().locator("td").last().click()
    await page.getByRole("tab", { name: "Changes" }).waitFor()
  },
  suggestions: async (page) => {
    await visit(page, FEW)
    await page.getByRole("combobox").first().fill("region:")
    await page.getByRole("option").first().waitFor()
  },
  palette: async (page) => {
    await visit(page, FEW)
    await page.keyboard.press("Control+k")
    await page.getByRole("combobox", { name: /Resources, pages/ }).fill("orders")
    await page.getByRole("option").first().waitFor()
  },
  export: async (page) => {
    await visit(page, FEW)
    await page.getByRole("button", { name: "Export" }).click()
    await page.getByText(/rows, \d+ columns/).waitFor()
  },
  "the views menu": async (page) => {
    await visit(page, FEW)
    await page.getByRole("button", { name: "Views" }).click()
    await page.getByRole("menuitem").first().waitFor()
  },
  "a selection": async (page) => {
    await visit(page, FEW)
    await page.locator("tbody").getByRole("checkbox").first().check({ force: true })
    await page.getByText("1 selected").waitFor()
  },
  "a resource": async (page) => {
    await visit(page, "/resources?q=type:ec2")
    await page.goto((await page.locator("tbody a").first().getAttribute("href")) ?? "")
    await page.getByRole("heading", { name: "Properties" }).waitFor()
  },
  overview: async (page) => visit(page, "/overview"),
  compare: async (page) => visit(page, "/compare"),
  changes: async (page) => visit(page, "/changes"),
  scans: async (page) => visit(page, "/scans"),
  "a scan": openScan,
  "a scan on a phone": async (page) => {
    await page.setViewportSize({ width: 390, height: 900 })
    await openScan(page)
  },
  "the connect dialog": async (page) => {
    await visit(page, FEW)
    await page.getByRole("button", { name: "Connect to AWS" }).click()
    await page.getByLabel("Access key ID").waitFor()
  },
  help: async (page) => visit(page, "/help/query"),
  tools: async (page) => visit(page, "/tools"),
}

async function openScan(page: Page): Promise<void> {
  await visit(page, "/scans")
  await page.goto((await page.locator("tbody a").first().getAttribute("href")) ?? "")
  await page.getByRole("heading", { name: /^Scan of/ }).waitFor()
}

test.beforeAll(ensureScanned)

for (const [name, open] of Object.entries(SIGHTS)) {
  test(`axe finds nothing: ${name}`, async ({ page }) => {
    await open(page)
    await expectAccessible(page, name)
  })
}

test("the focus goes where one expects: box, palette and dialog", async ({ page }) => {
  await visit(page, "/resources?q=")
  const focused = () =>
    page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent ?? "")
  await expect(async () => {
    await page.keyboard.press("/")
    expect(await focused()).toMatch(/^Search by word/)
  }).toPass()
  await page.keyboard.press("Escape")
  await page.keyboard.press("Escape")
  expect(await focused()).not.toMatch(/^Search by word/)
  const opener = page.getByRole("button", { name: "Export" })
  await opener.focus()
  await page.keyboard.press("Enter")
  const dialog = page.getByRole("dialog")
  await dialog.waitFor()
  for (let n = 0; n < 12; n++) {
    await page.keyboard.press("Tab")
    expect(await page.evaluate(() => document.activeElement?.closest("main, nav"))).toBeFalsy()
  }
  await page.keyboard.press("Escape")
  await expect(opener).toBeFocused()
  await page.keyboard.press("Control+k")
  await expect(page.getByRole("combobox", { name: /Resources, pages/ })).toBeFocused()
  await page.keyboard.press("Escape")
  await expect(page.getByRole("dialog")).toHaveCount(0)
})

for (const path of ["/resources?q=", "/resources?q=nothing-is-called-this", "/scans", "/help/query", "/tools"]) {
  test(`no page scrolls sideways at any width, and axe finds nothing on a phone: ${path}`, async ({ page }) => {
    await visit(page, path)
    for (const width of [3840, 1440, 390]) await expectNoSidewaysScroll(page, path, width)
    await expectAccessible(page, `${path} on a phone`)
  })
}
