import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import type axe from "axe-core"
import { expect, type Page } from "playwright/test"
import { isDeep } from "./sample"

/** Opens a page, and waits until it is whole: what is loaded later has come, and its buttons work. */
export async function visit(page: Page, path: string): Promise<void> {
  await page.goto(path)
  await untilWhole(page)
}

/** Waits until a page has its heading, and its scripts listen: React has taken over its buttons. */
export async function untilWhole(page: Page): Promise<void> {
  await page.getByRole("heading", { level: 1 }).waitFor()
  await page.waitForFunction(() =>
    [...document.querySelectorAll("button")].some((button) =>
      Object.keys(button).some((key) => key.startsWith("__react")),
    ),
  )
}

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8")

/** WCAG 2.2, levels A and AA. */
const LEVELS = { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] } as const
/** The rules that the colour scheme matters to. */
const OF_COLOURS = { type: "rule", values: ["color-contrast", "link-in-text-block"] } as const

const LIGHT = ["light", LEVELS] as const
const DARK = ["dark", OF_COLOURS] as const

/**
 * Checks that axe finds nothing on what the page shows, in light; in a deep run, and where the colours are its own, also in
 * dark. @param name what to call it.
 */
export async function expectAccessible(page: Page, name: string, hasOwnColours = false): Promise<void> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(AXE)
  for (const [colorScheme, rules] of isDeep || hasOwnColours ? [LIGHT, DARK] : [LIGHT]) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" })
    expect(await page.evaluate(findViolations, rules), `${name}, ${colorScheme}`).toEqual([])
  }
}

/** Runs in the page. */
async function findViolations(rules: typeof LEVELS | typeof OF_COLOURS): Promise<string[]> {
  const { run } = (window as unknown as { axe: typeof axe }).axe
  const { violations } = await run(document, {
    runOnly: { type: rules.type, values: [...rules.values] },
    resultTypes: ["violations"],
  })
  return violations.map(({ id, nodes }) =>
    [id, ...nodes.slice(0, 3).map((node) => `${node.html.slice(0, 160)} ${node.failureSummary?.slice(0, 200)}`)].join(
      "\n",
    ),
  )
}

/** Checks that nothing has to be scrolled sideways, at a width in pixels. */
export async function expectNoSidewaysScroll(page: Page, name: string, width: number): Promise<void> {
  await page.setViewportSize({ width, height: 900 })
  expect(await page.evaluate(() => document.documentElement.scrollWidth), `${name} at ${width}`).toBe(width)
}

/** Chooses the six types of the minimal policy, since tests of a scan want few slices. @param without these of them. */
export async function chooseMinimal(page: Page, without: readonly string[] = []): Promise<void> {
  await page.getByRole("button", { name: "Choose" }).click()
  await page.getByRole("radio", { name: /^The six of the minimal policy/ }).check()
  if (without.length > 0) await page.getByRole("button", { name: /^Chosen/ }).click()
  // A type that is not chosen leaves the list of those that are.
  for (const type of without) await page.getByRole("checkbox", { name: new RegExp(`^${type}`) }).click()
}
