import { sql } from "drizzle-orm"
import type { Ctx } from "@/lib/context"
import { arrayLiteral } from "@/lib/query/to-sql"
import { leaves, mapLeaves, type Node, type Term, textValue } from "@/lib/query/tree"

/** These scans, and the parts of those that are an organisation's. */
export const withParts = async (ctx: Pick<Ctx, "db">, scanIds: readonly string[]): Promise<string[]> => [
  ...scanIds,
  ...(await partsOf(ctx, scanIds)).map(({ id }) => id),
]

/** A tree in which the scan of an organisation stands for its parts as well. */
export async function withScanParts(ctx: Pick<Ctx, "db">, tree: Node): Promise<Node> {
  const ids = leaves(tree).flatMap((leaf) => (isScan(leaf) ? scansOf(leaf) : []))
  if (ids.length === 0) return tree
  const parts = await partsOf(ctx, ids)
  return mapLeaves(tree, (leaf) => {
    if (!isScan(leaf)) return leaf
    const own = new Set(scansOf(leaf))
    const more = parts.flatMap(({ id, parent_id }) => (own.has(parent_id) ? textValue(id) : []))
    return { ...leaf, values: [...leaf.values, ...more] }
  })
}

async function partsOf({ db }: Pick<Ctx, "db">, scanIds: readonly string[]) {
  const rows = await db.execute<{ id: string; parent_id: string }>(
    sql`select id, parent_id from scans where parent_id = any(${arrayLiteral(scanIds)}::uuid[])`,
  )
  return [...rows]
}

const isScan = (node: Node): node is Term => node.kind === "term" && node.field === "scan"

/** The ids that a term names. */
export const scansOf = ({ values }: Term): string[] =>
  values.flatMap((value) => (value.kind === "text" ? [value.pattern.join("")] : []))
