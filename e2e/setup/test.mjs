import { spawn } from "node:child_process"
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs"
import { basename } from "node:path"
import { createInterface } from "node:readline"
import { stripVTControlCharacters } from "node:util"
import { ensureBrowser } from "./browser.mjs"
import { ensureBuilt, ensureInstalled, step } from "./prepare.mjs"

/**
 * `npm test`: installs, builds, and runs the whole suite. With `--deep` (`npm run test:deep`), random samples are large, and
 * axe looks at every page in both themes and at all widths.
 */
const RESULTS = ".test"
/** What the search for a PostgreSQL of the machine exits with where it finds none. */
const NO_SERVER = 3
/** How many lines of a failed test's message the end of the output repeats. */
const FAILURE_LINES = 6
const SLOWEST = 10
/** So many files with a failed test are run again: more have one cause. */
const MOST_AGAIN = 5

if (process.argv.includes("--deep")) process.env.AWC_DEEP = "on"
const startedAt = Date.now()
const total = { passed: 0, failed: 0, skipped: 0 }
const broken = []
/** A line for each failed test, printed at the end, since a log of this length is often kept only in part. */
const failures = []
/** Tests that failed, and passed when their file was run again. */
const flaky = []
/** Each file with the seconds that it took. */
const files = []

process.on("SIGINT", () => process.exit(130))
process.on("SIGTERM", () => process.exit(143))

try {
  await timed("Installation", ensureInstalled)
  rmSync(RESULTS, { recursive: true, force: true })
  mkdirSync(RESULTS)
  const browser = await timed("Browser", ensureBrowser)
  await timed("Build", ensureBuilt)
  await timed("Types, lint, unit tests", () =>
    Promise.all([
      check("types", "node_modules/typescript/bin/tsc", ["--noEmit"]),
      check("lint", "node_modules/@biomejs/biome/bin/biome", ["check", "--error-on-warnings"]),
      vitest("unit", "unit"),
    ]),
  )
  await timed("Integration tests on the embedded PostgreSQL", () => vitest("integration", "integration"))
  // A browser waits as often as it works, so there is room beside it.
  await timed("Browser and REST tests on the production build; a second PostgreSQL; moto_server", () =>
    Promise.all([
      ...["reading", "changing"].map((lane) => playwright(lane, browser)),
      integrationOnSystemServer().then(() => vitest("conformance", "conformance")),
    ]),
  )
} catch (error) {
  console.error(error.message)
  broken.push("set-up")
  total.failed++
}

report()
process.exit(total.failed ? 1 : 0)

/** Says what took long, what is flaky and what failed; last, alone on its line, the runners' counts together. */
function report() {
  const slowest = files.toSorted((a, b) => b.seconds - a.seconds).slice(0, SLOWEST)
  console.log(
    `\nThe slowest files: ${slowest.map(({ name, seconds }) => `${name} ${Math.round(seconds)} s`).join(", ")}`,
  )
  console.log(`Flaky: ${flaky.length ? "" : "none"}`)
  for (const name of flaky) console.log(`  ${name}`)
  if (broken.length) console.log(`Failed: ${broken.join(", ")}`)
  for (const line of failures) console.log(`  ${line}`)
  console.log(`It took ${minutes(Date.now() - startedAt)}.`)
  console.log(`${total.passed} passed, ${total.failed} failed${total.skipped ? `, ${total.skipped} skipped` : ""}`)
}

async function timed(title, run) {
  step(title)
  const since = Date.now()
  const result = await run()
  step(`${title}: ${Math.round((Date.now() - since) / 1000)} s`)
  return result
}

function minutes(milliseconds) {
  const seconds = Math.round(milliseconds / 1000)
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

/** Runs a check that does not count tests. A failed check counts as one failure. */
async function check(title, program, args) {
  if ((await node(title, program, args)) === 0) return
  broken.push(title)
  total.failed++
}

async function vitest(title, project, env = {}) {
  const result = `${RESULTS}/${title.replaceAll(" ", "-")}.json`
  const run = (output, more) => {
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${output}`]
    return node(title, "node_modules/vitest/vitest.mjs", ["run", "--project", project, ...reporters, ...more], env)
  }
  const code = await run(result, [])
  const counts = read(result)
  let fixed = 0
  for (const file of counts?.testResults ?? [])
    files.push({ name: basename(file.name), seconds: (file.endTime - file.startTime) / 1000 })
  const red = (counts?.testResults ?? []).filter(({ status }) => status === "failed")
  for (const file of red) {
    const failed = file.assertionResults.filter((one) => one.status === "failed")
    const isAgain = red.length <= MOST_AGAIN && failed.length > 0
    if (isAgain && (await run(`${RESULTS}/again.json`, [file.name])) === 0) {
      fixed += failed.length
      for (const test of failed) flaky.push(`${basename(file.name)}: ${test.fullName}`)
      continue
    }
    for (const test of failed) tell(`${basename(file.name)}: ${test.fullName}`, test.failureMessages[0])
    if (failed.length === 0) tell(basename(file.name), file.message || "outside of its tests")
  }
  const isGreen =
    code === 0 || (fixed > 0 && fixed === counts.numFailedTests && red.every((file) => file.assertionResults.length))
  count(
    title,
    isGreen ? 0 : code,
    counts && {
      passed: counts.numPassedTests + fixed,
      failed: counts.numFailedTests - fixed,
      skipped: counts.numPendingTests,
    },
  )
}

/** Uses the oldest PostgreSQL installed on this machine. If there is none, prints and counts one skipped step. */
async function integrationOnSystemServer() {
  const finder =
    'import { findServerBinaries } from "./e2e/support/system-postgres.ts"; process.exit(findServerBinaries() ? 0 : 3)'
  const code = await node("second database", "--import", ["tsx", "--input-type=module", "-e", finder])
  if (code === NO_SERVER) {
    step("SKIPPED: integration tests on a second PostgreSQL, because no server is installed on this machine")
    total.skipped++
    return
  }
  if (code !== 0) throw new Error("The search for a PostgreSQL of this machine failed")
  await vitest("second database", "integration", { AWC_TEST_DATABASE: "system" })
}

async function playwright(lane, browser) {
  const args = ["test", "-c", "e2e/playwright.config.ts"]
  const env = { AWC_LANE: lane, ...(browser && { AWC_CHROMIUM: browser }) }
  const code = await node(lane, "node_modules/playwright/cli.js", args, env)
  const result = read(`${RESULTS}/browser-${lane}.json`)
  const stats = result?.stats
  count(
    `browser, ${lane}`,
    code,
    stats && {
      passed: stats.expected + stats.flaky,
      failed: stats.unexpected,
      skipped: stats.skipped,
    },
  )
  for (const error of result?.errors ?? []) tell(lane, error.message)
  const specs = (result?.suites ?? []).flatMap(allSpecs)
  const seconds = new Map()
  for (const spec of specs) {
    const results = spec.tests.flatMap((test) => test.results)
    const took = results.reduce((sum, { duration }) => sum + duration / 1000, 0)
    seconds.set(basename(spec.file), (seconds.get(basename(spec.file)) ?? 0) + took)
    if (spec.tests.some(({ status }) => status === "flaky")) flaky.push(`${basename(spec.file)}: ${spec.title}`)
    const message = results.find((one) => one.error)?.error.message
    if (!spec.ok && message) tell(`${basename(spec.file)}: ${spec.title}`, message)
  }
  for (const [name, took] of seconds) files.push({ name, seconds: took })
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

/** Runs a program, and puts its title before each line that it prints: two may run at a time. @returns its exit code. */
function node(title, program, args, env = {}) {
  return new Promise((done) => {
    const child = spawn(process.execPath, [program, ...args], {
      env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    })
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream }).on("line", (line) => console.log(`${title} | ${line}`))
    child.once("close", (code) => done(code ?? 1))
  })
}
