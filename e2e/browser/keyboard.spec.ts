import { expect, type Page } from "playwright/test"
import { visit } from "../support/pages"
import { isDeep } from "../support/sample"
import { test } from "../support/signed-in"

/** A list of some rows, so that its end is not far. */
const FEW = "/resources?q=type:vpc region:us-east-1"

/** Those that differ most, and in a deep run the others too. */
const PAGES = [
  ...[FEW, "/resources?q=regoin:eu", "/overview", "/compare", "/connections/new"],
  ...(isDeep ? ["/resources?q=nothing-is-called-this", "/changes", "/scans", "/connections"] : []),
  ...(isDeep ? ["/notifications", "/tools", "/help/query"] : []),
]

/** More than any of these pages has. */
const MOST_STOPS = 400
/** A date and a time to the second. */
const MOST_PARTS = 8

/** Presses Tab until it comes round. Each stop gets a number, by which the way back is compared. @returns how many. */
async function walkForwards(page: Page): Promise<number> {
  let stop = 0
  for (let presses = 0; presses < MOST_STOPS; presses++) {
    await page.keyboard.press("Tab")
    const now = await page.evaluate((number) => {
      const element = document.activeElement as HTMLElement | null
      if (!element || element === document.body) return "end"
      if (element.dataset.stop === undefined) {
        element.dataset.stop = String(number)
        return "new"
      }
      // A field for a date has stops of its own.
      return element.dataset.stop === String(number - 1) ? "same" : "end"
    }, stop)
    if (now === "end") return stop
    if (now === "new") stop++
  }
  throw new Error("Tab never comes round")
}

const stopNow = (page: Page) =>
  page.evaluate(() => Number((document.activeElement as HTMLElement).dataset.stop ?? Number.NaN))

/** Presses Shift and Tab until the focus is on another element. @returns its number. */
async function stepBack(page: Page): Promise<number> {
  const from = await stopNow(page)
  let now = from
  for (let presses = 0; now === from && presses < MOST_PARTS; presses++) {
    await page.keyboard.press("Shift+Tab")
    now = await stopNow(page)
  }
  return now
}

/** What a person could have changed: the address, the fields, and what the page says. */
const stateOf = (page: Page) =>
  page.evaluate(() => ({
    address: window.location.href,
    fields: [...document.querySelectorAll("input, select")].map((field) => (field as HTMLInputElement).value),
    rows: [...document.querySelectorAll("tbody tr")].map((row) => row.getAttribute("data-id")),
    lists: document.querySelectorAll("[role=listbox], [role=menu], [role=dialog]").length,
  }))

for (const path of PAGES) {
  test(`Tab walks the page forwards and back, and changes nothing: ${path}`, async ({ page }) => {
    await visit(page, path)
    const before = await stateOf(page)
    const stops = await walkForwards(page)
    expect(stops).toBeGreaterThan(5)
    // From the end back to the first: the same stops.
    await page.evaluate((last) => document.querySelector<HTMLElement>(`[data-stop="${last}"]`)?.focus(), stops - 1)
    for (let stop = stops - 2; stop >= 0; stop--) {
      expect(await stepBack(page), `stop ${stop} of ${stops}`).toBe(stop)
    }
    expect(await stateOf(page)).toEqual(before)
  })
}

test("Tab takes what the arrows chose, and nothing else", async ({ page }) => {
  await visit(page, FEW)
  const box = page.getByRole("combobox").first()
  await box.focus()
  await expect(page.getByRole("listbox")).toHaveCount(0)
  await box.fill("reg")
  await page.getByRole("option").first().waitFor()
  await page.keyboard.press("Tab")
  await expect(box).toHaveValue("reg")
  await expect(box).not.toBeFocused()
  await expect(page.getByRole("listbox")).toHaveCount(0)
  await box.fill("regi")
  await page.getByRole("option", { name: /^region:/ }).waitFor()
  await page.keyboard.press("ArrowDown")
  await page.keyboard.press("Tab")
  await expect(box).toHaveValue("region:")
  await expect(box).toBeFocused()
})

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
  const isInside = () => page.evaluate(() => document.activeElement?.closest("[role=dialog]") !== null)
  await expect.poll(isInside).toBe(true)
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
