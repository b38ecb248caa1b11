import { type SQL, sql } from "drizzle-orm"
import type { Ctx } from "@/lib/context"
import { arrayLiteral } from "@/lib/query/to-sql"

/**
 * The one place that narrows what an actor sees to their accounts. Every query of the inventory has this condition:
 * lists, facets, counts, completion, export, changes.
 * @param column the account's column, with its table: `r.account_id`.
 */
export function inScope({ actor }: Pick<Ctx, "actor">, column: string): SQL {
  const accounts = actor.kind === "system" ? undefined : actor.accounts
  return accounts ? sql`${sql.raw(column)} = any(${arrayLiteral(accounts)}::text[])` : sql`true`
}
