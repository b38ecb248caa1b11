/** How the values of a field are written and compared. */
export type FieldKind =
  /** The whole value, in any case; `*` stands for any characters. */
  | "whole"
  /** Anywhere in the value; with a `*`, the whole value. */
  | "anywhere"
  | "tag"
  | "address"
  | "time"
  | "number"
  | "boolean"
  /** A few fixed words. */
  | "choice"
  /** The name of another field. */
  | "presence"
  /** An id of ours (a UUID). */
  | "uuid"

export interface Field {
  /** As it is written before the colon. */
  name: string
  label: string
  kind: FieldKind
  /** The column that holds it; none if it is computed, or is a property. */
  column?: string
  /** Set for a property of resource types: the types that have it. */
  types?: readonly string[]
  /** Of a property: a list, or a list of objects with these members. */
  list?: { members: readonly string[] }
  /** Of a property: its exact values are indexed. */
  isIndexed?: boolean
  /** The words that a choice takes, each with what it means. */
  choices?: Readonly<Record<string, string>>
  /** A facet is shown for it, and completion counts its values. */
  isFacet?: boolean
  /** What the list can be sorted by; the contract's name for it. */
  sort?: string
  help: string
  example: string
}

/**
 * The fields of a resource that all types share. The facets, the sort keys, the help page and the completion derive from
 * this table; the properties of the types join it in `lib/inventory/fields.ts`.
 */
export const resourceFields: readonly Field[] = [
  {
    ...{ name: "type", label: "Type", kind: "whole", column: "type", isFacet: true, sort: "type" },
    ...{ help: "The resource type", example: "type:ec2,rds" },
  },
  {
    ...{ name: "account", label: "Account", kind: "whole", column: "account_id", isFacet: true, sort: "account_id" },
    ...{ help: "The account's number or name", example: "account:123456789012" },
  },
  {
    ...{ name: "region", label: "Region", kind: "whole", column: "region", isFacet: true, sort: "region" },
    ...{ help: "The region's code", example: "region:eu-*" },
  },
  {
    ...{ name: "status", label: "Status", kind: "whole", column: "status", isFacet: true, sort: "status" },
    ...{ help: "The status, in AWS's words", example: "-status:running" },
  },
  {
    ...{ name: "name", label: "Name", kind: "anywhere", column: "name", sort: "name" },
    ...{ help: "Anywhere in the name", example: "name:checkout" },
  },
  {
    ...{ name: "id", label: "Id", kind: "anywhere", column: "resource_id" },
    ...{ help: "Anywhere in the id", example: "id:i-0a41" },
  },
  {
    ...{ name: "arn", label: "ARN", kind: "anywhere", column: "arn" },
    ...{ help: "Anywhere in the ARN", example: "arn:loadbalancer" },
  },
  {
    ...{ name: "vpc", label: "VPC", kind: "whole", column: "vpc_id" },
    ...{ help: "The id of the VPC that it is in", example: "vpc:vpc-0d1f3b6c9a7e20485" },
  },
  {
    ...{ name: "subnet", label: "Subnet", kind: "whole", column: "subnet_id" },
    ...{ help: "The id of its subnet", example: "subnet:subnet-*" },
  },
  {
    ...{ name: "ip", label: "IP address", kind: "address" },
    ...{ help: "An address of it, or a network that overlaps one of its own", example: "ip:10.0.0.0/16" },
  },
  {
    ...{ name: "tag", label: "Tag", kind: "tag" },
    ...{ help: "It has the tag, or the tag has this value (upper and lower case differ)", example: "tag:env=prod" },
  },
  {
    ...{ name: "first_seen", label: "First seen", kind: "time", column: "first_seen_at", sort: "first_seen_at" },
    ...{ help: "When a scan first found it", example: "first_seen:<30d" },
  },
  {
    ...{ name: "seen", label: "Last seen", kind: "time" },
    ...{ help: "When a scan last found it", example: "seen:>1d" },
  },
  {
    ...{ name: "changed", label: "Changed", kind: "time", column: "last_changed_at", sort: "last_changed_at" },
    ...{ help: "When it last changed", example: "changed:2026-11-01..2026-11-08" },
  },
  {
    ...{ name: "removed", label: "Removed", kind: "time", column: "removed_at" },
    ...{ help: "When a scan found it gone", example: "removed:<7d" },
  },
  {
    ...{ name: "scan", label: "Scan", kind: "uuid" },
    ...{ help: "What that scan found new, changed or gone", example: "scan:0c2f…" },
  },
  {
    ...{ name: "is", label: "State", kind: "choice" },
    choices: {
      removed: "A scan found it gone",
      unverified: "The last scan could not read its slice",
      untagged: "It has no tag",
      public: "It has a public address, or faces the internet",
      managed: "AWS or another service made it",
    },
    ...{ help: "A state", example: "is:unverified" },
  },
  {
    ...{ name: "has", label: "Has", kind: "presence" },
    ...{ help: "The field or property has a value", example: "has:public_ip" },
  },
  {
    ...{ name: "no", label: "Has no", kind: "presence" },
    ...{ help: "The field or property has no value", example: "no:vpc" },
  },
]

/** What only `has:` and `no:` take, beside the fields: columns without a field of their own. */
export const presenceOnly: Readonly<Record<string, string>> = {
  public_ip: "A public address",
  private_ip: "A private address",
}

/** Names that people know from REST or from other tools, and the field that they mean. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  account_id: "account",
  resource_id: "id",
  vpc_id: "vpc",
  subnet_id: "subnet",
  tags: "tag",
  state: "status",
  public_ip: "ip",
  private_ip: "ip",
  first_seen_at: "first_seen",
  last_seen_at: "seen",
  last_seen: "seen",
  last_changed_at: "changed",
  removed_at: "removed",
  not: "no",
}

/** Written before a property's name where a field has the same name: `properties.type`. */
export const PROPERTY_PREFIX = "properties."

/** The field with that name; undefined if there is none. `properties.NAME` names a property in any case. */
export function findField(fields: readonly Field[], name: string): Field | undefined {
  const exact = fields.find((field) => field.name === name)
  if (exact) return exact
  if (!name.startsWith(PROPERTY_PREFIX)) return undefined
  const bare = name.slice(PROPERTY_PREFIX.length)
  return fields.find((field) => field.types && field.name === bare)
}

/** The property's own name, as `type_specific_properties` has it. */
export const propertyName = ({ name }: Field): string =>
  name.startsWith(PROPERTY_PREFIX) ? name.slice(PROPERTY_PREFIX.length) : name

/** The name that somebody most likely meant; null if none is near. */
export function nearest(names: readonly string[], wrong: string): string | null {
  const known = Object.hasOwn(OTHER_NAMES, wrong) ? OTHER_NAMES[wrong] : undefined
  if (known && names.includes(known)) return known
  let best: string | null = null
  let least = Math.max(1, Math.floor(wrong.length / 3)) + 1
  for (const name of names) {
    const distance = name.startsWith(wrong) && wrong.length > 1 ? 1 : editDistance(wrong, name)
    if (distance < least) [best, least] = [name, distance]
  }
  return best
}

/** How many letters must be changed, added, left out or swapped with their neighbour (optimal string alignment). */
function editDistance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)]
  const at = (i: number, j: number) => rows[i]?.[j] ?? 0
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    rows.push(row)
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1]
      let cost = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + (isSame ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, at(i - 2, j - 2) + 1)
      row.push(cost)
    }
  }
  return at(a.length, b.length)
}
