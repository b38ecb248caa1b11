import { sql } from "drizzle-orm"
import { authorise } from "@/lib/auth/permissions"
import type { Ctx } from "@/lib/context"
import { inScope } from "@/lib/inventory/read/scope"
import { valuesLike } from "@/lib/query/resource-sql"
import { leaves, mapLeaves, type Node, type Term, textValue, type Value } from "@/lib/query/tree"

/** The names of the actor's accounts, by number. An account without a name is left out. */
export async function listAccountNames(ctx: Ctx): Promise<Record<string, string>> {
  authorise(ctx, "inventory.read")
  return readNames(ctx)
}

async function readNames(ctx: Ctx): Promise<Record<string, string>> {
  const rows = await ctx.db.execute<{ id: string; name: string }>(sql`
    select a.account_id as id, a.name from accounts a where a.name is not null and ${inScope(ctx, "a.account_id")}
    order by a.name`)
  return Object.fromEntries(rows.map(({ id, name }) => [id, name]))
}

/** A tree in which the names of accounts stand for their numbers: `account:shop-prod` finds account 123456789012. */
export async function withAccountIds(ctx: Ctx, tree: Node): Promise<Node> {
  if (!leaves(tree).some(mayNameAccount)) return tree
  const names = Object.entries(await readNames(ctx))
  return mapLeaves(tree, (leaf) => {
    if (!mayNameAccount(leaf)) return leaf
    const { values } = leaf as Term
    const ids = names.flatMap(([id, name]) => (valuesLike([name], values).length > 0 ? textValue(id) : []))
    return { ...(leaf as Term), values: [...values, ...ids] }
  })
}

const mayNameAccount = (node: Node): boolean =>
  node.kind === "term" && node.field === "account" && node.values.some(isNoNumber)

const isNoNumber = (value: Value): boolean => value.kind === "text" && value.pattern.some((piece) => /\D/.test(piece))
