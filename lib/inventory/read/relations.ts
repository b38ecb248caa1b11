import { type SQL, sql } from "drizzle-orm"
import { authorise } from "@/lib/auth/permissions"
import { findResourceType, resourceTypeKeys, resourceTypes } from "@/lib/aws/resource-types/registry"
import type { Ctx } from "@/lib/context"
import { momentOf } from "@/lib/inventory/history/moment"
import { compile, selectMatches } from "@/lib/inventory/read/compile"
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

const NAMED = ["vpc_id", "subnet_id"] as const
const LOOKS_LIKE_ID = /^(arn:|[a-z]+-[0-9a-z])/

/** What a resource's properties name, and where the inventory has it, or had it at a moment. */
export async function listRelations(ctx: Ctx, resource: ResourceView, asOf: string | null = null): Promise<Relation[]> {
  authorise(ctx, "inventory.read")
  const named = namesIn(resource)
  if (named.length === 0) return []
  const ids = arrayLiteral(named.map(({ resource_id }) => resource_id))
  const rows = await ctx.db.execute<{ id: string; type: string; resource_id: string; arn: string | null }>(sql`
    select r.id, r.type, r.resource_id, r.arn from resources r
    where ${inScope(ctx, "r.account_id")} and ((r.account_id = ${resource.account_id} and r.region = ${resource.region}
        and r.type = any(${arrayLiteral(resourceTypeKeys)}::text[]) and r.resource_id = any(${ids}::text[]))
      or r.arn = any(${ids}::text[]))`)
  const there = asOf === null ? rows : await thereAt(ctx, rows, asOf)
  return named.map((one) => {
    const known = there.find(({ resource_id, arn }) => resource_id === one.resource_id || arn === one.resource_id)
    return { ...one, type: known?.type ?? null, id: known?.id ?? null }
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
/** Every property that names other resources, of whatever type. */
const REFERENCES = [
  ...new Set(resourceTypes.flatMap(({ display }) => Object.keys(display).filter((key) => display[key]?.isReference))),
]

/** Whether a row names one of these. The indexed terms know no fields: an engine may be called like a database. */
function namesAny(wanted: readonly string[]): SQL {
  const values = sql`${arrayLiteral(wanted)}::text[]`
  const shared = NAMED.map((name) => sql`${sql.raw(`r.${name}`)} = any(${values})`)
  const properties = REFERENCES.map(
    (name) => sql`exists (select from jsonb_path_query(r.type_specific_properties,
      ${`lax $.${JSON.stringify(name)}[*]`}::jsonpath) as e
      where e #>> '{}' = any(${values}) or e ->> 'id' = any(${values}))`,
  )
  return anyOf([...shared, ...properties])
}

/** The resources whose indexed properties name this one, by name. @returns the first 100, and whether there are more. */
export async function listNaming(
  ctx: Ctx,
  { id, resource_id, arn }: ResourceView,
  asOf: string | null = null,
): Promise<{ resources: Naming[]; hasMore: boolean }> {
  authorise(ctx, "inventory.read")
  const terms = [resource_id, arn].flatMap((text) =>
    text === null ? [] : [termId({ kind: "value", value: lowerAscii(text) })],
  )
  const wanted = [resource_id, arn].filter((text) => text !== null)
  const untrusted = [...(await findUntrusted(ctx.db, resourceTypeKeys))]
  const isFound = anyOf([
    sql`s.terms && ${arrayLiteral(terms)}::bigint[]`,
    ...(untrusted.length > 0 ? [sql`r.type = any(${arrayLiteral(untrusted)}::text[])`] : []),
  ])
  const names = sql`${isFound} and r.id <> ${id} and ${namesAny(wanted)}`
  const rows = await run<Naming>(
    ctx.db,
    sql`select * from (${selectMatches(await compile(ctx, { tree: EVERYTHING, asOf }, true), sql`r.id, r.type, r.resource_id, r.name, r.region`, sql`and ${names}`)}) found
      order by type, coalesce(name, resource_id), id limit ${MOST_NAMING + 1}`,
    "",
  )
  return { resources: rows.slice(0, MOST_NAMING), hasMore: rows.length > MOST_NAMING }
}

function namesIn(resource: ResourceView): Pick<Relation, "kind" | "resource_id">[] {
  const display = findResourceType(resource.type)?.display ?? {}
  const shared = NAMED.flatMap((kind) => (resource[kind] ? [{ kind, resource_id: resource[kind] }] : []))
  const properties = Object.keys(display)
    .filter((kind) => display[kind]?.isReference)
    .flatMap((kind) => textsIn(resource.type_specific_properties[kind]).map((resource_id) => ({ kind, resource_id })))
  // A VPC names itself as its VPC.
  return [...shared, ...properties].filter((one) => one.resource_id !== resource.resource_id)
}

/** The ids and ARNs within a value; a security group's name is none. */
function textsIn(value: unknown): string[] {
  if (typeof value === "string") return LOOKS_LIKE_ID.test(value) ? [value] : []
  if (Array.isArray(value)) return value.flatMap(textsIn)
  if (value === null || typeof value !== "object") return []
  return textsIn((value as Record<string, unknown>).id)
}
