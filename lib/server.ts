import { existsSync } from "node:fs"
import { createServer, type Server } from "node:http"
import { issueSetupCode } from "@/lib/auth/setup-code"
import { hasUsers } from "@/lib/auth/users"
import { type Booted, boot, onEnd, runMain } from "@/lib/boot"
import { assertSafeHost, type Config, ConfigError, isLoopback, readSettings, type Settings } from "@/lib/config"
import type { App } from "@/lib/context"
import { tlsOptions } from "@/lib/db/client"
import { FrontDoor } from "@/lib/front-door"
import { keepWorker } from "@/lib/keep-worker"
import { publishApp } from "@/lib/published-app"
import { keepHouseRegularly } from "@/lib/work/housekeeping"

/**
 * `npm start` starts and stops together the web server, its worker and, if DATABASE_URL is not set, the embedded
 * database. While it starts, requests are answered with 503.
 */
runMain(async () => {
  const isDevelopment = process.argv.includes("--dev")
  const settings = readSettings()
  assertSafeHost(settings)
  prepareNext(settings, isDevelopment)

  // Listen first: if the port is taken, no database must be started for nothing.
  const door = new FrontDoor(settings.trustsProxy, settings.publicUrl)
  const server = createServer(door.receive)
  await listen(server, settings)
  const ending = onEnd()
  const booting = boot()
  // Its failure is reported below, once Next has loaded.
  booting.catch(() => {})
  // A signal during the start waits for it, and then stops what it started.
  ending.add(() => booting.then(({ stop }) => stop()))
  const next = await startNext(server, settings, isDevelopment, booting)
  ending.add(() => next.close())
  const { app } = await booting
  if (ending.isEnding()) return
  publishApp(app)
  ending.add(keepHouseRegularly(app))
  door.open(next.handle)
  ending.add(() => {
    server.close()
    server.closeAllConnections()
  })
  const worker = settings.runsWorker ? keepWorker({ reload: isDevelopment }) : null
  ending.add(() => worker?.stop())
  await worker?.ready
  if (ending.isEnding()) return
  await announce(app)
})

/** Next and next-auth read the process's environment themselves, so these three settings must be in it. */
function prepareNext({ publicUrl }: Settings, isDevelopment: boolean): void {
  Object.assign(process.env, { NODE_ENV: isDevelopment ? "development" : "production" })
  if (!isDevelopment && !existsSync(".next/BUILD_ID")) {
    throw new ConfigError("there is no build. Run npm run build first")
  }
  if (publicUrl) return
  // Without a public address, links and cookies use the address that the browser used. An empty variable would count as
  // set.
  delete process.env.NEXTAUTH_URL
  process.env.AUTH_TRUST_HOST = "true"
}

async function startNext(httpServer: Server, { host, port }: Settings, dev: boolean, booting: Promise<Booted>) {
  const { default: next } = await import("next")
  const app = next({ dev, hostname: host, port, httpServer })
  // If the rest fails to start, do not wait for Next.
  await Promise.all([app.prepare(), booting])
  return { handle: app.getRequestHandler(), close: () => app.close() }
}

function listen(server: Server, { port, host }: Settings): Promise<void> {
  return new Promise((done, fail) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const taken = error.code === "EADDRINUSE"
      fail(taken ? new ConfigError(`PORT ${port} is taken. Stop what uses it, or set PORT to another one`) : error)
    })
    server.listen(port, host, done)
  })
}

async function announce({ db, config }: App): Promise<void> {
  console.log(`AWS Connect is ready at ${config.publicUrl ?? `http://localhost:${config.port}`}`)
  if (!isLoopback(config.host) && config.allowsInsecureHttp && !config.trustsProxy) {
    console.log(`Warning: HOST ${config.host} is open to the network without TLS (INSECURE_HTTP=on).`)
  }
  if (config.databaseUrl && !isEncrypted(config)) {
    console.log("Warning: DATABASE_URL has no sslmode, so the connection to the database is not encrypted.")
  }
  if (!(await hasUsers(db))) {
    console.log(`First visit: create the administrator with the setup code ${await issueSetupCode(db)}`)
  }
  process.send?.("ready")
}

const isEncrypted = ({ databaseUrl, databaseCa }: Config) =>
  isLoopback(new URL(databaseUrl).hostname) || tlsOptions(databaseUrl, databaseCa) !== false
