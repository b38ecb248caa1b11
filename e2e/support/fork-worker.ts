import { type ChildProcess, fork } from "node:child_process"
import { sql } from "drizzle-orm"
import type { Db } from "@/lib/db/client"
import type { TestDatabase } from "./database"
import { QUICK_EC2_CALLS } from "./pace"
import { compileProgram } from "./program"

const forked: ChildProcess[] = []

/** Starts the real worker in its own process, so that signals can kill or stop it. */
export function forkWorker({ config }: TestDatabase): Promise<ChildProcess> {
  return new Promise((ready, fail) => {
    const child = fork(compileProgram("e2e/support/worker.ts"), {
      execArgv: [],
      env: {
        ...process.env,
        DATABASE_URL: config.databaseUrl,
        ENCRYPTION_KEY: config.encryptionKey,
        NEXTAUTH_SECRET: config.sessionSecret,
        AWS_ENDPOINT_URL: config.aws.endpoint,
        WORKER_CONCURRENCY: "4",
        AWS_EC2_CALLS_PER_SECOND: String(QUICK_EC2_CALLS),
      },
    })
    forked.push(child)
    child.once("message", () => ready(child))
    child.once("exit", () => fail(new Error("the worker ended before it was ready")))
  })
}

/** Lets the leases of all jobs run out soon after their worker falls silent, and not after 20 s. */
export async function shortenLeases(db: Db, seconds = 1.5): Promise<void> {
  await db.execute(sql`
    create or replace function shorten_lease() returns trigger language plpgsql as
      ${sql.raw(`$$ begin new.expire_in := interval '${seconds} seconds'; return new; end $$`)}`)
  await db.execute(sql`
    create or replace trigger shorten_lease before insert on pgboss.job for each row execute function shorten_lease()`)
}

/** For after each test, whatever its result. */
export function killForked(): void {
  for (const child of forked.splice(0)) child.kill("SIGKILL")
}
