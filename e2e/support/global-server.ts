import { type ChildProcess, fork } from "node:child_process"
import { createWriteStream } from "node:fs"
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { companyWorld, MACHINE } from "../sandbox/company"
import { startSandbox } from "../sandbox/server"
import { ADMIN_EMAIL, folder, lane } from "./lane"
import { QUICK_EC2_CALLS } from "./pace"
import { TEST_SECRETS } from "./secrets"
import { ANSWERS, SERVER_LOG, TOKENS } from "./traces"

/** Starts the production server as `npm start` does, with a new embedded database and simulated accounts. */
export default async function setup() {
  await mkdir(folder, { recursive: true })
  for (const file of [ANSWERS, TOKENS]) await writeFile(file, "")
  const dataDir = await mkdtemp(join(tmpdir(), "awc-server-"))
  const sandbox = await startSandbox(companyWorld())
  const server = await startServer(dataDir, sandbox.url)
  Object.assign(process.env, { AWC_DATA_DIR: dataDir, AWC_SANDBOX_URL: sandbox.url })
  return async () => {
    const gone = new Promise((done) => server.once("exit", done))
    server.kill("SIGTERM")
    await gone
    await sandbox.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

function startServer(dataDir: string, endpoint: string): Promise<ChildProcess> {
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    NODE_ENV: "production",
    DATABASE_URL: "",
    DATA_DIR: dataDir,
    PORT: process.env.AWC_TEST_PORT,
    HOST: "127.0.0.1",
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: MACHINE.accessKeyId,
    AWS_SECRET_ACCESS_KEY: MACHINE.secretAccessKey,
    AWS_SESSION_TOKEN: "",
    AWS_PROFILE: "",
    // The tests' own receiver of webhooks.
    WEBHOOK_ALLOWED_CIDRS: "127.0.0.0/8",
    AWS_EC2_CALLS_PER_SECOND: String(QUICK_EC2_CALLS),
    SCAN_TIMEOUT_SECONDS: "6",
    // The other lane plays the first visit.
    ...(lane === "reading"
      ? { ADMIN_EMAIL, ADMIN_PASSWORD: TEST_SECRETS.password }
      : { ADMIN_EMAIL: "", ADMIN_PASSWORD: "" }),
    NEXTAUTH_URL: "",
  }
  const log = createWriteStream(SERVER_LOG)
  const server = fork("dist/server.js", { env, stdio: ["ignore", "pipe", "pipe", "ipc"] })
  server.stdout?.pipe(log)
  server.stderr?.pipe(log)
  return new Promise((ready, fail) => {
    server.once("message", () => ready(server))
    server.once("exit", (code) => fail(new Error(`The server ended with ${code}; see ${SERVER_LOG}`)))
  })
}
