import type { Page } from "playwright/test"
import { expectAccessible, expectNoSidewaysScroll, visit } from "../support/pages"
import { isDeep } from "../support/sample"
import { test } from "../support/signed-in"

/** A list of some rows: axe takes a second for fifty. */
const FEW = "/resources?q=type:rds region:us-east-1"

/** Of fifty rows in a deep run, of some in the others. */
const sampled = (large: string, small: string) => (isDeep ? large : small)

/** Each page, and each thing that opens on one. */
const SIGHTS: Record<string, (page: Page) => Promise<void>> = {
  resources: async (page) => visit(page, sampled("/resources?q=", FEW)),
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
  "the choice of types": async (page) => {
    await visit(page, FEW)
    await page.getByRole("button", { name: "Connect to AWS" }).click()
    await page.getByRole("button", { name: "Choose" }).click()
    await page.getByRole("button", { name: "Open Security" }).click()
    await page.getByRole("checkbox", { name: /^KMS keys/ }).focus()
  },
  help: async (page) => visit(page, "/help/query"),
  tools: async (page) => visit(page, "/tools"),
  coverage: async (page) => {
    await visit(page, "/coverage")
    for (const one of await page.locator("summary").all()) await one.click()
  },
}

/** What has colours that stand nowhere else. */
const OWN_COLOURS = ["resources", "a selection", "compare", "a scan"]

async function openScan(page: Page): Promise<void> {
  await visit(page, "/scans")
  await page.goto((await page.locator("tbody a").first().getAttribute("href")) ?? "")
  await page.getByRole("heading", { name: /^Scan of/ }).waitFor()
}

/** Built of parts that other sights show as well. */
const ALIKE = ["nothing matches", "the views menu", "export", "scans", "help", "tools", "changes", "a scan on a phone"]

for (const [name, open] of Object.entries(SIGHTS)) {
  if (ALIKE.includes(name) && !isDeep) continue
  test(`axe finds nothing: ${name}`, async ({ page }) => {
    await open(page)
    await expectAccessible(page, name, OWN_COLOURS.includes(name))
  })
}

/** Every page that stands in the navigation or is reached from one that does. */
const PAGES = [
  ...["/resources?q=", "/resources?q=nothing-is-called-this", "/scans", "/help/query", "/tools", "/coverage"],
  ...["/overview", "/changes", "/compare", "/connections", "/connections/new", "/notifications"],
]

for (const path of PAGES) {
  test(`it does not scroll sideways at any width: ${path}`, async ({ page }) => {
    await visit(page, path)
    for (const width of isDeep ? [3840, 1440, 390] : [1440, 390]) await expectNoSidewaysScroll(page, path, width)
    if (isDeep) await expectAccessible(page, `${path} on a phone`)
  })
}
