// Runs before any package is installed, so it may import only Node's own modules.
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
  "proxy.ts",
  "postcss.config.mjs",
  "tsconfig.json",
]
/** How many lines of a failed program's output are shown, both from its beginning and from its end. */
const SHOWN_LINES = 20

/** Prints the step that starts now. */
export const step = (text) => console.log(`» ${text}`)

/** Runs a program and waits for its end. @throws an error with its output if it fails. */
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

/** Installs the locked packages, unless they were installed after package-lock.json last changed. */
export async function ensureInstalled() {
  const done = "node_modules/.package-lock.json"
  if (existsSync(done) && statSync(done).mtimeMs >= statSync("package-lock.json").mtimeMs) return
  step("Installing packages (npm install): about a minute, several on a slow machine")
  // npm ci would refuse a lock file in which another platform's optional binaries are missing.
  await run("npm", ["install", "--no-save", "--include=dev", "--include=optional", "--no-audit", "--no-fund"])
}

/** Builds the app, unless the current source is already built. */
export async function ensureBuilt() {
  const stamp = hashOf(BUILD_INPUTS)
  if (
    existsSync(".next/BUILD_ID") &&
    existsSync("dist/server.js") &&
    existsSync(BUILD_STAMP) &&
    readFileSync(BUILD_STAMP, "utf8") === stamp
  )
    return
  step("Building the app (npm run build): about half a minute, a few minutes on a slow machine")
  await run("npm", ["run", "build"], {
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: "production" },
  })
  mkdirSync(".next", { recursive: true })
  writeFileSync(BUILD_STAMP, stamp)
}

/** Reads PORT (default 3000). If it is invalid or taken, ends the process with advice on how to run `script`. */
export async function choosePort(script) {
  const port = Number(process.env.PORT || 3000)
  const isPort = Number.isInteger(port) && port >= 1 && port <= 65_535
  if (isPort && (await isPortFree(port))) return port
  const taken = `PORT ${port} is taken. Stop what uses it, or set another one: PORT=${port + 1} npm run ${script}`
  console.error(isPort ? taken : "PORT must be a whole number from 1 to 65535.")
  process.exit(1)
}

/** Whether nothing listens on this port of the loopback address. */
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
