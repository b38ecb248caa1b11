import { execFile } from "node:child_process"
import { promisify } from "node:util"
import { Children } from "./children.mjs"
import { choosePort, ensureBuilt, ensureInstalled, run, step } from "./prepare.mjs"

/** `npm run demo`: installs, builds and starts the product on an embedded database and simulated AWS accounts. */
const EMAIL = "demo@example.com"
const PASSWORD = "demo-demo-demo"

const [major, minor] = process.versions.node.split(".").map(Number)
if (major < 20 || (major === 20 && minor < 9)) {
  console.error(`Node ${process.versions.node} is too old: install Node 20.9 or later.`)
  process.exit(1)
}
const port = await choosePort("demo")
const MACHINE_KEY = "AKIAMACHINEEXAMPLE01"
const MACHINE_SECRET = "machineCanary/K7MDENG/bPxRfiCYEXAMPLEKEY1"
const children = new Children()

try {
  await ensureInstalled()
  await ensureBuilt()
  step("Starting the simulated AWS accounts")
  const endpoint = await children.start("e2e/sandbox/main.ts")
  step("Starting the embedded database and the app")
  // The demo must never use the user's own database or AWS account.
  const database = { DATABASE_URL: "", DATABASE_DIRECT_URL: "", DATABASE_CA: "" }
  const data = { ...database, DATA_DIR: process.env.DATA_DIR || ".data/demo" }
  await children.start("dist/server.js", {
    env: {
      ...data,
      PORT: String(port),
      HOST: "127.0.0.1",
      NEXTAUTH_URL: "",
      ADMIN_EMAIL: EMAIL,
      ADMIN_PASSWORD: PASSWORD,
      AWS_ENDPOINT_URL: endpoint,
      // The simulated machine's own identity, which assumes the roles of the organisation.
      AWS_ACCESS_KEY_ID: MACHINE_KEY,
      AWS_SECRET_ACCESS_KEY: MACHINE_SECRET,
      AWS_SESSION_TOKEN: "",
      AWS_PROFILE: "",
      WORKER: "on",
    },
  })
  step("Connecting the simulated organisation, and scanning it")
  await fill(data, endpoint)
  console.log(`
  AWS Connect   http://localhost:${port}
  Sign-in       ${EMAIL} / ${PASSWORD}
  Sample keys   of a sixth account: AKIAIOSFODNN7EXAMPLE / wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
  Ctrl-C stops everything; the data is kept for the next start.
`)
} catch (error) {
  if (!children.isStopping) {
    console.error(error.message)
    await children.end(1)
  }
}

/** Fills the product over its own REST, with a token that is revoked afterwards. */
async function fill(data, sandbox) {
  const env = { ...process.env, ...data }
  const token = (...args) => promisify(execFile)(process.execPath, ["dist/token.js", ...args], { env })
  const name = `demo-${process.pid}`
  const { stdout } = await token("--name", name, "--scopes", "read,scan,manage", "--days", "1")
  const settings = { FILL_URL: `http://127.0.0.1:${port}`, FILL_TOKEN: stdout.trim(), FILL_SANDBOX: sandbox }
  await run(process.execPath, ["--import", "tsx", "e2e/setup/fill.ts"], { env: { ...process.env, ...settings } })
  await token("--revoke", name)
}
