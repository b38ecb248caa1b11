import { type SQL, sql } from "drizzle-orm"
import { findField } from "@/lib/query/fields"
import { lowerAscii } from "@/lib/query/fold"
import { anyOf, matchesNumber, matchesText, matchesTime, toLike, toSql } from "@/lib/query/to-sql"
import type { Node, Pattern, Term, Word } from "@/lib/query/tree"
import { scanFields } from "@/lib/scans/fields"

/** The columns that a word is looked for in. */
const NAMED = ["requested_by", "account_id", "id"]
/** The columns that hold a list. */
const LISTS = new Set(["resource_types", "regions"])

/** A tree as a condition over `scans`. */
export const scansMatching = (tree: Node): SQL => toSql(tree, leaf)

function leaf(node: Word | Term): SQL {
  if (node.kind === "word") return anyOf(NAMED.map((column) => contains(column, node.pattern)))
  const field = findField(scanFields, node.field)
  const column = field?.column ?? ""
  const stored = sql.raw(`scans.${column}`)
  switch (field?.kind) {
    case "time":
      return matchesTime(stored, node.values, Date.now())
    case "number":
      return matchesNumber(stored, node.values)
    case "anywhere":
      return anyOf(node.values.map((value) => contains(column, value.kind === "text" ? value.pattern : [])))
    default:
      if (column === "account_id") {
        const named = matchesText(sql`lower(a.name)`, node.values, lowerAscii)
        const byName = sql`exists (select from accounts a where a.account_id = scans.account_id and ${named})`
        return anyOf([matchesText(sql`lower(${stored} collate "C")`, node.values, lowerAscii), byName])
      }
      if (!LISTS.has(column)) return matchesText(sql`lower(${stored} collate "C")`, node.values, lowerAscii)
      return sql`exists (select from unnest(${stored}) as one where ${matchesText(sql`one`, node.values, lowerAscii)})`
  }
}

const contains = (column: string, pattern: Pattern): SQL =>
  sql`${sql.raw(`scans.${column}`)}::text ilike ${`%${toLike(pattern)}%`}`
