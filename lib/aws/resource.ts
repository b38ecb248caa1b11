import type { Partition } from "@/lib/aws/regions"

/** Tags by key; `undefined` where they could not be read, which is not the same as having none. */
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
  tags: Tags | undefined
  /** The contract's `type_specific_properties`, in snake_case. */
  properties: Record<string, unknown>
  /** Values to keep sealed, by name (Lambda environment variables). */
  secrets?: Record<string, string>
  /** Properties that could not be read this time. What is stored of them, and of their sealed values, stays. */
  unread?: readonly string[]
}

/** What an ARN and a console link need to know beside the resource. */
export interface Place {
  partition: Partition
  accountId: string
  region: string
}

/** AWS's `[{ Key, Value }]` as a record, sorted by key so that AWS's order never looks like a change. An absent value is "". */
export function toTags(list: readonly { Key?: string | undefined; Value?: string | undefined }[]): Tags {
  const pairs = list.flatMap((tag) => (tag.Key === undefined ? [] : [[tag.Key, tag.Value ?? ""] as const]))
  return Object.fromEntries(pairs.sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** `undefined` and `""` as null: one way to say *has none*. */
export const orNull = <T>(value: T | undefined | null): T | null => (value === undefined || value === "" ? null : value)

/** A date as ISO 8601 in UTC, or null. */
export const isoOrNull = (value: Date | undefined): string | null => value?.toISOString() ?? null
