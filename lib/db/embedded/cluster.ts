import { randomBytes } from "node:crypto"
import { existsSync } from "node:fs"
import { chmod, chown, mkdir, readFile, realpath, rename, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import {
  type Account,
  assertRunnable,
  type Binaries,
  loadBinaries,
  run,
  serverAccount,
} from "@/lib/db/embedded/binaries"
import { answers, freePort, inspectServer } from "@/lib/db/embedded/process"
import { addressOf, type Passwords, SUPERUSER } from "@/lib/db/embedded/roles"
import { ensureSecretFile, makePrivateFolder } from "@/lib/secret-file"

const START_ATTEMPTS = 60
const RETRY_MS = 500

/** The folder of the cluster's data. */
export const databaseFolder = (dataDir: string): string => join(dataDir, "postgres")

/** The passwords of the cluster's roles, generated once into files that only this user can read. */
export async function ensurePasswords(dataDir: string): Promise<Passwords> {
  const from = (file: string) => ensureSecretFile(join(dataDir, file), () => randomBytes(24).toString("base64url"))
  return {
    superuser: await from("postgres-password"),
    app: await from("database-password"),
    reader: await from("reader-password"),
  }
}

/** One PostgreSQL cluster under a data folder, whose server may be running or not. */
export class Cluster {
  private constructor(
    readonly directory: string,
    readonly passwords: Passwords,
    readonly binaries: Binaries,
    readonly account: Account,
  ) {}

  /** Opens the cluster; the first call creates it. @throws ConfigError if it cannot run here. */
  static async open(wantedDir: string): Promise<Cluster> {
    const binaries = await loadBinaries()
    const account = await serverAccount()
    await makePrivateFolder(wantedDir)
    const dataDir = await realpath(wantedDir)
    // The server's user must be able to enter the folder. It still cannot list it.
    if (account.uid !== undefined) await chmod(dataDir, 0o711)
    // An existing folder may be open to others. A mounted volume may belong to somebody else, and is left as it is.
    else await chmod(dataDir, 0o700).catch(() => {})
    await assertRunnable(binaries, account, dataDir)
    const passwords = await ensurePasswords(dataDir)
    const directory = databaseFolder(dataDir)
    if (!existsSync(join(directory, "PG_VERSION"))) await create(binaries, account, directory, passwords.superuser)
    return new Cluster(directory, passwords, binaries, account)
  }

  /** Uses the server if it is running, waits if it is starting or recovering, or starts it. @returns its port. */
  async ensureRunning(wantedPort?: number): Promise<number> {
    let failure: unknown
    for (let attempt = 0; attempt < START_ATTEMPTS; attempt++) {
      const server = inspectServer(this.directory)
      if (server.state === "ready" && (await answers(this.#superuserUrl(server.port)))) return server.port
      // A process that we may not inspect could be another program. After half of the attempts, PostgreSQL itself
      // decides.
      const isHopeless = server.state !== "none" && !server.isCertain && attempt >= START_ATTEMPTS / 2
      if (server.state === "none" || isHopeless) {
        const port = wantedPort ?? (await freePort())
        try {
          await this.#start(port)
          return port
        } catch (error) {
          // The child processes of a killed server keep its shared memory for a moment.
          failure = error
        }
      }
      await new Promise((done) => setTimeout(done, RETRY_MS))
    }
    const log = await readFile(join(this.directory, "server.log"), "utf8").catch(() => "")
    throw new Error(`The embedded database does not start: ${log.trim().split("\n").at(-1) ?? failure}`)
  }

  async stop(): Promise<void> {
    if (inspectServer(this.directory).state === "none") return
    await run(this.binaries.pg_ctl, ["stop", "-w", "-m", "fast", "-D", this.directory], this.account)
  }

  async #start(port: number): Promise<void> {
    await rm(join(this.directory, "postmaster.pid"), { force: true })
    const settings = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=`
    const log = join(this.directory, "server.log")
    await run(this.binaries.pg_ctl, ["start", "-w", "-D", this.directory, "-l", log, "-o", settings], this.account)
  }

  #superuserUrl(port: number): string {
    return addressOf(port, SUPERUSER, this.passwords.superuser)
  }
}

/**
 * Creates the cluster in a temporary folder and then renames it, so that an interrupted start leaves nothing half made.
 */
async function create(binaries: Binaries, account: Account, directory: string, password: string): Promise<void> {
  const draft = `${directory}-${randomBytes(4).toString("hex")}`
  const passwordFile = `${draft}.password`
  await mkdir(draft, { mode: 0o700 })
  await writeFile(passwordFile, password, { mode: 0o600 })
  if (account.uid !== undefined && account.gid !== undefined) {
    await chown(draft, account.uid, account.gid)
    await chown(passwordFile, account.uid, account.gid)
  }
  try {
    const identity = [`--username=${SUPERUSER}`, `--pwfile=${passwordFile}`, "--auth=scram-sha-256"]
    const locale = ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    await run(binaries.initdb, [`--pgdata=${draft}`, ...identity, ...locale], account)
    await rename(draft, directory)
  } catch (error) {
    await rm(draft, { recursive: true, force: true })
    // Another start may have created it in the meantime.
    if (!existsSync(join(directory, "PG_VERSION"))) throw error
  } finally {
    await rm(passwordFile, { force: true })
  }
}
