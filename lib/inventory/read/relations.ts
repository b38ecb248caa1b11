import { sql } from "drizzle-orm"
import { authorise } from "@/lib/auth/permissions"
import { findResourceType, resourceTypeKeys } from "@/lib/aws/resource-types/registry"
import type { Ctx } from "@/lib/context"
import { inScope } from "@/lib/inventory/read/scope"
import type { ResourceView } from "@/lib/inventory/read/view"
import { arrayLiteral } from "@/lib/query/to-sql"

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

/** What a resource's properties name, and where the inventory has it. */
export async function listRelations(ctx: Ctx, resource: ResourceView): Promise<Relation[]> {
  authorise(ctx, "inventory.read")
  const named = namesIn(resource)
  if (named.length === 0) return []
  const ids = arrayLiteral(named.map(({ resource_id }) => resource_id))
  const rows = await ctx.db.execute<{ id: string; type: string; resource_id: string; arn: string | null }>(sql`
    select r.id, r.type, r.resource_id, r.arn from resources r
    where ${inScope(ctx, "r.account_id")} and ((r.account_id = ${resource.account_id} and r.region = ${resource.region}
        and r.type = any(${arrayLiteral(resourceTypeKeys)}::text[]) and r.resource_id = any(${ids}::text[]))
      or r.arn = any(${ids}::text[]))`)
  return named.map((one) => {
    const known = rows.find(({ resource_id, arn }) => resource_id === one.resource_id || arn === one.resource_id)
    return { ...one, type: known?.type ?? null, id: known?.id ?? null }
  })
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
