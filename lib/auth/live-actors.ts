import { sql } from "drizzle-orm"
import type { Actor } from "@/lib/auth/permissions"
import type { Db } from "@/lib/db/client"

/**
 * Finds the actors that still have their rights: the token is not revoked or expired, or the user exists and has the
 * same role. One query checks all of them, since open streams are checked every few seconds.
 */
export async function findLiveActors(db: Db, actors: readonly Actor[]): Promise<Set<Actor>> {
  const ids = (kind: Actor["kind"]) =>
    JSON.stringify(actors.flatMap((actor) => (actor.kind === kind && "id" in actor ? actor.id : [])))
  const rows = await db.execute<{ key: string }>(sql`
    select 'token ' || id as key from api_tokens
    where id in (select value::uuid from jsonb_array_elements_text(${ids("token")}::jsonb))
      and revoked_at is null and coalesce(expires_at > now(), true)
    union all
    select role || ' ' || id from users
    where id in (select value::uuid from jsonb_array_elements_text(${ids("user")}::jsonb)) and not must_change_password`)
  const live = new Set(rows.map(({ key }) => key))
  return new Set(actors.filter((actor) => actor.kind === "system" || live.has(keyOf(actor))))
}

const keyOf = (actor: Exclude<Actor, { kind: "system" }>) =>
  `${actor.kind === "user" ? actor.role : "token"} ${actor.id}`
