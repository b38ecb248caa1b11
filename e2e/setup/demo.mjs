import { fork } from "node:child_process"
import { ensureBuilt, ensureInstalled, isPortFree, step } from "./prepare.mjs"

const EMAIL = "demo@example.com"
const PASSWORD = "demo-demo-demo"

const [major, minor] = process.versions.node.split(".").map(Number)
if (major < 20 || (major === 20 && minor < 9))
  stop(`Node ${process.versions.node} is too old: install Node 20.9 or later.`)

const port = Number(process.env.PORT || 3000)
if (!Number.isInteger(port) || port < 1 || port > 65_535) stop("PORT must be a whole number from 1 to 65535.")
if (!(await isPortFree(port)))
  stop(`PORT ${port} is taken. Stop what uses it, or set another one: PORT=${port + 1} npm run demo`)

const children = []
let stopping = false
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => end(0))

try {
  await ensureInstalled()
  await ensureBuilt()
  step("Starting the simulated AWS account")
  const endpoint = await start("e2e/sandbox/main.ts", {})
  step("Starting the embedded database and the app")
  // The demo never touches a database or an AWS account of one's own.
  await start("dist/server.js", {
    DATABASE_URL: "",
    DATA_DIR: process.env.DATA_DIR || ".data/demo",
    PORT: String(port),
    HOST: "127.0.0.1",
    NEXTAUTH_URL: "",
    ADMIN_EMAIL: EMAIL,
    ADMIN_PASSWORD: PASSWORD,
    AWS_ENDPOINT_URL: endpoint,
    WORKER: "on",
  })
  console.log(`
  AWS Connect   http://localhost:${port}
  Sign-in       ${EMAIL} / ${PASSWORD}
  Sample keys   AKIAIOSFODNN7EXAMPLE / wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
  Ctrl-C stops everything; the data stays for the next time.
`)
} catch (error) {
  if (!stopping) {
    console.error(error.message)
    await end(1)
  }
}

/** Starts one of our programs; resolves with the first thing it says of itself. */
function start(program, env) {
  return new Promise((done, fail) => {
    // Detached from the terminal's signals: this process ends its children in order.
    const child = fork(program, {
      execArgv: program.endsWith(".ts") ? ["--import", "tsx"] : [],
      env: { ...process.env, ...env },
      stdio: ["ignore", "ignore", "inherit", "ipc"],
      detached: true,
    })
    children.push(child)
    child.once("message", done)
    child.once("exit", (code) => {
      fail(new Error(`${program} ended.`))
      if (!stopping) void end(code || 1)
    })
  })
}

/** The app first, then what it stands on. */
async function end(code) {
  if (stopping) return
  stopping = true
  for (const child of children.reverse()) {
    if (child.exitCode !== null || child.signalCode !== null) continue
    const gone = new Promise((done) => child.once("exit", done))
    child.kill("SIGTERM")
    await gone
  }
  process.exit(code)
}

function stop(message) {
  console.error(message)
  process.exit(1)
}
