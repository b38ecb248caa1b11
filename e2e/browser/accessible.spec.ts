import AxeBuilder from "@axe-core/playwright"
import { expect, type Page, test } from "playwright/test"
import { ensureScanned } from "../support/rest"

/** Each page, and each thing that opens on one. */
const SIGHTS: Record<string, (page: Page) => Promise<void>> = {
  resources: async (page) => visit(page, "/resources?q="),
  "nothing matches": async (page) => visit(page, "/resources?q=nothing-is-called-this"),
  "a mistake": async (page) => visit(page, "/resources?q=regoin:eu"),
  "the side panel": async (page) => {
    await visit(page, "/resources?q=type:ec2")
    await page.locator("tbody tr").first().locator("td").last().click()
    await page.getByRole("tab", { name: "Changes" }).waitFor()
  },
  suggestions: async (page) => {
    await visit(page, "/resources?q=")
    await page.getByRole("combobox").first().fill("region:")
    await page.getByRole("option").first().waitFor()
  },
  palette: async (page) => {
    await visit(page, "/resources?q=")
    await page.keyboard.press("Control+k")
    await page.getByRole("combobox", { name: /Resources, pages/ }).fill("orders")
    await page.getByRole("option").first().waitFor()
  },
  export: async (page) => {
    await visit(page, "/resources?q=")
    await page.getByRole("button", { name: "Export" }).click()
    await page.getByText(/rows, \d+ columns/).waitFor()
  },
  "the views menu": async (page) => {
    await visit(page, "/resources?q=")
    await page.getByRole("button", { name: "Views" }).click()
    await page.getByRole("menuitem").first().waitFor()
  },
  "a selection": async (page) => {
    await visit(page, "/resources?q=")
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
  "a scan": async (page) => {
    await visit(page, "/scans")
    await page.goto((await page.locator("tbody a").first().getAttribute("href")) ?? "")
    await page.getByRole("heading", { name: /^Scan of/ }).waitFor()
  },
  "the connect dialog": async (page) => {
    await visit(page, "/resources?q=")
    await page.getByRole("button", { name: "Connect to AWS" }).click()
    await page.getByLabel("Access key ID").waitFor()
  },
  help: async (page) => visit(page, "/help/query"),
  tools: async (page) => visit(page, "/tools"),
}

test.beforeAll(ensureScanned)

async function visit(page: Page, path: string): Promise<void> {
  await page.goto(path)
  await page.getByRole("heading", { level: 1 }).waitFor()
  await page.waitForLoadState("networkidle")
}

for (const scheme of ["light", "dark"] as const) {
  test(`axe finds nothing on any page, ${scheme}`, async ({ page }) => {
    test.setTimeout(180_000)
    page.setDefaultTimeout(15_000)
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" })
    for (const [name, open] of Object.entries(SIGHTS)) {
      await open(page)
      const { violations } = await new AxeBuilder({ page })
        .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
        .analyze()
      const told = violations.map(
        ({ id, nodes }) =>
          `${id}: ${nodes
            .map(({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary?.slice(0, 200)}`)
            .slice(0, 3)
            .join("\n")}`,
      )
      expect(told, name).toEqual([])
    }
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

for (const width of [390, 1440, 3840]) {
  test(`no page scrolls sideways at ${width} pixels`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 })
    for (const path of ["/resources?q=", "/resources?q=nothing-is-called-this", "/scans", "/help/query", "/tools"]) {
      await visit(page, path)
      expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBe(width)
    }
  })
}
