import { type SQL, sql } from "drizzle-orm"
import type { Ctx } from "@/lib/context"
import { arrayLiteral } from "@/lib/query/to-sql"

/**
 * The one place that narrows what an actor sees to their accounts. Every query of the inventory has this condition:
 * lists, facets, counts, completion, export, changes.
 * @param column the account's column, with its table: `r.account_id`.
 */
export function inScope(ctx: Pick<Ctx, "actor">, column: string): SQL {
  const accounts = accountsOf(ctx)
  return accounts ? sql`${sql.raw(column)} = any(${arrayLiteral(accounts)}::text[])` : sql`true`
}

/** The only accounts that the actor may see; undefined for all. */
export const accountsOf = ({ actor }: Pick<Ctx, "actor">): readonly string[] | undefined =>
  actor.kind === "system" ? undefined : actor.accounts
