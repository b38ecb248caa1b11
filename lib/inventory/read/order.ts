import { type SQL, sql } from "drizzle-orm"
import { inventoryFields } from "@/lib/inventory/fields"
import { NAME_KEY } from "@/lib/inventory/search/build-indexes"
import { findField, propertyName, resourceFields } from "@/lib/query/fields"

/** One expression that the list sorts by. */
export interface Key {
  expression: SQL
  /** How a value from a cursor is read. */
  cast: "text" | "timestamptz" | "numeric" | "uuid" | "boolean"
  isNullable: boolean
  descending: boolean
}

/** How the list is sorted: by the chosen key, then, so that no page repeats or skips a row, by name and row id. */
export interface Order {
  keys: readonly Key[]
  /** What an index has in this order, so that a page can be walked to; null without one. */
  index: "name" | "last_changed_at" | "first_seen_at" | null
  /** The values are known beforehand: the list is made of one group after another. */
  group: Group | null
}

/** A column with few values, or a tag by its key. */
export type Group = { column: "type" | "region" | "account_id" | "status" } | { tag: string }

export interface Sort {
  /** `name`, `tag.KEY`, `properties.NAME`, or another sort key of the field table. */
  key: string
  descending: boolean
}

/** The sort keys that all types share, by the contract's names. */
export const sortKeys: readonly string[] = resourceFields.flatMap(({ sort }) => sort ?? [])

const column = (name: string) => sql.raw(`r.${name}`)
const NAME = sql.raw(NAME_KEY.replace("name", "r.name").replace("resource_id", "r.resource_id"))
const id = (descending: boolean): Key => ({ expression: column("id"), cast: "uuid", isNullable: false, descending })
const name = (descending: boolean): Key => ({ expression: NAME, cast: "text", isNullable: false, descending })

/** The order for a sort key. The key was checked by the schema. */
export function orderOf({ key, descending }: Sort): Order {
  if (key === "name") return { keys: [name(descending), id(descending)], index: "name", group: null }
  const rest = [name(false), id(false)]
  if (key.startsWith("tag."))
    return { keys: [tagKey(key.slice(4), descending), ...rest], index: null, group: { tag: key.slice(4) } }
  if (key.startsWith("properties.")) {
    return { keys: [propertyKey(key.slice("properties.".length), descending), ...rest], index: null, group: null }
  }
  const field = resourceFields.find(({ sort }) => sort === key)
  const expression = column(field?.column ?? key)
  if (field?.kind === "time") {
    const time: Key = { expression, cast: "timestamptz", isNullable: false, descending }
    const index = key === "last_changed_at" || key === "first_seen_at" ? key : null
    return { keys: [time, id(descending)], index, group: null }
  }
  const value: Key = {
    expression: sql`${expression} collate "C"`,
    cast: "text",
    isNullable: key === "status",
    descending,
  }
  return { keys: [value, ...rest], index: null, group: { column: key } as Group }
}

const tagKey = (key: string, descending: boolean): Key => ({
  expression: sql`(r.tags ->> ${key}) collate "C"`,
  ...{ cast: "text", isNullable: true, descending },
})

function propertyKey(key: string, descending: boolean): Key {
  const kind = findField(inventoryFields, `properties.${key}`)?.kind
  const field = findField(inventoryFields, key)
  const property = sql`r.type_specific_properties -> ${field?.types ? propertyName(field) : key}`
  const text = sql`r.type_specific_properties ->> ${field?.types ? propertyName(field) : key}`
  if (kind === "number") {
    const expression = sql`case when jsonb_typeof(${property}) = 'number' then (${text})::numeric end`
    return { expression, cast: "numeric", isNullable: true, descending }
  }
  return { expression: sql`(${text}) collate "C"`, cast: "text", isNullable: true, descending }
}

/** The order read from the end: what stood last comes first, nulls too. */
export const reversed = (order: Order): Order => ({
  ...order,
  keys: order.keys.map((key) => ({ ...key, descending: !key.descending })),
})

/**
 * `order by`. A missing value stands last in both directions.
 * @param isReversed the order was reversed, so what is missing stands first.
 */
export const orderBy = ({ keys }: Order, isReversed: boolean): SQL =>
  sql.join(
    keys.map(({ expression, descending, isNullable }) => {
      const direction = sql.raw(descending ? "desc" : "asc")
      if (!isNullable) return sql`${expression} ${direction}`
      return sql`(${expression}) is null ${sql.raw(isReversed ? "desc" : "asc")}, ${expression} ${direction}`
    }),
    sql`, `,
  )

/**
 * The sort keys as columns of a query over `r`, and the order over a table `r` of its rows. PostgreSQL sees that what was
 * read by an index is in this order already.
 */
export function keyColumns(order: Order): { keys: SQL; named: Order } {
  const keys = order.keys.map(({ expression }, at) => sql`${expression} as ${sql.raw(`k${at}`)}`)
  const named = { ...order, keys: order.keys.map((key, at) => ({ ...key, expression: sql.raw(`r.k${at}`) })) }
  return { keys: sql.join(keys, sql`, `), named }
}

type Values = readonly (string | null)[]

const cast = (keys: readonly Key[], values: Values, at: number) =>
  sql`${values[at]}::${sql.raw(keys[at]?.cast ?? "text")}`

/** Compares whole rows, which an index can: possible if all keys have one direction and a value. */
function compareRows({ keys }: Order, values: Values, sign: { up: string; down: string }): SQL | null {
  if (!keys.every((key) => !key.isNullable && key.descending === keys[0]?.descending)) return null
  const left = sql.join(
    keys.map(({ expression }) => expression),
    sql`, `,
  )
  const right = sql.join(
    keys.map((_, at) => cast(keys, values, at)),
    sql`, `,
  )
  return sql`(${left}) ${sql.raw(keys[0]?.descending ? sign.down : sign.up)} (${right})`
}

/** What stands in the order before a row, or is that row. */
export const standsUpTo = (order: Order, values: Values, isReversed: boolean): SQL =>
  compareRows(order, values, { up: "<=", down: ">=" }) ?? sql`(${standsAfter(order, values, isReversed)}) is not true`

/**
 * What stands after a row in the order.
 * @param values the row's values as text, null for a missing one.
 */
export function standsAfter(order: Order, values: Values, isReversed: boolean): SQL {
  const { keys } = order
  return compareRows(order, values, { up: ">", down: "<" }) ?? after(keys, 0)

  function after(rest: readonly Key[], at: number): SQL {
    const [key, ...others] = rest
    if (!key) return sql`false`
    const { expression, descending, isNullable } = key
    const isNull = sql`(${expression}) is null`
    const later = others.length > 0 ? after(others, at + 1) : sql`false`
    if (isNullable && values[at] === null) {
      return isReversed ? sql`(not (${isNull}) or ${later})` : sql`((${isNull}) and ${later})`
    }
    const beyond = sql`${expression} ${sql.raw(descending ? "<" : ">")} ${cast(keys, values, at)}`
    const same = sql`${expression} = ${cast(keys, values, at)} and ${later}`
    const nulls = isNullable && !isReversed ? sql` or ${isNull}` : sql``
    return sql`(${beyond}${nulls} or (${same}))`
  }
}

/**
 * Compares the values of two rows as PostgreSQL sorts them: for merging two lists.
 * @returns less than 0 if `a` stands first.
 */
export function compareValues({ keys }: Order, a: Values, b: Values, isReversed: boolean): number {
  for (const [at, key] of keys.entries()) {
    const [x = null, y = null] = [a[at], b[at]]
    if (x === y) continue
    if (x === null || y === null) return (x === null) === isReversed ? -1 : 1
    const difference = compareTexts(key.cast, x, y)
    if (difference !== 0) return key.descending ? -difference : difference
  }
  return 0
}

function compareTexts(type: Key["cast"], a: string, b: string): number {
  if (type === "numeric") return Number(a) - Number(b)
  // Milliseconds tell most apart; the texts of one millisecond differ in their last digits alone.
  const difference = type === "timestamptz" ? Date.parse(a) - Date.parse(b) : 0
  return difference || Buffer.compare(Buffer.from(a), Buffer.from(b))
}
