import { once } from "node:events"
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net"
import { setTimeout as wait } from "node:timers/promises"
import { sql as adminSql } from "drizzle-orm"
import postgres, { type Sql } from "postgres"
import { afterEach, beforeEach, expect, test } from "vitest"
import { openDb } from "@/lib/db/client"
import { openTestDatabase, type TestDatabase } from "../support/database"

// The driver as lib/db/driver patches it. Its one connection goes through a proxy that these tests cut.

let database: TestDatabase
let proxy: Server
let sql: Sql
const sockets = new Set<Socket>()

beforeEach(async () => {
  database = await openTestDatabase()
  const { hostname, port } = new URL(database.config.databaseUrl)
  proxy = createServer((near) => {
    const far = connect(Number(port), hostname)
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from)
      from.on("error", () => to.destroy())
      from.pipe(to)
    }
  }).listen(0, "127.0.0.1")
  await once(proxy, "listening")
  const url = new URL(database.config.databaseUrl)
  url.host = `127.0.0.1:${(proxy.address() as AddressInfo).port}`
  sql = postgres(url.href, { max: 1, ...{ max_pipeline: 0 }, onnotice: () => {} })
  await sql`create table cut (who text)`
})
afterEach(async () => {
  await sql.end({ timeout: 1 })
  proxy.close()
  sockets.clear()
  await database.close()
})

test("nothing waits behind a slow query while another connection is free", async () => {
  const pool = openDb(database.config, { maxConnections: 2 })
  const ended: string[] = []
  const send = async (statement: string) => {
    await pool.$client.unsafe(statement)
    ended.push(statement)
  }
  await Promise.all([send("select 1"), send("select 1")])
  await Promise.all([send("select pg_sleep(2)"), ...Array.from({ length: 6 }, () => send("select 2"))])
  expect(ended.at(-1)).toBe("select pg_sleep(2)")
  await pool.$client.end()
})

const endings = {
  "the server closes": (socket: Socket) => socket.end(),
  "the network resets": (socket: Socket) => socket.resetAndDestroy(),
}

test("a session that the server ends during a query leaves no error to the next one", async () => {
  const inFlight = sql`select pg_sleep(30), 'to be ended'`
  const isEnded = expect(inFlight).rejects.toThrow()
  await wait(100)
  await database.db.execute(adminSql`
    select pg_terminate_backend(pid) from pg_stat_activity where query like '%to be ended%' and pid <> pg_backend_pid()`)
  await isEnded
  for (let round = 0; round < 3; round++) expect(await sql`select ${round} + 1 as next`).toEqual([{ next: round + 1 }])
})

for (const [how, cut] of Object.entries(endings)) {
  const cutAll = () => {
    for (const socket of sockets) cut(socket)
    sockets.clear()
  }

  test(`a connection that ${how} during a query fails its transaction and nothing else`, async () => {
    const inFlight = sql.begin((tx) => tx`select pg_sleep(30)`)
    await wait(100)
    cutAll()
    await expect(inFlight).rejects.toThrow(/CONNECTION_CLOSED|ECONNRESET/)
    for (let round = 0; round < 3; round++) {
      await sql.begin((tx) => tx`insert into cut values (${round})`)
    }
    expect(await sql`select count(*)::int as found from cut`).toEqual([{ found: 3 }])
  })

  test(`after one that ${how}, no statement of its transaction runs in another`, async () => {
    let goOn = () => {}
    const gate = new Promise<void>((done) => {
      goOn = done
    })
    const first = sql.begin(async (tx) => {
      await tx`insert into cut values ('first')`
      await gate
      await tx`insert into cut values ('late')`
    })
    await wait(100)
    cutAll()
    await expect(first).rejects.toThrow(/CONNECTION_CLOSED|ECONNRESET/)
    const second = sql.begin(async (tx) => {
      await tx`insert into cut values ('second')`
      goOn()
      await wait(100)
      throw new Error("rolled back")
    })
    await expect(second).rejects.toThrow("rolled back")
    expect(await sql`select who from cut`).toEqual([])
  })

  test(`what is read page by page over a connection that ${how} ends with an error, and is not taken for whole`, async () => {
    let isLeaving = false
    const read = async () => {
      for await (const page of sql`select i from generate_series(1, 100000) i`.cursor(100)) {
        if (page[0]?.i !== 101) continue
        cutAll()
        await wait(100)
        if (isLeaving) return
      }
    }
    await expect(read()).rejects.toThrow(/CONNECTION_CLOSED|ECONNRESET/)
    isLeaving = true
    await read()
    expect(await sql`select 1 as one`).toEqual([{ one: 1 }])
  })

  test(`a reserved connection that ${how} fails its statements, and its place is free again`, async () => {
    const reserved = await sql.reserve()
    await reserved`select 1`
    cutAll()
    await wait(100)
    await expect(reserved`select 1`).rejects.toThrow("CONNECTION_CLOSED")
    reserved.release()
    expect(await sql`select 1 as one`).toEqual([{ one: 1 }])
  })
}
