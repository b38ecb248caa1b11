import type { Category, Unit } from "@/lib/aws/resource-types/define"

/**
 * Where a value is in the SDK's answer: `A.B`; `A[].B` for each item of a list; `A | B` for the first that has one. Parsed by
 * `lib/aws/read/values.ts`.
 */
export type Path = string

/** `arn:{P}:ec2:{R}:{O}:volume/{VolumeId}`: partition, region, owner (or else the scanned account), and paths. */
export type Template = string

interface Shown {
  label?: string
  unit?: Unit
  /** AWS changes it on its own: it is no change itself, and is stored with the next one. */
  isVolatile?: boolean
  /** Its exact values are indexed. */
  isIndexed?: boolean
  /** It holds addresses or networks, which `ip:` finds. */
  isAddress?: boolean
  /** Any of its addresses makes the resource `is:public`. */
  isPublicAddress?: boolean
  /** Items with one of these in their `state` are no longer in use. */
  unusedStates?: readonly string[]
  /** It names other resources, by id or ARN. */
  isReference?: boolean
}

/** The structures of a list that a path finds, with numbers and flags as such. AWS promises no order, so they are sorted. */
export interface Items extends Shown {
  kind: "items"
  path: Path
  /** The names of an item's own values, and where each is in the item. */
  members: Readonly<Record<string, Path>>
  /** Makes several items of one, or none, each with the members' paths in it. */
  split?(item: Record<string, unknown>): Record<string, unknown>[]
}

interface Value extends Shown {
  kind: "text" | "number" | "flag" | "time" | "texts" | "any"
  path: Path
  /** Values of `text` and `texts` that AWS writes for *none*. */
  except?: readonly string[]
}

/**
 * One property. `text`, `number`, `flag` and `time` are the one value that the path finds, or null; `texts` are all, sorted;
 * `any` says whether one of the flags that the path finds is true.
 */
export type Property = Value | Items

const value =
  (kind: Value["kind"]) =>
  (path: Path, more: Omit<Value, "kind" | "path"> = {}): Property => ({ kind, path, ...more })

export const text = value("text")
export const number = value("number")
export const flag = value("flag")
export const time = value("time")
export const texts = value("texts")
export const any = value("any")
export const items = (
  path: Path,
  members: Items["members"],
  more: Omit<Items, "kind" | "path" | "members"> = {},
): Property => ({ kind: "items", path, members, ...more })

/** A service of AWS: one client of the SDK, loaded when it is first used. */
export interface Service {
  /** In AWS's short words: "EC2". A job reads the slices of one service. */
  name: string
  /** The prefix of its IAM actions: "ec2". */
  prefix: string
  /** The client's name in its package: "EC2Client". */
  client: string
  sdk(): Promise<object>
}

/** The call that lists a type. The SDK's paginator reads its pages; without one, the one answer is the whole list. */
interface ListCall {
  operation: string
  /** Where the items are in an answer: "Subnets". */
  items: Path
  /** The member for a page's size, AWS's maximum, and the fewest that it takes. */
  size?: { member: string; most: number; fewest: number }
  /** What every call asks for. */
  input?: Readonly<Record<string, unknown>>
}

/** A resource type as data. Everything else follows from it: calls, permissions, columns, fields, views. */
export interface Spec<K extends string = string> {
  type: K
  /** Plural, as the REST contract writes it: "EC2 Instances". */
  name: string
  view: string
  description: string
  category: Category
  icon: { color: string; path: string }
  service: Service
  list: ListCall
  /** Tags in the list's answer. */
  tags: Path
  /** One path, so that a value which could not be read never makes another resource of it. */
  id: Path
  arn: Template
  /** Whose it is, where accounts share it. AWS shows its tags to the owner alone. */
  owner?: Path
  /** Without one, the tag `Name`. */
  title?: Path
  status?: Path
  /** What AWS still lists for a while with one of these as its status, in small letters, is gone already. */
  gone?: readonly string[]
  vpc?: Path
  subnet?: Path
  privateIp?: Path
  publicIp?: Path
  properties: Readonly<Record<string, Property>>
  /** The value of a property that says: it can be reached from the internet. */
  publicWhen?: { property: string; is: string | boolean }
  /** The page in the console, without the host, of a stored resource: `{R}` and `{id}`. */
  console: Template
}

/** Declares a type. */
export const defineType = <const K extends string>(spec: Spec<K>): Spec<K> => spec
