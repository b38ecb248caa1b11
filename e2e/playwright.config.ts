import { existsSync } from "node:fs"
import { defineConfig, type PlaywrightTestProject } from "playwright/test"

// The runner chooses once; its workers inherit it.
process.env.AWC_LANE ??= "reading"
process.env.AWC_TEST_PORT ??= String(20_000 + Math.floor(Math.random() * 10_000))
const lane = process.env.AWC_LANE
const storageState = `.test/${lane}/session.json`

const browsers = ["chromium-headless-shell", "chromium", "google-chrome"].map((name) => `/usr/bin/${name}`)
const browser = process.env.AWC_CHROMIUM ?? browsers.find(existsSync)
const quiet = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
]

/** Projects that run one after another, so that each finds what the one before it left. */
const inOrder = (projects: readonly PlaywrightTestProject[]): PlaywrightTestProject[] =>
  projects.map((project, at) => ({
    ...project,
    dependencies: projects.slice(at - 1, at).flatMap(({ name }) => name ?? []),
  }))

const signedIn = { storageState }

/** Each lane ends with a search for leaked secrets in everything that the others left behind. */
const LANES: Record<string, PlaywrightTestProject[]> = {
  reading: [
    { name: "filled", testMatch: "filled.setup.ts" },
    { name: "find", testMatch: ["find.spec.ts", "browsing.spec.ts"], use: signedIn },
    { name: "accessible", testMatch: ["accessible.spec.ts", "keyboard.spec.ts"], use: signedIn },
    { name: "permissions", testMatch: ["rest-bad-input.spec.ts", "permissions.spec.ts"] },
    { name: "leaks", testMatch: "leaks.spec.ts" },
  ],
  changing: [
    { name: "first visit", testMatch: "first-visit.spec.ts" },
    { name: "pages", testMatch: "pages.spec.ts", use: signedIn },
    { name: "rest", testMatch: ["rest.spec.ts", "connections-rest.spec.ts"] },
    { name: "time", testMatch: "time.spec.ts", use: signedIn },
    { name: "connections", testMatch: "connections.spec.ts", use: signedIn },
    { name: "leaks", testMatch: "leaks.spec.ts" },
  ],
}

/** The tests of the lane that `AWC_LANE` names: `reading` or `changing` (e2e/support/lane.ts). */
export default defineConfig({
  testDir: "./browser",
  outputDir: `../.test/${lane}/results`,
  globalSetup: "./support/global-server.ts",
  workers: 1,
  // A test that passes only then is reported as flaky.
  retries: 1,
  fullyParallel: false,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: [["list"], ["json", { outputFile: `../.test/browser-${lane}.json` }]],
  use: {
    baseURL: `http://127.0.0.1:${process.env.AWC_TEST_PORT}`,
    viewport: { width: 1440, height: 900 },
    screenshot: "only-on-failure",
    launchOptions: { executablePath: browser, args: process.getuid?.() === 0 ? ["--no-sandbox", ...quiet] : quiet },
  },
  projects: inOrder(LANES[lane] ?? []),
})
