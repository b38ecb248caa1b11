import { type SQL, sql } from "drizzle-orm"
import { readArn } from "@/lib/aws/arns"
import { partitionOf } from "@/lib/aws/regions"
import type { Reference } from "@/lib/aws/resource-types/define"
import { findResourceType, resourceTypeKeys, resourceTypes } from "@/lib/aws/resource-types/registry"
import type { ResourceView } from "@/lib/inventory/read/view"
import { resourceRowId } from "@/lib/inventory/write/digest"
import { anyOf, arrayLiteral } from "@/lib/query/to-sql"

/** The facts that name other resources. */
export const NAMED = ["vpc_id", "subnet_id"] as const
const LOOKS_LIKE_ID = /^(arn:|[a-z]+-[0-9a-z])/

/** A value that names something: by the property's key, as AWS writes it. */
export interface Named {
  kind: string
  resource_id: string
  to?: Reference | undefined
}

/** What a resource's facts and properties name. */
export function namesIn(resource: ResourceView): Named[] {
  const display = findResourceType(resource.type)?.display ?? {}
  const shared: Named[] = NAMED.flatMap((kind) => (resource[kind] ? [{ kind, resource_id: resource[kind] }] : []))
  const properties = Object.entries(display).flatMap(([kind, one]) =>
    one?.isReference
      ? textsIn(resource.type_specific_properties[kind], one.to).map((resource_id) => ({
          kind,
          resource_id,
          to: one.to,
        }))
      : [],
  )
  // A VPC names itself as its VPC.
  return [...shared, ...properties].filter((one) => one.resource_id !== resource.resource_id || one.to?.types)
}

/** The ids, ARNs and names within a value; a security group's name is none. */
function textsIn(value: unknown, to: Reference | undefined): string[] {
  if (typeof value === "string")
    return to?.types || LOOKS_LIKE_ID.test(value) || called.some(({ pattern }) => pattern.test(value)) ? [value] : []
  if (Array.isArray(value)) return value.flatMap((one) => textsIn(one, to))
  if (value === null || typeof value !== "object") return []
  return textsIn((value as Record<string, unknown>).id, to)
}

/** A row that a value may mean. */
export interface Target {
  id: string
  type: string
  account_id: string
  region: string
  resource_id: string
  arn: string | null
  /** Its other names; null for none. */
  names: string[] | null
}

/** The types with other names. */
const called = resourceTypes.flatMap(({ type, alsoCalled }) => (alsoCalled ? [{ type, ...alsoCalled }] : []))
/** A row's other names, as JSON. */
export const OTHER_NAMES = sql`case r.type ${sql.join(
  called.map(({ type, property }) => sql`when ${type} then r.type_specific_properties -> ${property}`),
  sql` `,
)} end`

/** A name that a value may be of a type's resources in the same account and region: `alias/orders`. */
function otherNameIn(text: string, pattern: RegExp, { account_id, region }: ResourceView): string[] {
  const name = pattern.exec(text)?.[1]
  const isElsewhere = text.startsWith("arn:") && !text.includes(`:${region}:${account_id}:`)
  return name === undefined || isElsewhere ? [] : [name]
}

/** Whether a row has one of these as another name. */
export const calledAny = (from: ResourceView, named: readonly Named[]): SQL =>
  anyOf(
    called.flatMap(({ type, property, pattern }) => {
      const names = named.flatMap(({ resource_id }) => otherNameIn(resource_id, pattern, from))
      if (names.length === 0) return []
      return sql`(r.account_id = ${from.account_id} and r.region = ${from.region} and r.type = ${type}
        and r.type_specific_properties -> ${property} ?| ${arrayLiteral(names)}::text[])`
    }),
  )

/** What one value of a property may mean. */
export interface Targets {
  arns: string[]
  rowIds: string[]
  /** It may be the id of anything in the place of what names it. */
  isAnyId: boolean
}

/** Where a value leads to: an ARN by itself and by the id that it is read back to, a name by the types that it is of. */
export function targetsOf(resource: ResourceView, { resource_id: text, to }: Named): Targets {
  const { account_id, region, type_specific_properties: properties } = resource
  if (text.startsWith("arn:")) {
    const read = readArn(text)
    if (!read) return { arns: [text], rowIds: [], isAnyId: false }
    const place = [read.accountId ?? account_id, read.region ?? region] as const
    return { arns: [text, read.arn], rowIds: [resourceRowId(...place, read.type, read.resourceId)], isAnyId: false }
  }
  const told = (property: string | undefined) => {
    const value = properties[property ?? ""]
    return typeof value === "string" && value !== "" ? value : null
  }
  const [account, place] = [told(to?.account) ?? account_id, told(to?.region) ?? region]
  const isElsewhere = account !== account_id || place !== region
  const types = to?.types ?? (isElsewhere ? resourceTypeKeys : [])
  const rowIds = types.flatMap((type) => {
    const isGlobal = findResourceType(type)?.scope === "global"
    // A global type's resource has its own region, or none.
    return (isGlobal ? ["global", place] : [place]).map((one) => resourceRowId(account, one, type, text))
  })
  // Buckets are unique in their partition.
  const arns = types.includes("s3") ? [`arn:${partitionOf(region)}:s3:::${text}`] : []
  return { arns, rowIds, isAnyId: !to?.types && !isElsewhere }
}

/** Whether a row is what a value means. */
export const isMeant = (
  row: Target,
  from: ResourceView,
  { resource_id, arns, rowIds, isAnyId }: Named & Targets,
): boolean =>
  rowIds.includes(row.id) ||
  (row.arn !== null && arns.includes(row.arn)) ||
  called.some(
    ({ type, pattern }) =>
      row.type === type && otherNameIn(resource_id, pattern, from).some((name) => row.names?.includes(name)),
  ) ||
  (isAnyId && row.resource_id === resource_id && row.account_id === from.account_id && row.region === from.region)

/** An id that no other resource of AWS has, whatever its account and region. */
const UNIQUE = /^[a-z]+-[0-9a-f]{8,17}$/

/** The form of ids that AWS makes up. */
const MADE_BY_AWS = /^[a-z]+-[0-9a-f]+$/

/**
 * What a resource is named by: `everywhere` what means it wherever it stands, `near` ids and other names that mean it in
 * its own account and region, and `names`, which things of other types may have too.
 */
export function calledBy({ type, resource_id, arn, type_specific_properties: properties }: ResourceView) {
  const others = called.flatMap((one) =>
    one.type === type ? ((properties[one.property] as string[] | null) ?? []) : [],
  )
  const place = arn?.split(":").slice(0, 5).join(":")
  const [isUnique, isId] = [UNIQUE.test(resource_id), MADE_BY_AWS.test(resource_id)]
  return {
    everywhere: [
      ...(arn === null ? [] : [arn, ...others.map((name) => `${place}:${name}`)]),
      ...(isUnique ? [resource_id] : []),
    ],
    near: [...(!isUnique && isId ? [resource_id] : []), ...others],
    names: isUnique || isId ? [] : [resource_id],
  }
}

/** A name means what is in the same account and region, or what is global. Buckets are unique in their partition. */
export function isNear({ type, account_id, region }: ResourceView): SQL {
  if (type === "s3") return sql`true`
  return findResourceType(type)?.scope === "global"
    ? sql`r.account_id = ${account_id}`
    : sql`r.account_id = ${account_id} and r.region in (${region}, 'global')`
}
