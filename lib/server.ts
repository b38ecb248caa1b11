import { type ChildProcess, fork } from "node:child_process"
import { existsSync } from "node:fs"
import { createServer, type Server } from "node:http"
import { fileURLToPath } from "node:url"
import next from "next"
import { issueSetupCode } from "@/lib/auth/setup-code"
import { hasUsers } from "@/lib/auth/users"
import { boot, onEnd, runMain } from "@/lib/boot"
import { getDb } from "@/lib/db/client"
import { type Env, EnvError, readEnv } from "@/lib/env"

const RESTART_WORKER_MS = 1_000

/** `npm start`: the web server, its worker and, where DATABASE_URL is unset, the embedded database, as one thing to start and stop. */
runMain(async () => {
  const dev = process.argv.includes("--dev")
  Object.assign(process.env, { NODE_ENV: dev ? "development" : "production" })
  if (!dev && !existsSync(".next/BUILD_ID")) throw new EnvError("there is no build. Run npm run build first")
  // Where no public address is set, links and cookies follow the address that the browser used.
  if (!readEnv().NEXTAUTH_URL) {
    // next-auth reads an empty one as an address.
    delete process.env.NEXTAUTH_URL
    process.env.AUTH_TRUST_HOST = "true"
  }

  // The port first: a taken one must not cost a database start.
  const server = createServer()
  await listen(server, readEnv())
  const ending = onEnd()
  const booting = boot()
  // A signal while booting waits for it, and then stops what it started.
  ending.add(() => booting.then(({ stop }) => stop()))
  const { env } = await booting
  if (ending.isEnding()) return
  const app = next({ dev, hostname: env.HOST, port: env.PORT })
  await app.prepare()
  ending.add(() => app.close())
  const worker = env.WORKER === "on" ? keepWorker() : null
  ending.add(() => worker?.stop())
  await worker?.ready
  const handle = app.getRequestHandler()
  server.on("request", (request, response) => {
    // Only a proxy of ours may say who is asking: rate limits go by it.
    if (env.TRUST_PROXY === "off") request.headers["x-forwarded-for"] = request.socket.remoteAddress ?? ""
    void handle(request, response)
  })
  ending.add(() => {
    server.close()
    server.closeAllConnections()
  })
  if (ending.isEnding()) return

  console.log(`AWS Connect is ready at ${env.NEXTAUTH_URL ?? `http://localhost:${env.PORT}`}`)
  if (!(await hasUsers(getDb()))) {
    console.log(`First visit: create the administrator with the setup code ${await issueSetupCode(getDb())}`)
  }
  process.send?.("ready")
})

function listen(server: Server, env: Env): Promise<void> {
  return new Promise((done, fail) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const taken = error.code === "EADDRINUSE"
      fail(taken ? new EnvError(`PORT ${env.PORT} is taken. Stop what uses it, or set PORT to another one`) : error)
    })
    server.listen(env.PORT, env.HOST, done)
  })
}

/** The worker in a process of its own, so that reading AWS never keeps a page waiting; started again when it dies. */
function keepWorker() {
  let child: ChildProcess
  let stopping = false
  const start = () =>
    new Promise<void>((ready) => {
      child = fork(fileURLToPath(new URL("./worker.ts", import.meta.url)), { execArgv: ["--import", "tsx"] })
      child.once("message", () => ready())
      child.once("exit", (code, signal) => {
        ready()
        if (stopping) return
        console.error(`The worker ended (${signal ?? code}); starting it again.`)
        setTimeout(() => void start(), RESTART_WORKER_MS)
      })
    })
  return {
    ready: start(),
    async stop() {
      stopping = true
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = new Promise((done) => child.once("exit", done))
      child.kill("SIGTERM")
      await ended
    },
  }
}
