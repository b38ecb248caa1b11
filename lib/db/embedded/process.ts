import { readFileSync, readlinkSync } from "node:fs"
import { createServer } from "node:net"
import { platform } from "node:os"
import { join } from "node:path"
import postgres from "postgres"

export type ServerProcess = { state: "none" } | { state: "ready" | "busy"; port: number; isCertain: boolean }

/**
 * Reads the state of this data directory's server from `postmaster.pid`: none (or a file that was left behind), ready,
 * or busy (starting, recovering or stopping). The state is not certain if the system does not let us see whose process
 * it is.
 */
export function inspectServer(directory: string): ServerProcess {
  let lines: string[]
  try {
    lines = readFileSync(join(directory, "postmaster.pid"), "utf8").split("\n")
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return { state: "none" }
    throw error
  }
  const owner = ownerOf(Number(lines[0]), directory)
  if (owner === "gone") return { state: "none" }
  const state = lines[7]?.trim() === "ready" ? "ready" : "busy"
  return { state, port: Number(lines[3]), isCertain: owner === "ours" }
}

/** Whether the process is this directory's server. On Linux, a server's working directory is its data directory. */
function ownerOf(pid: number, directory: string): "ours" | "unknown" | "gone" {
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
    // In a container, root may not look into another user's process.
    return (error as NodeJS.ErrnoException).code === "ENOENT" ? "gone" : "unknown"
  }
}

/** Whether a PostgreSQL answers at this address. */
export async function answers(url: string): Promise<boolean> {
  const probe = postgres(url, { max: 1, onnotice: () => {}, connect_timeout: 5 })
  try {
    await probe`select 1`
    return true
  } catch {
    // The server is starting or stopping, or another program has the port. The caller tries again.
    return false
  } finally {
    await probe.end({ timeout: 1 })
  }
}

/** A port of the loopback interface that nothing listens on now. */
export function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer().once("error", fail)
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address()
      probe.close(() => (typeof address === "object" && address ? done(address.port) : fail(new Error("no free port"))))
    })
  })
}
