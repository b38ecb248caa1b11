import { spawn } from "node:child_process"
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs"
import { basename } from "node:path"
import { stripVTControlCharacters } from "node:util"
import { ensureBrowser } from "./browser.mjs"
import { ensureBuilt, ensureInstalled, step } from "./prepare.mjs"

const RESULTS = ".test"
/** What the search for a PostgreSQL of the machine exits with where it finds none. */
const NO_SERVER = 3
/** How many lines of a failed test's message the end of the output repeats. */
const FAILURE_LINES = 6
const total = { passed: 0, failed: 0, skipped: 0 }
const broken = []
/** A line for each failed test, printed at the end, since a log of this length is often kept only in part. */
const failures = []

process.on("SIGINT", () => process.exit(130))
process.on("SIGTERM", () => process.exit(143))

try {
  await ensureInstalled()
  rmSync(RESULTS, { recursive: true, force: true })
  mkdirSync(RESULTS)
  const browser = await ensureBrowser()
  await ensureBuilt()
  await check("Types", "node_modules/typescript/bin/tsc", ["--noEmit"])
  await check("Lint", "node_modules/@biomejs/biome/bin/biome", ["check", "--error-on-warnings"])
  await vitest("Unit tests", "unit", {})
  await vitest("Integration tests on the embedded PostgreSQL", "integration", {})
  await integrationOnSystemServer()
  await vitest("Conformance with moto_server", "conformance", {})
  await playwright("Browser and REST tests on the production build", browser)
} catch (error) {
  console.error(error.message)
  broken.push("set-up")
  total.failed++
}

if (broken.length) console.log(`\nFailed: ${broken.join(", ")}`)
for (const line of failures) console.log(`  ${line}`)
console.log(`${total.passed} passed, ${total.failed} failed${total.skipped ? `, ${total.skipped} skipped` : ""}`)
process.exit(total.failed ? 1 : 0)

/** Runs a check that does not count tests. A failed check counts as one failure. */
async function check(title, program, args) {
  step(title)
  if ((await node(program, args)) === 0) return
  broken.push(title)
  total.failed++
}

async function vitest(title, project, env) {
  step(title)
  const report = `${RESULTS}/${project}-${env.AWC_TEST_DATABASE ?? "own"}.json`
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`]
  const code = await node("node_modules/vitest/vitest.mjs", ["run", "--project", project, ...reporters], env)
  const counts = read(report)
  count(
    title,
    code,
    counts && { passed: counts.numPassedTests, failed: counts.numFailedTests, skipped: counts.numPendingTests },
  )
  for (const file of counts?.testResults ?? []) {
    const failed = file.assertionResults.filter((one) => one.status === "failed")
    for (const test of failed) tell(`${basename(file.name)}: ${test.fullName}`, test.failureMessages[0])
    if (file.status === "failed" && failed.length === 0)
      tell(basename(file.name), file.message || "outside of its tests")
  }
}

/** Uses the oldest PostgreSQL installed on this machine. If there is none, prints and counts one skipped step. */
async function integrationOnSystemServer() {
  const finder =
    'import { findServerBinaries } from "./e2e/support/system-postgres.ts"; process.exit(findServerBinaries() ? 0 : 3)'
  const code = await node("--import", ["tsx", "--input-type=module", "-e", finder])
  if (code === NO_SERVER) {
    step("SKIPPED: integration tests on a second PostgreSQL, because no server is installed on this machine")
    total.skipped++
    return
  }
  if (code !== 0) throw new Error("The search for a PostgreSQL of this machine failed")
  await vitest("Integration tests on the machine's oldest PostgreSQL", "integration", { AWC_TEST_DATABASE: "system" })
}

async function playwright(title, browser) {
  step(title)
  const code = await node(
    "node_modules/playwright/cli.js",
    ["test", "-c", "e2e/playwright.config.ts"],
    browser ? { AWC_CHROMIUM: browser } : {},
  )
  const report = read(`${RESULTS}/browser.json`)
  const stats = report?.stats
  count(
    title,
    code,
    stats && { passed: stats.expected + stats.flaky, failed: stats.unexpected, skipped: stats.skipped },
  )
  for (const error of report?.errors ?? []) tell(title, error.message)
  for (const spec of (report?.suites ?? []).flatMap(allSpecs).filter((one) => !one.ok)) {
    const results = spec.tests.flatMap((test) => test.results)
    const message = results.find((result) => result.error)?.error.message
    if (message) tell(`${basename(spec.file)}: ${spec.title}`, message)
  }
}

function allSpecs(suite) {
  return [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(allSpecs)]
}

function tell(test, message) {
  const lines = stripVTControlCharacters(message ?? "")
    .split("\n")
    .filter((line) => line.trim())
  failures.push([test, ...lines.slice(0, FAILURE_LINES)].join("\n      "))
}

/** Adds a runner's counts. A runner that fails without a failed test or without a report counts as one failure. */
function count(title, code, counts) {
  total.passed += counts?.passed ?? 0
  total.failed += counts?.failed ?? 0
  total.skipped += counts?.skipped ?? 0
  if (code !== 0 && !counts?.failed) total.failed++
  if (code !== 0) broken.push(title)
}

function read(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : null
}

function node(program, args, env = {}) {
  return new Promise((done) => {
    const child = spawn(process.execPath, [program, ...args], {
      env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1", ...env },
      stdio: "inherit",
    })
    child.once("exit", (code) => done(code ?? 1))
  })
}
