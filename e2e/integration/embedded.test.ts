import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { chmod, mkdtemp, rm, stat, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import postgres from "postgres"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { READER_ROLE } from "@/lib/db/embedded/roles"
import { type EmbeddedDatabase, findRunningEmbedded, startEmbedded } from "@/lib/db/embedded/start"
import { prepareDatabase } from "@/lib/prepare-database"
import { superuserUrl } from "../support/global-database"

describe("the embedded database", () => {
  let directory: string
  let running: EmbeddedDatabase | undefined

  // Most tests start on a database that was made before: making one takes a second.
  let template: string

  beforeAll(async () => {
    template = await mkdtemp(join(tmpdir(), "awc-template-"))
    await (await startEmbedded(template)).stop()
  })
  afterAll(() => rm(template, { recursive: true, force: true }))
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "awc-data-"))
    execFileSync("cp", ["-a", `${template}/.`, directory])
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

  describe("while it runs", () => {
    let directory: string
    let server: EmbeddedDatabase

    // These tests leave it as it is.
    beforeAll(async () => {
      directory = await mkdtemp(join(tmpdir(), "awc-running-"))
      server = await startEmbedded(directory)
    })
    afterAll(async () => {
      await server.stop()
      await rm(directory, { recursive: true, force: true })
    })

    test("listens only on the loopback address, with a password that only this user can read", async () => {
      const [settings] = await query(
        superuserUrl(server.url, directory),
        "select current_setting('listen_addresses') as host, current_setting('unix_socket_directories') as sockets",
      )
      expect(settings).toEqual({ host: "127.0.0.1", sockets: "" })
      expect((await stat(join(directory, "postgres-password"))).mode & 0o777).toBe(0o600)
      await expect(query(server.url.replace(/:[^:@]+@/, ":wrong@"), "select 1")).rejects.toThrow(
        /password authentication failed/,
      )
    })
    test("the app's role is an ordinary owner that cannot run programs or read files on the server", async () => {
      const { url } = server
      const [role] = await query(url, "select rolsuper, rolcreaterole from pg_roles where rolname = current_user")
      expect(role).toEqual({ rolsuper: false, rolcreaterole: false })
      await query(url, "create table lines (line text)")
      await expect(query(url, "copy lines from program 'env'")).rejects.toThrow(/permission denied/)
      await expect(query(url, "select pg_read_file('postgresql.conf')")).rejects.toThrow(/permission denied/)
    })
    test("the reader's role sees the views and the inventory, but no secrets, users, tokens or jobs", async () => {
      await prepareDatabase({ databaseUrl: server.url })
      const reader = new URL(server.url)
      reader.username = READER_ROLE
      reader.password = readFileSync(join(directory, "reader-password"), "utf8").trim()
      await query(reader.href, "select * from ec2_instances")
      await query(reader.href, "select id, name, tags from resources")
      await query(reader.href, "select state, found from scans")
      for (const forbidden of [
        "select sealed_values from resources",
        "select sealed_credentials from scans",
        "select * from users",
        "select token_hash from api_tokens",
        "select * from pgboss.job",
      ]) {
        await expect(query(reader.href, forbidden), forbidden).rejects.toThrow(/permission denied/)
      }
      await expect(query(reader.href, "create table mine (n int)")).rejects.toThrow(
        /read-only transaction|permission denied/,
      )
    })
  })

  test("makes the folders above its data folder so that the database's user can pass through them", async () => {
    await chmod(directory, 0o755)
    const data = join(directory, "missing", "data")
    running = await startEmbedded(data)
    expect((await stat(data)).mode & 0o077 & ~0o011).toBe(0)
    await running.stop()
  })

  test("the app's role becomes the owner of everything that an earlier version made as superuser", async () => {
    running = await startEmbedded(directory)
    const admin = superuserUrl(running.url, directory)
    await query(admin, "create schema drizzle; create table drizzle.done (id serial primary key)")
    await query(admin, "create table public.old (id bigint generated always as identity, kind text)")
    await query(admin, "create view public.old_view as select * from public.old")
    await query(admin, "create function public.old_one() returns int language sql as 'select 1'")
    await query(admin, "create schema pgboss; create type pgboss.old_state as enum ('a')")
    await running.stop()
    running = await startEmbedded(directory)
    await query(
      running.url,
      `alter table drizzle.done add column at timestamptz; alter table old add column more text;
       create or replace view old_view as select id, kind from old; drop function old_one();
       alter type pgboss.old_state add value 'b'; insert into old (kind) values ('x')`,
    )
  })

  test("keeps its data after a stop and a start", async () => {
    running = await startEmbedded(directory)
    await query(running.url, "create table kept (n int); insert into kept values (7)")
    await running.stop()
    expect(await findRunningEmbedded(directory)).toBeNull()
    running = await startEmbedded(directory)
    expect(await query(running.url, "select n from kept")).toEqual([{ n: 7 }])
  })

  test("refuses a second start on the same folder, with one line", async () => {
    running = await startEmbedded(directory)
    await expect(startEmbedded(directory)).rejects.toThrow(
      /^DATA_DIR .* is in use: another AWS Connect is running on it.*$/,
    )
    expect(await query(running.url, "select 1 as still")).toEqual([{ still: 1 }])
  })

  test("a killed server is started again on the same port, and no committed row is lost", async () => {
    running = await startEmbedded(directory)
    await query(running.url, "create table kept (n int); insert into kept select generate_series(1, 1000)")
    process.kill(serverPid(), "SIGKILL")
    const { url } = running
    await expect
      .poll(() => query(url, "select count(*)::int as n from kept").catch(() => null), { timeout: 60_000 })
      .toEqual([{ n: 1000 }])
  })

  test("a stop during a restart waits for the restart and leaves no server behind", async () => {
    running = await startEmbedded(directory)
    process.kill(serverPid(), "SIGKILL")
    await new Promise((done) => setTimeout(done, 50))
    await running.stop()
    expect(await findRunningEmbedded(directory)).toBeNull()
  })

  test("an old postmaster.pid with the process id of another program does not prevent the start", async () => {
    running = await startEmbedded(directory)
    await running.stop()
    await writeFile(
      join(directory, "postgres", "postmaster.pid"),
      `${process.pid}\n${join(directory, "postgres")}\n1\n1\n\n127.0.0.1\n  1 1\nready   \n`,
    )
    running = await startEmbedded(directory)
    expect(await query(running.url, "select 1 as up")).toEqual([{ up: 1 }])
  })

  test("a new start takes over the server that a killed app left behind", async () => {
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
