import { execFile, execFileSync } from "node:child_process"
import { existsSync, readdirSync } from "node:fs"
import { chmod, chown, mkdtemp, rm } from "node:fs/promises"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"

const run = promisify(execFile)
const OLDEST_SUPPORTED = 14

export interface SystemPostgres {
  version: string
  url: string
  stop(): Promise<void>
}

/** Finds the oldest PostgreSQL server (14 or later) on this machine, or null if there is none. */
export function findServerBinaries(): { bin: string; version: string } | null {
  const roots = ["/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt"].filter(existsSync)
  const bins = [
    ...roots.flatMap((root) => readdirSync(root).map((name) => join(root, name, "bin"))),
    ...(process.env.PATH ?? "").split(":"),
  ]
  const servers = bins
    .filter((bin) => existsSync(join(bin, "postgres")) && existsSync(join(bin, "initdb")))
    .map((bin) => ({
      bin,
      version: /(\d+)\.?\d*/.exec(execFileSync(join(bin, "postgres"), ["--version"]).toString())?.[0] ?? "0",
    }))
    .filter(({ version }) => Number.parseInt(version, 10) >= OLDEST_SUPPORTED)
    .sort((a, b) => Number.parseFloat(a.version) - Number.parseFloat(b.version))
  return servers[0] ?? null
}

/** Starts a private cluster in a temporary folder, on the loopback address. */
export async function startSystemPostgres({ bin, version }: { bin: string; version: string }): Promise<SystemPostgres> {
  const directory = await mkdtemp(join(tmpdir(), "awc-postgres-"))
  const as: { uid?: number; gid?: number } =
    process.getuid?.() === 0
      ? { uid: Number(execFileSync("id", ["-u", "postgres"])), gid: Number(execFileSync("id", ["-g", "postgres"])) }
      : {}
  if (as.uid !== undefined) await chown(directory, as.uid, as.gid ?? as.uid)
  await chmod(directory, 0o700)
  const options = { ...as, cwd: "/" }
  const data = join(directory, "data")
  const port = await freePort()
  await run(
    join(bin, "initdb"),
    ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"],
    options,
  )
  const settings = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off`
  await run(join(bin, "pg_ctl"), ["start", "-w", "-D", data, "-l", join(directory, "log"), "-o", settings], options)
  return {
    version,
    url: `postgresql://postgres@127.0.0.1:${port}/postgres`,
    async stop() {
      await run(join(bin, "pg_ctl"), ["stop", "-w", "-m", "immediate", "-D", data], options)
      await rm(directory, { recursive: true, force: true })
    },
  }
}

/** A port that nothing listens on now. */
export function freePort(): Promise<number> {
  return new Promise((done) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => done(port))
    })
  })
}
