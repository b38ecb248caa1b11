import { sql } from "drizzle-orm"
import postgres from "postgres"
import { type Db, openDb } from "@/lib/db/client"
import { APP_ROLE } from "@/lib/db/embedded/roles"
import type { Figure } from "../figures"
import type { Million } from "../find/data"
import { median } from "../find/product"

const RUNS = 3
const PAGE = 1_000

/** What is switched off, to see what it costs. */
const WITHOUT = {
  "daily counts": "alter table resource_changes disable trigger count_recorded_changes",
  "daily counts and versions": `alter table resource_changes disable trigger count_recorded_changes;
    alter table resources disable trigger keep_updated_resources`,
} as const

/** Changes known resources, a page a transaction, as `renew-known.ts` writes them. @param count how many. */
export async function benchRecording(million: Million, count: number): Promise<Figure[]> {
  const whole = await measure(million, count, "")
  const figures: Figure[] = []
  for (const [what, off] of Object.entries(WITHOUT)) {
    figures.push({
      figure: `storing ${count.toLocaleString("en-US")} changes with daily counts and versions, against without ${what}`,
      ...{ value: whole, unit: "s", reference: await measure(million, count, off) },
      wanted: what === "daily counts" ? "<= 1.15" : null,
    })
  }
  return figures
}

async function measure(million: Million, count: number, off: string): Promise<number> {
  const admin = postgres(million.adminUrl, { max: 1, onnotice: () => {} })
  const name = "time_stored"
  await admin.unsafe(`drop database if exists ${name} with (force)`)
  await admin.unsafe(`create database ${name} template find owner ${APP_ROLE}`)
  const db = openDb({ databaseUrl: million.url.replace(/\/find$/, `/${name}`) }, { maxConnections: 1 })
  if (off) await db.$client.unsafe(off)
  const taken: number[] = []
  for (let run = 0; run < RUNS; run++) {
    await admin.unsafe("checkpoint")
    const startedAt = performance.now()
    await record(db, count, run)
    taken.push((performance.now() - startedAt) / 1000)
  }
  await db.$client.end()
  await admin.unsafe(`drop database ${name} with (force)`)
  await admin.end()
  return median(taken)
}

async function record(db: Db, count: number, round: number): Promise<void> {
  const ids = await db.execute<{ id: string }>(sql`
    select id from resources where removed_at is null and account_id = '100000000003' order by id limit ${count}`)
  for (let from = 0; from < ids.length; from += PAGE) {
    const page = JSON.stringify(ids.slice(from, from + PAGE).map(({ id }) => id))
    await db.transaction(async (tx) => {
      await tx.execute(sql`set local synchronous_commit = off`)
      await tx.execute(sql`
        with known as (
          select r.id, r.status from resources r
          where r.id in (select value::uuid from jsonb_array_elements_text(${page}::jsonb)) order by r.id for update
        ), renewed as (
          update resources r set status = ${`round ${round}`}, fingerprint = ${`round ${round}`}, seen_at = now(),
            last_changed_at = now() from known where r.id = known.id
        )
        insert into resource_changes (resource_id, kind, at, fields)
        select id, 'changed', now(), jsonb_build_object('status', jsonb_build_object('old', status, 'new', ${`round ${round}`}::text))
        from known`)
    })
  }
}
