import { type SQL, sql } from "drizzle-orm"
import { authorise } from "@/lib/auth/permissions"
import { typeLabels } from "@/lib/aws/resource-types/registry"
import type { Ctx } from "@/lib/context"
import { inventoryFields } from "@/lib/inventory/fields"
import { type Compiled, compile, selectMatches } from "@/lib/inventory/read/compile"
import { run } from "@/lib/inventory/read/run"
import { inScope } from "@/lib/inventory/read/scope"
import { type Suggestion, suggestWords, type Typing, termText, typingAt } from "@/lib/query/complete"
import { type Field, propertyName } from "@/lib/query/fields"
import { parse } from "@/lib/query/parse"
import { escapeLike } from "@/lib/query/to-sql"
import { allOf, EVERYTHING, type Node } from "@/lib/query/tree"

export interface Completion {
  from: number
  to: number
  suggestions: Suggestion[]
}

const MOST_SUGGESTED = 12
/** So many matches are looked at for the values of a field that no kept counts have. */
const SAMPLE = 1_000

/**
 * What could stand at the cursor: fields, then operators and values, each with how many resources it would leave of the
 * query so far. Values of a tag or a property are counted among the first matches alone.
 */
export async function completeQuery(
  ctx: Ctx,
  query: string,
  cursor: number,
  asOf: string | null = null,
): Promise<Completion> {
  authorise(ctx, "inventory.read")
  const typing = typingAt(query, Math.min(cursor, query.length), inventoryFields)
  const words = suggestWords(typing, inventoryFields)
  const { from, to } = typing
  const found =
    typing.stage === "field" ? await suggestTyped(ctx, typing, asOf) : await suggestValues(ctx, typing, asOf)
  return { from, to, suggestions: [...words, ...found].slice(0, MOST_SUGGESTED) }
}

/** Tags whose key begins with the text: people often type the key at once. */
async function suggestTyped(ctx: Ctx, typing: Typing, asOf: string | null): Promise<Suggestion[]> {
  return typing.typed.length < 2 ? [] : suggestKeys(ctx, typing, 4, asOf)
}

async function suggestValues(ctx: Ctx, typing: Typing, asOf: string | null): Promise<Suggestion[]> {
  const { field, stage } = typing
  if (!field) return []
  if (stage === "key") {
    const keys = await suggestKeys(ctx, typing, MOST_SUGGESTED, asOf)
    // The key is whole: its values follow.
    const isWhole = keys.some(({ text }) => text === termText(typing.sign, "tag", typing.typed, null))
    const values = isWhole
      ? await suggestValues(ctx, { ...typing, stage: "value", path: typing.typed, typed: "" }, asOf)
      : []
    return [...keys.slice(0, isWhole ? 4 : MOST_SUGGESTED), ...values]
  }
  const query = await compile(ctx, { tree: restOf(typing), asOf })
  if (field.column && query.counted && field.isFacet) return fromCounts(ctx, typing, field.column, query)
  const expression = valuesOf(field, typing.path)
  return expression ? fromMatches(ctx, typing, expression, asOf) : []
}

/** The rest of the query; everything, if it has a mistake. */
function restOf({ rest }: Typing): Node {
  const parsed = parse(rest, inventoryFields)
  return parsed.ok ? parsed.tree : EVERYTHING
}

interface Row {
  value: string
  count: number
}

async function suggestKeys(ctx: Ctx, typing: Typing, most: number, asOf: string | null): Promise<Suggestion[]> {
  const rows = await ctx.db.execute<Row & Record<string, unknown>>(sql`
    select c.key as value, sum(c.count)::int as count from tag_key_counts c
    where c.key ilike ${`${escapeLike(typing.typed)}%`} and ${inScope(ctx, "c.account_id")}
    group by 1 having sum(c.count) > 0 order by 2 desc, 1 limit ${most}`)
  // The kept counts are those of now.
  const isWhole = restOf(typing) === EVERYTHING && asOf === null
  return rows.map(({ value, count }) => ({
    text: termText(typing.sign, "tag", value, null),
    label: "tag",
    count: isWhole && typing.sign === "" ? count : null,
  }))
}

async function fromCounts(ctx: Ctx, typing: Typing, column: string, query: Compiled): Promise<Suggestion[]> {
  const name = sql.raw(`c.${column}`)
  const like = sql`ilike ${`%${escapeLike(typing.typed)}%`}`
  // An account is typed by its name as well as by its number.
  const title = column === "account_id" ? sql`(select a.name from accounts a where a.account_id = k.value)` : sql`null`
  // Counted first, since few values are left of many counts.
  const rows = await run<Row & { title: string | null }>(
    ctx.db,
    sql`select * from (select k.*, ${title} as title from (
        select ${name} as value, sum(c.count)::int as count from slice_counts c
        where ${query.counted ?? query.places} and ${name} <> '' group by 1) k where k.count > 0) named
      where value ${like} or title ${like}
      order by value ilike ${`${escapeLike(typing.typed)}%`} desc, count desc, value limit ${MOST_SUGGESTED}`,
    query.narrow,
  )
  return rows.map(({ title: label, ...row }) => ({ ...suggestion(typing, row, true), ...(label && { label }) }))
}

/** The column or property whose values are suggested; null where there are too many to be of use. */
function valuesOf(field: Field, path: string | undefined): SQL | null {
  if (field.kind === "tag") return sql`r.tags ->> ${path ?? ""}`
  if (field.kind === "whole" && field.column) return sql.raw(`r.${field.column}`)
  if (!field.types || field.kind !== "whole" || field.list) return null
  return sql`r.type_specific_properties ->> ${propertyName(field)}`
}

async function fromMatches(ctx: Ctx, typing: Typing, expression: SQL, asOf: string | null): Promise<Suggestion[]> {
  const { field, path, typed } = typing
  // Only what has the field, and begins with the text: the indexes find rare ones.
  const begun = termText("", field?.name ?? "", path, null)
  const has =
    field?.kind === "tag" ? parse(typed ? `tag:${JSON.stringify(path)}=${wild(typed)}` : begun, inventoryFields) : null
  const query = await compile(ctx, { tree: allOf([restOf(typing), ...(has?.ok ? [has.tree] : [])]), asOf })
  // That a tag is there, its term says: with a second look, PostgreSQL would read each resource before its terms.
  const begins = has?.ok && !typed ? sql`` : sql`and ${expression} ilike ${`${escapeLike(typed)}%`}`
  const rows = await run<Row & { total: number }>(
    ctx.db,
    sql`with sampled as materialized (${selectMatches(
      query,
      sql`${expression} as value`,
      sql`${begins} limit ${SAMPLE + 1}`,
    )})
      select value, count(*)::int as count, (select count(*)::int from sampled) as total from sampled
      where value <> '' group by 1 order by 2 desc, 1 limit ${MOST_SUGGESTED}`,
    query.narrow,
  )
  return rows.map((row) => suggestion(typing, row, row.total <= SAMPLE))
}

const wild = (text: string): string => `${text.replace(/[\s"\\(),*=]/g, "\\$&")}*`

function suggestion({ sign, field, path }: Typing, { value, count }: Row, isExact: boolean): Suggestion {
  const text = termText(sign, field?.name ?? "", path, value)
  const label = field?.name === "type" ? (typeLabels().find(({ type }) => type === value)?.name ?? value) : value
  // An excluded value leaves what it does not have: that number is not this one.
  return { text, label, count: isExact && sign === "" ? count : null }
}
