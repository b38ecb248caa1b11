import { Children } from "./children.mjs"
import { choosePort, ensureInstalled, step } from "./prepare.mjs"

/**
 * `npm run dev`: starts the simulated account, the embedded database, the worker and Next's development server. Pages
 * reload when their source changes. The worker restarts when a file under lib/ changes. Ctrl-C ends everything.
 */
const port = await choosePort("dev")
const children = new Children()
const email = process.env.ADMIN_EMAIL || "dev@example.com"
const password = process.env.ADMIN_PASSWORD || "dev-dev-dev-dev"

try {
  await ensureInstalled()
  step("Starting the simulated AWS account")
  const endpoint = await children.start("e2e/sandbox/main.ts")
  step("Starting the embedded database, the worker and Next's development server")
  await children.start("lib/server.ts", {
    args: ["--dev"],
    output: "inherit",
    env: {
      // Not a database of one's own: development changes it.
      DATABASE_URL: "",
      DATABASE_DIRECT_URL: "",
      DATABASE_CA: "",
      DATA_DIR: process.env.DATA_DIR || ".data/dev",
      ADMIN_EMAIL: email,
      ADMIN_PASSWORD: password,
      AWS_ENDPOINT_URL: endpoint,
    },
  })
  console.log(`
  AWS Connect   http://localhost:${port}
  Sign-in       ${email} / ${password}
  Sample keys   AKIAIOSFODNN7EXAMPLE / wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
`)
} catch (error) {
  if (!children.isStopping) {
    console.error(error.message)
    await children.end(1)
  }
}
