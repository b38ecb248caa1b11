import type { Partition } from "@/lib/aws/regions"

/** Tags by key; `undefined` if they could not be read, which is not the same as having none. */
export type Tags = Record<string, string>

/** One resource as a type's scanner found it, before it is stored. All types share this shape. */
export interface FoundResource {
  region: string
  resourceId: string
  arn: string | null
  name: string | null
  status: string | null
  vpcId: string | null
  subnetId: string | null
  privateIp: string | null
  publicIp: string | null
  /** AWS's mark of this one thing, such as a role's unique id. A thing that is made again under the same name has another. */
  birth?: string | null
  tags: Tags | undefined
  /** The contract's `type_specific_properties`, in snake_case. */
  properties: Record<string, unknown>
  /** Values to keep sealed, by name (Lambda environment variables). */
  secrets?: Record<string, string>
  /** Properties, and facts by their columns, that could not be read this time. Their stored and sealed values are kept. */
  unread?: readonly string[]
  /** AWS's answer left the tags out: they count as none, unless some are stored. */
  areTagsAbsent?: boolean
}

interface FactColumn {
  /** The name in SQL, REST and the views. */
  column: string
  /** The name in TypeScript: of a found resource, and of a row. */
  field: keyof FoundResource
}

/** The facts that all types share: nullable text columns of `resources`. All code that needs them uses this list. */
export const factColumns = [
  { column: "arn", field: "arn" },
  { column: "name", field: "name" },
  { column: "status", field: "status" },
  { column: "vpc_id", field: "vpcId" },
  { column: "subnet_id", field: "subnetId" },
  { column: "private_ip", field: "privateIp" },
  { column: "public_ip", field: "publicIp" },
] as const satisfies readonly FactColumn[]

/** What an ARN and a console link need in addition to the resource. */
export interface Place {
  partition: Partition
  accountId: string
  region: string
}

/**
 * Turns AWS's `[{ Key, Value }]` into a record, sorted by key so that AWS's order never looks like a change. A missing
 * value is "".
 */
export const toTags = (list: readonly { Key?: string | undefined; Value?: string | undefined }[]): Tags => tagsIn(list)

/** A tag as one service or another writes it. */
interface WrittenTag {
  Key?: string
  key?: string
  TagKey?: string
  Value?: string
  value?: string
  TagValue?: string
}

/** Turns tags into a record, in whatever form a service answers them: a list of pairs, or a map. */
export function tagsIn(value: unknown): Tags {
  const pairs: [string, string][] = []
  if (Array.isArray(value))
    for (const tag of value as readonly WrittenTag[]) {
      const key = tag.Key ?? tag.key ?? tag.TagKey
      if (key !== undefined) pairs.push([key, tag.Value ?? tag.value ?? tag.TagValue ?? ""])
    }
  else for (const [key, one] of Object.entries((value ?? {}) as Record<string, string>)) pairs.push([key, one ?? ""])
  return Object.fromEntries(pairs.length > 1 ? pairs.sort(([a], [b]) => (a < b ? -1 : 1)) : pairs)
}

/** Turns `undefined` and `""` into null, the one way to say *has none*. */
export const orNull = <T>(value: T | undefined | null): T | null => (value === undefined || value === "" ? null : value)

/** A date as ISO 8601 in UTC, or null. */
export const isoOrNull = (value: Date | undefined): string | null => value?.toISOString() ?? null
