// Runs before anything is installed: Node's own modules only.
import { spawn } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import { join } from "node:path"

const BUILD_STAMP = ".next/aws-connect-build"
const BUILD_INPUTS = [
  "app",
  "lib",
  "drizzle",
  "package-lock.json",
  "next.config.ts",
  "postcss.config.mjs",
  "tsconfig.json",
]
/** Of what a failed program said, so many lines of its beginning and of its end. */
const SHOWN_LINES = 20

/** Says which step is under way. */
export const step = (text) => console.log(`» ${text}`)

/** Runs a program to its end. Its output is shown where it fails. */
export function run(command, args, { env = process.env } = {}) {
  return new Promise((done, fail) => {
    const child = spawn(command, args, { env, stdio: ["ignore", "pipe", "pipe"] })
    const output = []
    child.stdout.on("data", (chunk) => output.push(chunk))
    child.stderr.on("data", (chunk) => output.push(chunk))
    child.once("error", fail)
    child.once("exit", (code, signal) => {
      if (code === 0) return done()
      const lines = Buffer.concat(output).toString().trim().split("\n")
      const told =
        lines.length > 2 * SHOWN_LINES ? [...lines.slice(0, SHOWN_LINES), "…", ...lines.slice(-SHOWN_LINES)] : lines
      fail(new Error(`${command} ${args.join(" ")} ended with ${signal ?? code}\n${told.join("\n")}`))
    })
  })
}

/** Installs the locked packages, unless that was done since package-lock.json changed. */
export async function ensureInstalled() {
  const done = "node_modules/.package-lock.json"
  if (existsSync(done) && statSync(done).mtimeMs >= statSync("package-lock.json").mtimeMs) return
  step("Installing packages (npm install): a minute, on a slow machine several")
  // Not npm ci: it refuses a lock file that was made where the registry lacks another platform's optional binaries.
  await run("npm", ["install", "--no-save", "--include=dev", "--include=optional", "--no-audit", "--no-fund"])
}

/** Builds the app, unless this very source is built. */
export async function ensureBuilt() {
  const stamp = hashOf(BUILD_INPUTS)
  if (
    existsSync(".next/BUILD_ID") &&
    existsSync("dist/server.js") &&
    existsSync(BUILD_STAMP) &&
    readFileSync(BUILD_STAMP, "utf8") === stamp
  )
    return
  step("Building the app (npm run build): half a minute, on a slow machine several")
  await run("npm", ["run", "build"], {
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: "production" },
  })
  mkdirSync(".next", { recursive: true })
  writeFileSync(BUILD_STAMP, stamp)
}

/** PORT, or 3000. Ends the process with one line where it is malformed or taken. @param script for the advice. */
export async function choosePort(script) {
  const port = Number(process.env.PORT || 3000)
  const isPort = Number.isInteger(port) && port >= 1 && port <= 65_535
  if (isPort && (await isPortFree(port))) return port
  const taken = `PORT ${port} is taken. Stop what uses it, or set another one: PORT=${port + 1} npm run ${script}`
  console.error(isPort ? taken : "PORT must be a whole number from 1 to 65535.")
  process.exit(1)
}

/** Whether a port of this machine can be listened on. */
function isPortFree(port) {
  return new Promise((done) => {
    const probe = createServer()
    probe.once("error", () => done(false))
    probe.listen(port, "127.0.0.1", () => probe.close(() => done(true)))
  })
}

function hashOf(paths) {
  const hash = createHash("sha256")
  const add = (path) => {
    if (statSync(path).isDirectory()) for (const name of readdirSync(path).sort()) add(join(path, name))
    else hash.update(path).update(readFileSync(path))
  }
  for (const path of paths) add(path)
  return hash.digest("hex")
}
