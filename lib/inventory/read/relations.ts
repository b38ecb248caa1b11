import { type SQL, sql } from "drizzle-orm"
import { authorise } from "@/lib/auth/permissions"
import { resourceTypeKeys, resourceTypes } from "@/lib/aws/resource-types/registry"
import type { Ctx } from "@/lib/context"
import { groupBy } from "@/lib/group-by"
import { momentOf } from "@/lib/inventory/history/moment"
import { compile, selectMatches } from "@/lib/inventory/read/compile"
import {
  calledAny,
  calledBy,
  isMeant,
  isNear,
  NAMED,
  namesIn,
  OTHER_NAMES,
  type Target,
  targetsOf,
} from "@/lib/inventory/read/references"
import { run } from "@/lib/inventory/read/run"
import { inScope } from "@/lib/inventory/read/scope"
import { loadResources, type ResourceView } from "@/lib/inventory/read/view"
import { findUntrusted } from "@/lib/inventory/search/rules"
import { lowerAscii } from "@/lib/query/fold"
import { termId } from "@/lib/query/term-ids"
import { anyOf, arrayLiteral } from "@/lib/query/to-sql"
import { EVERYTHING } from "@/lib/query/tree"

/** Another resource that a resource names. */
export interface Relation {
  /** The property that names it: `vpc_id`, `security_groups`. */
  kind: string
  /** The id or ARN, as AWS gives it. */
  resource_id: string
  /** Null if it is not in the inventory. */
  type: string | null
  /** Its row id; null if it is not in the inventory. */
  id: string | null
}

/** What a resource's properties name, and where the inventory has it, or had it at a moment. */
export async function listRelations(ctx: Ctx, resource: ResourceView, asOf: string | null = null): Promise<Relation[]> {
  authorise(ctx, "inventory.read")
  const named = namesIn(resource).map((one) => ({ ...one, ...targetsOf(resource, one) }))
  if (named.length === 0) return []
  const ids = arrayLiteral(named.map(({ resource_id }) => resource_id))
  const arns = arrayLiteral(named.flatMap((one) => one.arns))
  const rowIds = arrayLiteral(named.flatMap((one) => one.rowIds))
  const rows = await ctx.db.execute<Target & Record<string, unknown>>(sql`
    select r.id, r.type, r.account_id, r.region, r.resource_id, r.arn, ${OTHER_NAMES} as names from resources r
    where ${inScope(ctx, "r.account_id")} and ((r.account_id = ${resource.account_id} and r.region = ${resource.region}
        and r.type = any(${arrayLiteral(resourceTypeKeys)}::text[]) and r.resource_id = any(${ids}::text[]))
      or r.arn = any(${arns}::text[]) or r.id = any(${rowIds}::uuid[]) or ${calledAny(resource, named)})`)
  const there = asOf === null ? rows : await thereAt(ctx, rows, asOf)
  return named.map((one) => {
    const known = there.find((row) => isMeant(row, resource, one))
    return { kind: one.kind, resource_id: one.resource_id, type: known?.type ?? null, id: known?.id ?? null }
  })
}

async function thereAt<T extends { id: string }>(ctx: Ctx, rows: readonly T[], asOf: string): Promise<T[]> {
  const ids = rows.map(({ id }) => id)
  const known = new Set((await loadResources(ctx, ids, await momentOf(ctx, asOf))).map(({ id }) => id))
  return rows.filter(({ id }) => known.has(id))
}

/** A resource whose properties name another one. */
export interface Naming {
  id: string
  type: string
  resource_id: string
  name: string | null
  region: string
}

const MOST_NAMING = 100
/**
 * The properties that may name a resource of a type, each with the types in which it does. @param byName alone those that
 * have names of that type: of the others, a plain name may be that of anything.
 */
function propertiesNaming(wanted: string, byName: boolean): Map<string, string[]> {
  const naming = resourceTypes.flatMap(({ type, display }) =>
    Object.entries(display).flatMap(([key, one]) =>
      one?.isReference && (one.to?.types?.includes(wanted) ?? !byName) ? [{ key, type }] : [],
    ),
  )
  return new Map([...groupBy(naming, ({ key }) => key)].map(([key, all]) => [key, all.map(({ type }) => type)]))
}

/** Whether a row names one of these. The indexed terms know no fields: an engine may be called like a database. */
function namesAny(type: string, wanted: readonly string[], byName = false): SQL {
  if (wanted.length === 0) return sql`false`
  const values = sql`${arrayLiteral(wanted)}::text[]`
  const shared = NAMED.map((name) => sql`${sql.raw(`r.${name}`)} = any(${values})`)
  const properties = [...propertiesNaming(type, byName)].map(
    ([name, types]) => sql`(r.type = any(${arrayLiteral(types)}::text[]) and exists (
      select from jsonb_path_query(r.type_specific_properties, ${`lax $.${JSON.stringify(name)}[*]`}::jsonpath) as e
      where e #>> '{}' = any(${values}) or e ->> 'id' = any(${values})))`,
  )
  return anyOf([...shared, ...properties])
}

/** The resources whose indexed properties name this one, by name. @returns the first 100, and whether there are more. */
export async function listNaming(
  ctx: Ctx,
  resource: ResourceView,
  asOf: string | null = null,
): Promise<{ resources: Naming[]; hasMore: boolean }> {
  authorise(ctx, "inventory.read")
  const { id, type } = resource
  const { everywhere, names, near } = calledBy(resource)
  const wanted = [...everywhere, ...names, ...near]
  const terms = wanted.map((text) => termId({ kind: "value", value: lowerAscii(text) }))
  const untrusted = [...(await findUntrusted(ctx.db, resourceTypeKeys))]
  const isFound = anyOf([
    sql`s.terms && ${arrayLiteral(terms)}::bigint[]`,
    ...(untrusted.length > 0 ? [sql`r.type = any(${arrayLiteral(untrusted)}::text[])`] : []),
  ])
  const isNaming = sql`${isFound} and r.id <> ${id} and ${anyOf([
    namesAny(type, everywhere),
    sql`(${isNear(resource)} and ${anyOf([namesAny(type, names, true), namesAny(type, near)])})`,
  ])}`
  const rows = await run<Naming>(
    ctx.db,
    sql`select * from (${selectMatches(await compile(ctx, { tree: EVERYTHING, asOf }, true), sql`r.id, r.type, r.resource_id, r.name, r.region`, sql`and ${isNaming}`)}) found
      order by type, coalesce(name, resource_id), id limit ${MOST_NAMING + 1}`,
    "",
  )
  return { resources: rows.slice(0, MOST_NAMING), hasMore: rows.length > MOST_NAMING }
}
