import { Children } from "./children.mjs"
import { choosePort, ensureBuilt, ensureInstalled, step } from "./prepare.mjs"

/** `npm run demo`: installs, builds and starts the product on an embedded database and a simulated AWS account. */
const EMAIL = "demo@example.com"
const PASSWORD = "demo-demo-demo"

const [major, minor] = process.versions.node.split(".").map(Number)
if (major < 20 || (major === 20 && minor < 9)) {
  console.error(`Node ${process.versions.node} is too old: install Node 20.9 or later.`)
  process.exit(1)
}
const port = await choosePort("demo")
const children = new Children()

try {
  await ensureInstalled()
  await ensureBuilt()
  step("Starting the simulated AWS account")
  const endpoint = await children.start("e2e/sandbox/main.ts")
  step("Starting the embedded database and the app")
  // The demo must never use the user's own database or AWS account.
  await children.start("dist/server.js", {
    env: {
      DATABASE_URL: "",
      DATABASE_DIRECT_URL: "",
      DATABASE_CA: "",
      DATA_DIR: process.env.DATA_DIR || ".data/demo",
      PORT: String(port),
      HOST: "127.0.0.1",
      NEXTAUTH_URL: "",
      ADMIN_EMAIL: EMAIL,
      ADMIN_PASSWORD: PASSWORD,
      AWS_ENDPOINT_URL: endpoint,
      WORKER: "on",
    },
  })
  console.log(`
  AWS Connect   http://localhost:${port}
  Sign-in       ${EMAIL} / ${PASSWORD}
  Sample keys   AKIAIOSFODNN7EXAMPLE / wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
  Ctrl-C stops everything; the data is kept for the next start.
`)
} catch (error) {
  if (!children.isStopping) {
    console.error(error.message)
    await children.end(1)
  }
}
