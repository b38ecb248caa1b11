import { existsSync } from "node:fs"
import { createServer, type Server } from "node:http"
import { issueSetupCode } from "@/lib/auth/setup-code"
import { hasUsers } from "@/lib/auth/users"
import { type Booted, boot, onEnd, runMain } from "@/lib/boot"
import { assertSafeHost, ConfigError, isLoopback, readSettings, type Settings } from "@/lib/config"
import type { App } from "@/lib/context"
import { FrontDoor } from "@/lib/front-door"
import { keepWorker } from "@/lib/keep-worker"
import { publishApp } from "@/lib/published-app"
import { keepHouse } from "@/lib/work/housekeeping"

const HOUSEKEEPING_MS = 10 * 60_000

/**
 * `npm start`: the web server, its worker and, where DATABASE_URL is unset, the embedded database, as one thing to start
 * and stop. While it starts, requests are answered with 503.
 */
runMain(async () => {
  const isDevelopment = process.argv.includes("--dev")
  const settings = readSettings()
  assertSafeHost(settings)
  prepareNext(settings, isDevelopment)

  // The port first: a taken one must not cost a database start.
  const door = new FrontDoor(settings.trustsProxy)
  const server = createServer(door.receive)
  await listen(server, settings)
  const ending = onEnd()
  const booting = boot()
  // A signal during the start waits for it, and then stops what it started.
  ending.add(() => booting.then(({ stop }) => stop()))
  const next = await startNext(server, settings, isDevelopment, booting)
  ending.add(() => next.close())
  const { app } = await booting
  if (ending.isEnding()) return
  publishApp(app)
  const house = setInterval(() => void keepHouse(app), HOUSEKEEPING_MS)
  ending.add(() => clearInterval(house))
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

/** Next and next-auth read the process's environment themselves; these three settings are theirs. */
function prepareNext({ publicUrl }: Settings, isDevelopment: boolean): void {
  Object.assign(process.env, { NODE_ENV: isDevelopment ? "development" : "production" })
  if (!isDevelopment && !existsSync(".next/BUILD_ID")) {
    throw new ConfigError("there is no build. Run npm run build first")
  }
  if (publicUrl) return
  // Without a public address, links and cookies follow the address that the browser used. An empty one counts as set.
  delete process.env.NEXTAUTH_URL
  process.env.AUTH_TRUST_HOST = "true"
}

async function startNext(httpServer: Server, { host, port }: Settings, dev: boolean, booting: Promise<Booted>) {
  const { default: next } = await import("next")
  const app = next({ dev, hostname: host, port, httpServer })
  // A failed start of the rest does not wait for Next.
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
  if (config.databaseUrl && !isEncrypted(config.databaseUrl)) {
    console.log("Warning: DATABASE_URL names no sslmode, so the connection to the database is not encrypted.")
  }
  if (!(await hasUsers(db))) {
    console.log(`First visit: create the administrator with the setup code ${await issueSetupCode(db)}`)
  }
  process.send?.("ready")
}

const isEncrypted = (url: string) => isLoopback(new URL(url).hostname) || new URL(url).searchParams.has("sslmode")
