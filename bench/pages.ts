import { readFileSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type Browser, chromium, type Page } from "playwright"
import { companyAccount } from "../e2e/sandbox/company"
import { SANDBOX_KEYS } from "../e2e/sandbox/generate"
import { startSandbox } from "../e2e/sandbox/server"
import { Product } from "../e2e/support/product"
import { freePort } from "../e2e/support/system-postgres"
import type { Figure } from "./figures"

const ROUNDS = 10
const REST_CALLS = 100
const ADMIN = { ADMIN_EMAIL: "bench@example.com", ADMIN_PASSWORD: "bench-bench-bench" }
/** The kernel counts a process's time in these (proc(5), sysconf(_SC_CLK_TCK)). */
const TICK_MS = 10

/**
 * `npm run bench -- pages`: the processor's time that the web process takes for one real load of Resources in Chromium, all
 * that it fires included, and for one click on Next, against the same rows over REST; and the requests of each. Linux alone,
 * since it reads /proc.
 */
export async function benchPages(): Promise<Figure[]> {
  const sandbox = await startSandbox(companyAccount())
  const dir = await mkdtemp(join(tmpdir(), "awc-pages-"))
  const product = new Product(dir, await freePort(), { ...ADMIN, AWS_ENDPOINT_URL: sandbox.url })
  await product.start()
  const executablePath = process.env.AWC_CHROMIUM ?? "/usr/bin/chromium"
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] })
  try {
    const token = await fill(product)
    const state = await signIn(browser, product.url)
    return await measure(browser, product, state, await costOfRest(product, token))
  } finally {
    await browser.close()
    await product.stop()
    await sandbox.stop()
    await rm(dir, { recursive: true, force: true })
  }
}

async function fill(product: Product): Promise<string> {
  const token = await product.command("token", "--name", "bench")
  const credentials = {
    aws_access_key_id: SANDBOX_KEYS.accessKeyId,
    aws_secret_access_key: SANDBOX_KEYS.secretAccessKey,
  }
  await fetch(`${product.url}/api/aws/scan`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ credentials, regions: ["*"] }),
  })
  return token
}

/** What the same fifty rows cost over REST. */
async function costOfRest(product: Product, token: string): Promise<number> {
  const ask = async () => {
    const answer = await fetch(`${product.url}/api/aws/resources?limit=50`, {
      headers: { authorization: `Bearer ${token}` },
    })
    await answer.text()
  }
  for (let n = 0; n < REST_CALLS; n++) await ask()
  const before = cpuOf(product.pid)
  for (let n = 0; n < REST_CALLS; n++) await ask()
  return (cpuOf(product.pid) - before) / REST_CALLS
}

async function signIn(browser: Browser, url: string) {
  const page = await browser.newPage()
  await page.goto(`${url}/sign-in`)
  await page.getByLabel("E-mail").fill(ADMIN.ADMIN_EMAIL)
  await page.getByLabel("Password").fill(ADMIN.ADMIN_PASSWORD)
  await page.getByRole("button", { name: "Sign in" }).click()
  await page.waitForURL(/overview/)
  const state = await page.context().storageState()
  await page.context().close()
  return state
}

async function measure(
  browser: Browser,
  product: Product,
  storageState: Awaited<ReturnType<typeof signIn>>,
  restMs: number,
): Promise<Figure[]> {
  const loads: Sample[] = []
  const clicks: Sample[] = []
  for (let round = 0; round < ROUNDS + 2; round++) {
    const context = await browser.newContext({ storageState, viewport: { width: 1440, height: 900 } })
    const page = await context.newPage()
    const load = await sampleOf(product, page, () =>
      page.goto(`${product.url}/resources?q=`, { waitUntil: "networkidle" }),
    )
    const click = await sampleOf(product, page, async () => {
      await page.getByRole("link", { name: "Next" }).click()
      await page.getByText(/^51–100/).waitFor()
      await page.waitForLoadState("networkidle")
    })
    // The first two warm up.
    if (round >= 2) {
      loads.push(load)
      clicks.push(click)
    }
    await context.close()
  }
  return [...figuresOf("one load of Resources", loads, restMs), ...figuresOf("one click on Next", clicks, restMs)]
}

interface Sample {
  cpuMs: number
  requests: number
}

async function sampleOf(product: Product, page: Page, act: () => Promise<unknown>): Promise<Sample> {
  let requests = 0
  const count = () => requests++
  page.on("request", count)
  const before = cpuOf(product.pid)
  await act()
  // What the page fires when it is idle.
  await page.waitForTimeout(700)
  page.off("request", count)
  return { cpuMs: cpuOf(product.pid) - before, requests }
}

/** The processor's time of a process so far, its own and the kernel's for it (proc(5), /proc/pid/stat). */
function cpuOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? []
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS
}

const median = (values: number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

/** In milliseconds of the web process, against the same rows over REST. */
const figuresOf = (figure: string, samples: readonly Sample[], restMs: number): Figure[] => [
  {
    ...{ figure: `${figure}, processor of the web process`, unit: "ms" },
    ...{ value: median(samples.map(({ cpuMs }) => cpuMs)), reference: restMs, wanted: null },
  },
  {
    ...{ figure: `${figure}, requests`, unit: "requests" },
    ...{ value: median(samples.map(({ requests }) => requests)), reference: null, wanted: null },
  },
]
