import { existsSync } from "node:fs"
import { gzipSync } from "node:zlib"
import { chromium, type Page } from "playwright/test"
import type { Figure } from "../figures"
import { median, type RunningProduct } from "./product"

export const SLOWDOWN = 4
const VISITS = 5

interface Seen {
  lcp: number
  cls: number
  inp: number
  scripts: number
}

/** Visits a page several times, each with an empty cache, after signing in. @returns the medians. */
export async function visitAll(
  product: RunningProduct,
  path: string,
  ready: (page: Page) => Promise<unknown>,
  act: (page: Page) => Promise<unknown> = async () => {},
): Promise<Seen> {
  const executablePath = process.env.AWC_CHROMIUM ?? ["/usr/bin/chromium", "/usr/bin/google-chrome"].find(existsSync)
  const browser = await chromium.launch({
    ...(executablePath && { executablePath }),
    args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
  })
  const seen: Seen[] = []
  for (let visit = 0; visit < VISITS; visit++) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
    const page = await context.newPage()
    await page.goto(`${product.url}/sign-in`)
    await page.getByLabel("E-mail").fill(product.person.email)
    await page.getByLabel("Password").fill(product.person.password)
    await page.getByRole("button", { name: "Sign in" }).click()
    await page.waitForURL(/overview/)
    seen.push(await look(page, `${product.url}${path}`, ready, act))
    await context.close()
  }
  await browser.close()
  const of = (key: keyof Seen) => median(seen.map((one) => one[key]))
  return { lcp: of("lcp"), cls: of("cls"), inp: of("inp"), scripts: of("scripts") }
}

/** The Resources page in headless Chromium, on a processor that is four times slower. */
export async function benchBrowser(product: RunningProduct): Promise<Figure[]> {
  const seen = await visitAll(product, "/resources?q=", (page) => page.locator("tbody tr").first().waitFor(), useTable)
  const html = await (await fetch(`${product.url}/resources?q=`, { headers: { cookie: product.cookie } })).arrayBuffer()
  return [
    {
      figure: "Resources page: HTML compressed",
      value: gzipSync(new Uint8Array(html)).length / 1000,
      unit: "kB",
      reference: null,
      wanted: "<= 30",
    },
    {
      figure: "Resources page: JavaScript compressed",
      value: seen.scripts / 1000,
      unit: "kB",
      reference: null,
      wanted: "<= 200",
    },
    {
      figure: `Resources page, ${SLOWDOWN} × slower: LCP`,
      value: seen.lcp / 1000,
      unit: "s",
      reference: null,
      wanted: "<= 2.5",
    },
    {
      figure: `Resources page, ${SLOWDOWN} × slower: CLS`,
      value: seen.cls,
      unit: "",
      reference: null,
      wanted: "<= 0.02",
    },
    {
      figure: `Resources page, ${SLOWDOWN} × slower: INP`,
      value: seen.inp,
      unit: "ms",
      reference: null,
      wanted: "<= 200",
    },
  ]
}

/** web.dev's metrics, as the browser itself reports them. A text, since the loader of TypeScript adds calls to functions. */
const WATCH = `
  window.seen = { lcp: 0, cls: 0, inp: 0 }
  const watch = (type, act) => new PerformanceObserver((list) => list.getEntries().forEach(act))
    .observe({ type, buffered: true, durationThreshold: 16 })
  watch("largest-contentful-paint", ({ startTime }) => { seen.lcp = startTime })
  watch("layout-shift", ({ value, hadRecentInput }) => { if (!hadRecentInput) seen.cls += value })
  watch("event", ({ duration, interactionId }) => { if (interactionId) seen.inp = Math.max(seen.inp, duration) })
`

/** What a person does first: choose a row, look at another, and search. */
async function useTable(page: Page): Promise<void> {
  await page.locator("tbody").getByRole("checkbox").first().click()
  await page.locator("tbody tr").nth(2).locator("td").last().click()
  await page.keyboard.press("/")
  await page.keyboard.type("checkout", { delay: 60 })
  await page.waitForTimeout(2_500)
}

async function look(
  page: Page,
  address: string,
  ready: (page: Page) => Promise<unknown>,
  act: (page: Page) => Promise<unknown>,
): Promise<Seen> {
  const session = await page.context().newCDPSession(page)
  await session.send("Network.enable")
  await session.send("Network.setCacheDisabled", { cacheDisabled: true })
  await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWDOWN })
  let scripts = 0
  const kinds = new Map<string, string>()
  session.on("Network.responseReceived", ({ requestId, type }) => kinds.set(requestId, type))
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    if (kinds.get(requestId) === "Script") scripts += encodedDataLength
  })
  await page.addInitScript({ content: WATCH })
  await page.goto(address)
  await ready(page)
  await page.waitForTimeout(1_500)
  const loaded = scripts
  await act(page)
  const { lcp, cls, inp } = await page.evaluate(() => (window as unknown as { seen: Seen }).seen)
  return { lcp, cls, inp, scripts: loaded }
}
