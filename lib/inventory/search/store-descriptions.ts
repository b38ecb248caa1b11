import { type SQL, sql } from "drizzle-orm"
import type { Queryable } from "@/lib/db/client"
import type { SearchRow, TermRow } from "@/lib/inventory/search/describe"
import { holdRules } from "@/lib/inventory/search/rules"
import { arrayLiteral } from "@/lib/query/to-sql"

/**
 * Stores what resources are found by, in the transaction that stores them. All rows are touched in the order of their
 * ids, so that two writers of the same rows cannot deadlock.
 * @param isNew nothing of these resources is stored, so there is nothing to replace.
 */
export async function storeDescriptions(tx: Queryable, rows: readonly SearchRow[], isNew: boolean): Promise<void> {
  if (rows.length === 0) return
  const ids = sql`${arrayLiteral(rows.map(({ id }) => id))}::uuid[]`
  const searches = sql`${arrayLiteral(rows.map(({ search }) => search))}::text[]`
  const terms = sql`${arrayLiteral(rows.map((row) => `{${row.terms.join(",")}}`))}::text[]`
  const rules = sql`${arrayLiteral(rows.map((row) => String(row.rules)))}::int[]`
  const parts = [holdRules(rows.map(({ type }) => type)), ...addressParts(rows, isNew)]
  const texts = insertTexts(rows)
  if (texts) parts.push(sql`texts as (${texts})`)
  // Negated, they say that this writer knows them (see the migration).
  await tx.execute(sql`
    with ${sql.join(parts, sql`, `)}
    insert into resource_search (id, search, terms, rules) select id, search, terms::bigint[], rules
    from unnest(${ids}, ${searches}, ${terms}, ${rules}) as sent(id, search, terms, rules) order by id
    on conflict (id) do update set search = excluded.search, terms = excluded.terms, rules = -excluded.rules
    where (resource_search.search, resource_search.terms, resource_search.rules)
      is distinct from (excluded.search, excluded.terms, excluded.rules)`)
}

/** Stores the texts of the terms in which words are looked for. Known ones stay as they are. */
export async function storeTexts(tx: Queryable, rows: readonly Pick<SearchRow, "texts">[]): Promise<void> {
  const texts = insertTexts(rows)
  if (texts) await tx.execute(texts)
}

/** Null if there are none. */
function insertTexts(rows: readonly Pick<SearchRow, "texts">[]): SQL | null {
  const texts = [...new Map(rows.flatMap((row) => row.texts.map((one) => [one.id, one] as const))).values()]
  if (texts.length === 0) return null
  const column = (of: (row: TermRow) => string) => sql`${arrayLiteral(texts.map(of))}::text[]`
  return sql`
    insert into search_terms (id, kind, key, value, text)
    select id::bigint, kind, key, value, text
    from unnest(${column((row) => row.id)}, ${column((row) => row.kind)}, ${column((row) => row.key)},
      ${column((row) => row.value)}, ${column((row) => row.text)}) as sent(id, kind, key, value, text)
    where not exists (select from search_terms known where known.id = sent.id::bigint)
    order by id::bigint on conflict (id) do nothing`
}

/** What deletes the addresses that a resource has no more, and stores those that it has. */
function addressParts(rows: readonly SearchRow[], isNew: boolean): SQL[] {
  const pairs = rows.flatMap(({ id, addresses }) => addresses.map((address) => ({ id, address })))
  const sent = sql`unnest(${arrayLiteral(pairs.map(({ id }) => id))}::uuid[],
    ${arrayLiteral(pairs.map(({ address }) => address))}::inet[]) as sent(resource_id, address)`
  const gone = sql`gone as (
    delete from resource_addresses a where resource_id = any(${arrayLiteral(rows.map(({ id }) => id))}::uuid[])
      and not exists (select from ${sent} where sent.resource_id = a.resource_id and sent.address = a.address))`
  const added = sql`added as (
    insert into resource_addresses (resource_id, address) select resource_id, address from ${sent}
    order by resource_id, address on conflict do nothing)`
  return [...(isNew ? [] : [gone]), ...(pairs.length === 0 ? [] : [added])]
}
