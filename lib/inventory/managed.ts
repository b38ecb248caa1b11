import { type SQL, sql } from "drizzle-orm"
import type { Telling } from "@/lib/aws/resource-types/define"
import { findResourceType, resourceTypes } from "@/lib/aws/resource-types/registry"
import { anyOf } from "@/lib/query/to-sql"

/** Whether AWS or another service made a resource, as its properties say. A type that says nothing of it has none such. */
export const isManaged = (type: string, properties: Readonly<Record<string, unknown>>): boolean =>
  (findResourceType(type)?.managedWhen ?? []).some(({ property, is }) => {
    const value = properties[property]
    return is ? is.some((one) => one === value) : value !== undefined && value !== null && value !== ""
  })

/** The same over a row `r`, for these types. */
export const managedSql = (types: readonly string[]): SQL =>
  anyOf(
    resourceTypes
      .filter(({ type }) => types.includes(type))
      .flatMap(({ type, managedWhen = [] }) =>
        managedWhen.map((one) => sql`(r.type = ${type} and ${sql.raw(tells(one, "r.type_specific_properties"))})`),
      ),
  )

/** The condition as SQL's own text, for views as well: names and values come from the registry's constants. */
export function tells({ property, is }: Telling, properties: string): string {
  const value = `coalesce(${properties} ->> '${property}', '')`
  return is ? `${value} in (${is.map((one) => `'${one}'`).join(", ")})` : `${value} <> ''`
}
