import { sql } from "drizzle-orm"
import { type DatabaseSettings, type Db, direct, openDb, postgresError } from "@/lib/db/client"

/** Only the product's own role may lock it: who may merely read could take any advisory lock. */
const TABLE = "drizzle.upgrade_lock"
/** What the releases before this one hold while they upgrade. */
const ADVISORY = 7_267_002
const PAUSE_MS = 100
/** After this long, the wait is said, and said again. */
const SAY_EVERY_MS = 10_000
/** An upgrade of a release before this one is not waited for any longer: anybody who can sign in to the database may hold its lock. */
const ADVISORY_MS = 30_000
/** SQLSTATE of a lock that was not to be had, and of a deadlock. */
const IN_THE_WAY = ["55P03", "40P01"]

const pause = () => new Promise((done) => setTimeout(done, PAUSE_MS))

const isInTheWay = (error: unknown): boolean => IN_THE_WAY.includes(postgresError(error).code ?? "")

/**
 * Waits until no other process brings the database up to date, and keeps others from it. It holds a lock on a table, in a
 * session of its own, which a crash ends.
 * @returns what lets go.
 */
export async function holdUpgrade(settings: DatabaseSettings): Promise<() => Promise<void>> {
  const db = openDb(direct(settings), { maxConnections: 1, isLasting: true })
  try {
    await makeTable(db)
    const say = speaker("Another process is bringing the database up to date. Waiting for it.")
    while (!(await tryTable(db))) {
      say()
      await pause()
    }
    await waitForOldReleases(db)
  } catch (error) {
    await db.$client.end({ timeout: 5 })
    throw error
  }
  return () => db.$client.end({ timeout: 5 })
}

/**
 * Does something that takes a table's lock, in a transaction with a lock_timeout. While something older than this reads or
 * writes the table, it lets that pass, says so, and tries again: whoever waits for a table's lock stops all others.
 * @param what as a noun, for the log.
 */
export async function whenFree<T>(what: string, act: () => Promise<T>): Promise<T> {
  const say = speaker(`${what} waits for a transaction that is using a table it changes (see pg_stat_activity).`)
  for (;;) {
    try {
      return await act()
    } catch (error) {
      if (!isInTheWay(error)) throw error
      say()
      await pause()
    }
  }
}

/** How long a statement waits for a table's lock while the database is brought up to date. */
export const LOCK_TIMEOUT = "2s"

function speaker(line: string): () => void {
  let saidAt = Number.NEGATIVE_INFINITY
  return () => {
    if (Date.now() - saidAt < SAY_EVERY_MS) return
    saidAt = Date.now()
    console.warn(line)
  }
}

/** Two processes may make it at once: the second gets an error, and then finds it. */
async function makeTable(db: Db): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await db.execute(sql`create schema if not exists drizzle`)
      await db.execute(sql`create table if not exists ${sql.raw(TABLE)} ()`)
      return
    } catch (error) {
      if (attempt === 3) throw error
      await pause()
    }
  }
}

/**
 * Sends a statement by the simple protocol. By the other one, its snapshot would live as long as the transaction, and
 * `create index concurrently` waits for all that are older than itself.
 */
const send = (db: Db, text: string) => db.$client.unsafe(text).simple()

async function tryTable(db: Db): Promise<boolean> {
  await send(db, "begin")
  try {
    await send(db, "set local idle_in_transaction_session_timeout = 0")
    await send(db, `lock table ${TABLE} in exclusive mode nowait`)
    return true
  } catch (error) {
    await send(db, "rollback")
    if (!isInTheWay(error)) throw error
    return false
  }
}

async function waitForOldReleases(db: Db): Promise<void> {
  const until = Date.now() + ADVISORY_MS
  const say = speaker("A session holds the lock that earlier releases take while they upgrade. Waiting for up to 30 s.")
  for (;;) {
    const [row] = await send(db, `select pg_try_advisory_xact_lock(${ADVISORY})::text as ours`)
    if (row?.ours === "true") return
    if (Date.now() > until) return console.warn("The lock of earlier releases is still held. Going on without it.")
    say()
    await pause()
  }
}
