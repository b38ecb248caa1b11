import { type SQL, sql } from "drizzle-orm"
import { resourceTypeKeys } from "@/lib/aws/resource-types/registry"
import type { Ctx } from "@/lib/context"
import { inventoryFields } from "@/lib/inventory/fields"
import type { Moment } from "@/lib/inventory/history/moment"
import { run } from "@/lib/inventory/read/run"
import { inScope } from "@/lib/inventory/read/scope"
import { asksRules, withoutIndex } from "@/lib/inventory/read/untrusted"
import { hasTrigrams } from "@/lib/inventory/search/build-indexes"
import { findUntrusted } from "@/lib/inventory/search/rules"
import { asksForValues, containsPattern, type LookUp, tagKey, type Untrusted, wordKey } from "@/lib/query/resource-sql"
import { toLike } from "@/lib/query/to-sql"
import { leaves, type Node, type Term } from "@/lib/query/tree"

/** The columns whose values are known from `slice_counts`. */
export const COUNTED: Readonly<Record<string, string>> = {
  type: "type",
  account: "account_id",
  region: "region",
  status: "status",
}

const MOST_IDS = 2_000

/**
 * Asks the database what the words, wildcards and columns of a tree mean, in one query; none if nothing is to be asked.
 * @param narrow what to say if it takes too long.
 */
export async function lookUpFor(ctx: Ctx, tree: Node, moment: Moment | null, narrow: string): Promise<LookUp> {
  const fields = inventoryFields
  const questions: Question[] = []
  const words = new Map<string, readonly string[] | null>()
  const tags = new Map<string, readonly string[] | null>()
  const known: Record<string, readonly string[]> = {}
  const bounded = (values: string[]) => (values.length > MOST_IDS ? null : values)
  for (const node of leaves(tree)) {
    for (const pattern of patternsOf(node, "word")) {
      const like = containsPattern(pattern)
      if (words.has(wordKey(pattern)) || pattern.every((piece) => piece === "")) continue
      words.set(wordKey(pattern), [])
      questions.push({
        set: (values) => words.set(wordKey(pattern), bounded(values)),
        sql: sql`select t.id::text from search_terms t where t.text like ${like} limit ${MOST_IDS + 1}`,
      })
    }
    for (const pattern of patternsOf(node, "tag")) {
      const key = (node as Term).path ?? ""
      if (pattern.length < 2 || tags.has(tagKey(key, pattern))) continue
      tags.set(tagKey(key, pattern), [])
      questions.push({
        set: (values) => tags.set(tagKey(key, pattern), bounded(values)),
        sql: sql`select t.id::text from search_terms t
          where t.kind = 'tag' and t.key = ${key} and t.value like ${toLike(pattern)} limit ${MOST_IDS + 1}`,
      })
    }
    const column = node.kind === "term" ? COUNTED[node.field] : undefined
    if (node.kind === "term" && column && !known[column] && asksForValues(column, node.values)) {
      known[column] = []
      questions.push({
        set: (values) => (known[column] = values),
        sql: valuesOf(ctx, column),
      })
    }
  }
  // By itself, since it is always the same: PostgreSQL plans it once, which takes longer than to answer it.
  const asking = leaves(tree).some((node) => asksRules(node, fields)) ? findUntrusted(ctx.db, resourceTypeKeys) : null
  const past = moment?.at ?? null
  const now = past === null ? Date.now() : Date.parse(past)
  const [hasTrigramIndex, types, [row]] = await Promise.all([
    knowsTrigrams(ctx),
    asking,
    questions.length > 0 ? askAll(ctx, questions, narrow) : [],
  ])
  const untrusted: Untrusted | null = withoutIndex([...(types ?? [])])
  const more = { fields, now, past, isVersion: false, hasTrigrams: hasTrigramIndex }
  questions.forEach((question, at) => {
    question.set(row?.[`q${at}`] ?? [])
  })
  return { ...more, untrusted, words, tags, known }
}

interface Question {
  set(values: string[]): void
  sql: SQL
}

function askAll({ db }: Ctx, questions: readonly Question[], narrow: string): Promise<Record<string, string[]>[]> {
  const columns = questions.map((question, at) => sql`array(${question.sql}) as ${sql.raw(`q${at}`)}`)
  return run(db, sql`select ${sql.join(columns, sql`, `)}`, narrow)
}

/** The values of a column, each found behind the one before by an index: there are few among many counts. */
function valuesOf(ctx: Ctx, name: string): SQL {
  const column = sql.raw(`c.${name}`)
  const first = sql`select min(${column}) from slice_counts c where ${inScope(ctx, "c.account_id")}`
  return sql`with recursive v(value) as ((${first}) union all
    select (${first} and ${column} > v.value) from v where v.value is not null) select value from v where value <> ''`
}

/** The patterns of a leaf that have to be looked up as words, or as values of tags. */
function patternsOf(node: ReturnType<typeof leaves>[number], as: "word" | "tag") {
  if (node.kind === "word") return as === "word" ? [node.pattern] : []
  if (node.field !== (as === "word" ? "arn" : "tag")) return []
  return node.values.flatMap((value) => (value.kind === "text" ? [value.pattern] : []))
}

const trigrams = new WeakMap<object, Promise<boolean>>()

/** Asked once per pool: an index that is made later is found after a restart. */
function knowsTrigrams({ db }: Ctx): Promise<boolean> {
  const known = trigrams.get(db.$client) ?? hasTrigrams(db)
  trigrams.set(db.$client, known)
  known.catch(() => trigrams.delete(db.$client))
  return known
}
