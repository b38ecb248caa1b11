import { existsSync } from "node:fs"
import { defineConfig } from "playwright/test"

// The runner chooses the port once; its workers inherit it.
process.env.AWC_TEST_PORT ??= String(20_000 + Math.floor(Math.random() * 10_000))
export const BASE_URL = `http://127.0.0.1:${process.env.AWC_TEST_PORT}`

const browser = process.env.AWC_CHROMIUM ?? ["/usr/bin/chromium", "/usr/bin/google-chrome"].find(existsSync)
const quiet = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
]

/**
 * All projects share one server and run in order: the first visit, the pages, REST, permissions, and at the end a
 * search for leaked secrets in everything that the others left behind.
 */
export default defineConfig({
  testDir: "./browser",
  outputDir: "../.test/results",
  globalSetup: "./support/global-server.ts",
  workers: 1,
  fullyParallel: false,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: [["list"], ["json", { outputFile: "../.test/browser.json" }]],
  use: {
    baseURL: BASE_URL,
    viewport: { width: 1440, height: 900 },
    screenshot: "only-on-failure",
    launchOptions: { executablePath: browser, args: process.getuid?.() === 0 ? ["--no-sandbox", ...quiet] : quiet },
  },
  projects: [
    { name: "first visit", testMatch: "first-visit.spec.ts" },
    {
      name: "pages",
      testMatch: "pages.spec.ts",
      dependencies: ["first visit"],
      use: { storageState: ".test/session.json" },
    },
    {
      name: "find",
      testMatch: ["find.spec.ts", "accessible.spec.ts"],
      dependencies: ["pages"],
      use: { storageState: ".test/session.json" },
    },
    { name: "rest", testMatch: ["rest*.spec.ts", "connections-rest.spec.ts"], dependencies: ["find"] },
    { name: "permissions", testMatch: "permissions.spec.ts", dependencies: ["rest"] },
    {
      name: "time",
      testMatch: "time.spec.ts",
      dependencies: ["permissions"],
      use: { storageState: ".test/session.json" },
    },
    {
      name: "connections",
      testMatch: "connections.spec.ts",
      dependencies: ["time"],
      use: { storageState: ".test/session.json" },
    },
    { name: "leaks", testMatch: "leaks.spec.ts", dependencies: ["connections"] },
  ],
})
