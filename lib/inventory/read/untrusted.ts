import { type SQL, sql } from "drizzle-orm"
import type { Display } from "@/lib/aws/resource-types/define"
import { resourceTypes } from "@/lib/aws/resource-types/registry"
import { managedSql } from "@/lib/inventory/managed"
import { type Field, findField } from "@/lib/query/fields"
import { isExact, isPartOfAddress, texts, type Untrusted } from "@/lib/query/resource-sql"
import { anyOf } from "@/lib/query/to-sql"
import type { Term, Word } from "@/lib/query/tree"

const properties = sql.raw("r.type_specific_properties")

/** The states that a type's rules decide. */
const RULED_STATES = ["public", "managed"]

/**
 * Whether a leaf asks the index for something that a type's rules decide: addresses, exact values of indexed properties, and
 * some states. A query that does not is spared a question to the database.
 */
export function asksRules(node: Term | Word, fields: readonly Field[]): boolean {
  if (node.kind === "word") return isPartOfAddress(node.pattern)
  const field = findField(fields, node.field)
  if (field?.types) return Boolean(field.isIndexed) && isExact(node.values)
  if (field?.kind === "choice") return texts(node.values).some((name) => RULED_STATES.includes(name))
  const named = field?.kind === "presence" ? texts(node.values).map((name) => findField(fields, name)) : [field]
  return named.some((one) => one?.kind === "address")
}

/** What these types' rows themselves say, where the index was made by other rules; null for no types. Pure. */
export function withoutIndex(types: readonly string[]): Untrusted | null {
  if (types.length === 0) return null
  const definitions = resourceTypes.filter(({ type }) => types.includes(type))
  const isPublic = definitions.flatMap(({ type, publicWhen, display }) => {
    const flag = publicWhen && sql`${properties} ->> ${publicWhen.property} = ${String(publicWhen.is)}`
    const addresses = keysWith(display, "isPublicAddress").map((key) => sql`exists (${textsOf(key, display[key])})`)
    return [...(flag ? [flag] : []), ...addresses].map((one) => sql`(r.type = ${type} and ${one})`)
  })
  const addresses = definitions.flatMap(({ type, display }) =>
    keysWith(display, "isAddress").map((key) => sql`${textsOf(key, display[key])} and r.type = ${type}`),
  )
  const own = sql`values (r.private_ip), (r.public_ip)`
  const all = sql.join([own, ...addresses], sql` union all `)
  return {
    types,
    managed: managedSql(types),
    isPublic: anyOf([sql`r.public_ip is not null`, ...isPublic]),
    addressTexts: sql`${own} union all
      select value from (${all}) as found(value) where to_network(value) is not null`,
    hasAddress: (matches) => sql`exists (
      select from (select to_network(texts.value) as address from (${all}) as texts(value)) a
      where a.address is not null and ${matches})`,
  }
}

const keysWith = (display: Readonly<Record<string, Display | undefined>>, flag: "isAddress" | "isPublicAddress") =>
  Object.keys(display).filter((key) => display[key]?.[flag])

/** Every text within a property, without the items that are no longer in use. */
function textsOf(key: string, display: Display | undefined): SQL {
  const unused = (display?.unusedStates ?? []).map((state) => `@.state == ${JSON.stringify(state)}`).join(" || ")
  const path = `lax $.${JSON.stringify(key)}[*]${unused && ` ? (!(${unused}))`}.**`
  return sql`select e #>> '{}' from jsonb_path_query(${properties}, ${path}::jsonpath) as e
    where jsonb_typeof(e) in ('string', 'number', 'boolean')`
}
