import { readFileSync } from "node:fs"
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import postgres from "postgres"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { type EmbeddedDatabase, findRunningEmbedded, startEmbedded } from "@/lib/db/embedded/start"
import { superuserUrl } from "../support/global-database"

describe("the embedded database", () => {
  let directory: string
  let running: EmbeddedDatabase | undefined

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "awc-data-"))
  })
  afterEach(async () => {
    await running?.stop()
    running = undefined
    await rm(directory, { recursive: true, force: true })
  })

  const serverPid = () => Number(readFileSync(join(directory, "postgres", "postmaster.pid"), "utf8").split("\n")[0])
  const query = async (url: string, text: string) => {
    const sql = postgres(url, { max: 1, onnotice: () => {} })
    try {
      return await sql.unsafe(text)
    } finally {
      await sql.end()
    }
  }

  test("listens on the loopback address alone, with a password that only this user can read", async () => {
    running = await startEmbedded(directory)
    const [settings] = await query(
      superuserUrl(running.url, directory),
      "select current_setting('listen_addresses') as host, current_setting('unix_socket_directories') as sockets",
    )
    expect(settings).toEqual({ host: "127.0.0.1", sockets: "" })
    expect((await stat(join(directory, "postgres-password"))).mode & 0o777).toBe(0o600)
    await expect(query(running.url.replace(/:[^:@]+@/, ":wrong@"), "select 1")).rejects.toThrow(
      /password authentication failed/,
    )
  })

  test("keeps its data over a stop and a start", async () => {
    running = await startEmbedded(directory)
    await query(running.url, "create table kept (n int); insert into kept values (7)")
    await running.stop()
    expect(await findRunningEmbedded(directory)).toBeNull()
    running = await startEmbedded(directory)
    expect(await query(running.url, "select n from kept")).toEqual([{ n: 7 }])
  })

  test("refuses a second start on the same folder in one line", async () => {
    running = await startEmbedded(directory)
    await expect(startEmbedded(directory)).rejects.toThrow(/is in use: another AWS Connect is running on it/)
    expect(await query(running.url, "select 1 as still")).toEqual([{ still: 1 }])
  })

  test("a server killed while the app runs is started again on its port, and no committed row is lost", async () => {
    running = await startEmbedded(directory)
    await query(running.url, "create table kept (n int); insert into kept select generate_series(1, 1000)")
    process.kill(serverPid(), "SIGKILL")
    const { url } = running
    await expect
      .poll(() => query(url, "select count(*)::int as n from kept").catch(() => null), { timeout: 20_000 })
      .toEqual([{ n: 1000 }])
  })

  test("a stop while it is being started again waits for that, and leaves no server", async () => {
    running = await startEmbedded(directory)
    process.kill(serverPid(), "SIGKILL")
    await new Promise((done) => setTimeout(done, 50))
    await running.stop()
    expect(await findRunningEmbedded(directory)).toBeNull()
  })

  test("a postmaster.pid left behind, with a number that another program has now, does not stop the start", async () => {
    running = await startEmbedded(directory)
    await running.stop()
    await writeFile(
      join(directory, "postgres", "postmaster.pid"),
      `${process.pid}\n${join(directory, "postgres")}\n1\n1\n\n127.0.0.1\n  1 1\nready   \n`,
    )
    running = await startEmbedded(directory)
    expect(await query(running.url, "select 1 as up")).toEqual([{ up: 1 }])
  })

  test("a server orphaned by a killed app is taken over", async () => {
    const { spawn } = await import("node:child_process")
    const script = `import { startEmbedded } from "./lib/db/embedded/start.ts"; const db = await startEmbedded(${JSON.stringify(directory)}); console.log(db.url); setInterval(() => {}, 1000)`
    const app = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    })
    const url = await new Promise<string>((done) => app.stdout.once("data", (text) => done(String(text).trim())))
    await query(url, "create table kept (n int); insert into kept values (7)")
    const gone = new Promise((done) => app.once("exit", done))
    app.kill("SIGKILL")
    await gone
    const orphan = serverPid()
    running = await startEmbedded(directory)
    expect(serverPid()).toBe(orphan)
    expect(await query(running.url, "select n from kept")).toEqual([{ n: 7 }])
  })
})
