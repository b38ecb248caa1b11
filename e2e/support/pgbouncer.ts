import { type ChildProcess, execFileSync, spawn } from "node:child_process"
import { existsSync } from "node:fs"
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import postgres from "postgres"
import { freePort } from "./system-postgres"

const PROGRAMS = [
  "/usr/sbin/pgbouncer",
  "/usr/bin/pgbouncer",
  "/usr/local/bin/pgbouncer",
  "/opt/homebrew/bin/pgbouncer",
]

/** The path of PgBouncer (Debian's package `pgbouncer`), or undefined if it is not installed. */
export const findPgbouncer = (): string | undefined => PROGRAMS.find(existsSync)

export interface Pooler {
  /** The same database through the pooler. */
  url: string
  stop(): Promise<void>
}

/** Starts PgBouncer in transaction mode in front of a database. Its small pool makes clients share sessions. */
export async function startPgbouncer(program: string, databaseUrl: string): Promise<Pooler> {
  const { hostname, port, username, password, pathname } = new URL(databaseUrl)
  const directory = await mkdtemp(join(tmpdir(), "awc-pgbouncer-"))
  await chmod(directory, 0o755)
  const listenPort = await freePort()
  const users = join(directory, "users.txt")
  await writeFile(users, `"${username}" "${decodeURIComponent(password)}"\n`, { mode: 0o644 })
  const settings = join(directory, "pgbouncer.ini")
  await writeFile(
    settings,
    `[databases]
* = host=${hostname} port=${port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${listenPort}
unix_socket_dir =
auth_type = trust
auth_file = ${users}
pool_mode = transaction
default_pool_size = 6
max_client_conn = 200
`,
    { mode: 0o644 },
  )
  const asOther = process.getuid?.() === 0 ? ["-u", "postgres"] : []
  const child = spawn(program, [...asOther, settings], { stdio: "ignore" })
  const url = new URL(databaseUrl)
  url.hostname = "127.0.0.1"
  url.port = String(listenPort)
  url.pathname = pathname
  await untilAnswering(url.href, child)
  return {
    url: url.href,
    async stop() {
      const gone = new Promise((done) => child.once("exit", done))
      child.kill("SIGKILL")
      await gone
      await rm(directory, { recursive: true, force: true })
    },
  }
}

async function untilAnswering(url: string, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if (child.exitCode !== null) throw new Error(`pgbouncer ended with ${child.exitCode}`)
    const probe = postgres(url, { max: 1, prepare: false, onnotice: () => {} })
    try {
      await probe`select 1`
      return
    } catch {
      await new Promise((done) => setTimeout(done, 100))
    } finally {
      await probe.end({ timeout: 1 })
    }
  }
  throw new Error("pgbouncer does not answer")
}

/** The version, for the log. */
export const pgbouncerVersion = (program: string): string =>
  execFileSync(program, ["--version"]).toString().split("\n")[0] ?? ""
