import type { ArnForm } from "@/lib/aws/arn-form"
import type { CallRate } from "@/lib/aws/call-bucket"
import type { AwsFailure } from "@/lib/aws/failure"
import type { Category, OtherNames, Reference, Telling, Unit } from "@/lib/aws/resource-types/define"

/**
 * Where a value is in the SDK's answer: `A.B`; `A[].B` for each item of a list; `A[Key=Value].B` for the items of which
 * this is so; `A[<Key].B` for the items in the order of their keys; `A{}` for the values of a map; `A | B` for the first that
 * has one, and unknown where any could not be read; `A & B` for those of both. `A!/` is what follows the last `/`, `A@account` the account that an ARN names,
 * `A@dns` a name of Route 53 as people write it, and `A@lower` in small letters. Parsed by `lib/aws/read/values.ts`. An item that is a text is `item`, and what it belongs to
 * is `parent`.
 */
export type Path = string

/**
 * `arn:{P}:ec2:{R}:{O}:volume/{VolumeId}`: partition, region, owner (or else the scanned account), and paths. `{A?}` may have
 * no value; spaces at the end are left out then.
 */
export type Template = string

interface Shown {
  label?: string
  unit?: Unit
  /** AWS changes it on its own: it is stored as it was read last, and is no change. */
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
  /** It names resources of these types by name, or resources of another account or region. */
  to?: Reference
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
  /** The order of `texts` means something, and AWS keeps it. */
  isOrdered?: true
  /** Values of `text` and `texts` that AWS writes for *none*. */
  except?: readonly string[]
  /** What AWS means where it says nothing. */
  otherwise?: string | number | boolean
  /** For the few values that no path reads: makes the value (of `texts`, a list), or null, of what the path found, if anything. */
  via?(found: readonly unknown[]): unknown
}

/** The names in a map whose values are sealed. Where AWS could not read it, it says so at `failed`. */
export interface Sealed extends Shown {
  kind: "names"
  path: Path
  label: string
  failed: Path
  /** What that means. */
  failure(said: unknown): AwsFailure
}

/**
 * One property. `text`, `number`, `flag` and `time` are the one value that the path finds, or null; `texts` are all, sorted;
 * `any` says whether one of the flags that the path finds is true.
 */
export type Property = Value | Items | Sealed

const value =
  (kind: Value["kind"]) =>
  (path: Path, more: Omit<Value, "kind" | "path"> = {}): Property => ({ kind, path, ...more })

export const text = value("text")
export const number = value("number")
export const flag = value("flag")
export const time = value("time")
export const texts = value("texts")
export const any = value("any")
export const names = (path: Path, more: Omit<Sealed, "kind" | "path">): Property => ({ kind: "names", path, ...more })
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
  /** The package that the client is in. */
  package: string
  sdk(): Promise<object>
  /**
   * What it says, as `code: message`, in a region where it is not offered or an account that has not switched it on, beside
   * what all services say. Where nothing of it is held, that means: nothing there. EC2 says nothing of the kind.
   */
  absence?: RegExp
  /** The calls of one account in one region that AWS documents. */
  rate?: CallRate
  /** The one region of AWS's public partition that has it. Other partitions do not have it at all. */
  onlyIn?: string
}

/** What a call asks for. Texts, and texts in lists, may be templates. */
export type Input = Readonly<Record<string, unknown>>

/**
 * A listing. Its pages are read by the SDK's paginator, or as `next` says; without both, the one answer is the whole
 * list.
 */
export interface ListCall {
  operation: string
  /**
   * Where the items are in an answer: "Subnets"; several lists may hold them together. Of "Reservations[].Instances", an
   * instance belongs to its reservation.
   */
  items: Path | readonly Path[]
  /** Members of the items that are not read. */
  skipped?: readonly string[]
  /** Where the answer says how many there are. Of none, AWS may leave the list out. */
  count?: Path
  /** AWS answers an empty list with an empty object, as SQS does: such an answer is an empty list. */
  leavesOutEmpty?: true
  /** The member for a page's size, AWS's maximum, and the fewest that it takes: 1, if it documents none. */
  size?: { member: string; most: number; fewest: number }
  input?: Input
  /**
   * The member that asks for the next page, and where an answer has its value; `with` are members that go with it, where
   * the answer has them. `while` is the flag that there is one.
   */
  next?: { member: string; from: Path; with?: Readonly<Record<string, Path>>; while?: string }
  /** Of the items of one group, only the one with the highest number counts, such as the newest revision. */
  newest?: { of(item: Record<string, unknown>): string; number(item: Record<string, unknown>): number }
  /** The one region that is asked. */
  region?: string
  /** Several types of the service read it: it is read once for a job. Its input names nothing. */
  isShared?: true
}

/** A listing whose items each name one call of the list, such as the clusters of services. */
export interface ParentCall extends ListCall {
  /** What people call such an item. */
  title: Path
  /** The errors of the list that say, as `code: message`: it is no more. Then it holds nothing. */
  gone?: RegExp
}

/** One call for each item. Its answer, or what it has at `item`, or the whole list at `list`, stands under `as`. */
export interface Detail {
  operation: string
  input: Input
  as: string
  item?: Path
  list?: Path
  /** For a list that the SDK has no paginator for. */
  next?: ListCall["next"]
  /** Only for items that have one of these values there, as texts: a flag is "true". For the others there is none. */
  when?: { path: Path; is: readonly string[] }
  /** The errors that say, as `code: message`: there is none. */
  none?: RegExp
  /**
   * The errors that say: the item is no more. It is left out, and so removed, which a call for something else than the
   * item itself may never cause: services also say *not found* of what is busy.
   */
  gone?: RegExp
}

/** One call for several items, whose answers are joined by a key. */
export interface Batch {
  operation: string
  /** The member for the ids, how many it takes, and the id of an item. */
  ids: string
  most: number
  id: Path
  /** The list in the answer, and the id of what is in it. */
  list: Path
  key: Path
  input?: Input
  as: string
  /** Where the answer says which of them are no more. */
  missing?: Path
  /** The error with which a whole batch is refused for one that is no more: it is halved until that one is alone. */
  refused?: RegExp
}

/** One more listing of the place, of which each item gets a list under `as`: those whose `key` is its `id`. */
export interface Join extends ListCall {
  key: Path
  id: Path
  as: string
}

/** The tags of each resource by a call, where the tag index does not know them. */
export interface TagCall extends Pick<Detail, "operation" | "input" | "next" | "when" | "none" | "gone"> {
  /** Where the list has them already, if it does. */
  listed?: Path
  /** AWS answers with an empty object where there are none. */
  leavesOutEmpty?: true
  /** Where the answer has them. */
  tags: Path
  /**
   * What the tag index calls this kind of resource (Tag Editor's "resource type", as `service:kind` of the ARN); without
   * it, each is asked for.
   */
  index?: string
  /** AWS documents that name: an index without anything means that nothing has tags. */
  isIndexDocumented?: true
  /**
   * When the resource was made or last changed, the later if AWS says both: the index learns of it within an hour. Without
   * it, what is not in the index is asked for.
   */
  made?: Path
}

/** The tags of several resources by a call. */
export interface TagBatch extends Omit<Batch, "as"> {
  tags: Path
}

/** A resource type as data. Everything else follows from it: calls, permissions, columns, fields, views. */
export interface Spec<K extends string = string> {
  type: K
  /** Plural, as the REST contract writes it: "EC2 Instances". */
  name: string
  view: string
  /** A few words for people who do not know the service. */
  description: string
  category: Category
  icon: { color: string; path: string }
  service: Service
  /** There may be thousands, with a call for each: it is in no bundle but that of all. */
  isCostly?: true
  /** A global type is listed once. */
  scope?: "global"
  parent?: ParentCall
  /** Several listings that together are the list. */
  list: ListCall | readonly ListCall[]
  join?: Join
  /** They are read one after the other. */
  details?: readonly (Detail | Batch)[]
  /** A list of pairs or a map, in the list's or a detail's answer; null if AWS keeps none. */
  tags: Path | TagCall | TagBatch | null
  /**
   * From the list alone, as the ARN: what is not described is the same resource. A path has no alternatives, so that a
   * value which could not be read never makes another resource of it.
   */
  id: Path | Template
  /** Null if AWS has none. */
  arn: Template | null
  /**
   * Reads an ARN of it back to its id, also one of a part of it, such as a function's version; see `lib/aws/arns.ts`. A
   * template that ends with the id needs none.
   */
  arnForm?: ArnForm
  /** Of ARNs that have an id of their own, and lead back to none of ours: service and kind, `dms:rep`. */
  arnKind?: string
  /** The property with its other names, and how one is told, in a value or an ARN: `alias/orders`. */
  alsoCalled?: OtherNames
  /**
   * Where names come back: what AWS gives to one thing and never again, such as a unique id, or when it was made. Where it
   * is unknown, nothing is concluded.
   */
  birth?: Path
  /** Whose it is, where accounts share it. AWS shows its tags to the owner alone. */
  owner?: Path
  /** Without one, the tag `Name`. */
  title?: Path
  /** One that never moves says nothing, and is left out. */
  status?: Path
  /** Where AWS says no status. */
  usualStatus?: string
  /** What AWS calls it for a while on its own, such as during a backup. It is no change, and the stored status stays. */
  passing?: readonly string[]
  /** Of a global type's resource; without it, `global`. */
  region?: Path
  /** Only items that have this there. */
  where?: { path: Path; is: Template }
  /** No items that have one of these there. */
  unless?: { path: Path; is: readonly string[] }
  /** What AWS still lists for a while with one of these as its status, in small letters, is gone already. */
  gone?: readonly string[]
  vpc?: Path
  subnet?: Path
  privateIp?: Path
  publicIp?: Path
  /** What comes first is what people want to see first: see `columns`. */
  properties: Readonly<Record<string, Property>>
  /**
   * The columns of a table of it alone, and what its page says beside the name: properties, and `private_ip` or `public_ip`.
   * Without it, its first properties of simple values. Status, VPC and region come by themselves.
   */
  columns?: readonly string[]
  /** The value of a property that says: it can be reached from the internet. */
  publicWhen?: { property: string; is: string | boolean }
  /** The properties that say, each alone: AWS or another service made it. */
  managedWhen?: readonly Telling[]
  /** IAM's name of an operation, where it is another. */
  actions?: Readonly<Record<string, string>>
  /** IAM actions that the operations need beside their own. */
  moreActions?: readonly string[]
  /** The page in the console, without the host, of a stored resource: `{R}`, `{id}`, the id's last part as `{tail}`, and `{arn}`. */
  console: Template
  /** The page where a property has one of these values. */
  consoleFor?: { property: string; is: Readonly<Record<string, Template>> }
  /** Resources of the same type that another listing of the service has, in a form of its own. */
  also?: Spec
}

/** The listings of a type. */
export const listsOf = ({ list }: Pick<Spec, "list">): readonly ListCall[] => ("operation" in list ? [list] : list)

/** The IAM action of an operation. */
export const actionOf = ({ service, actions = {} }: Pick<Spec, "service" | "actions">, operation: string): string =>
  actions[operation] ?? `${service.prefix}:${operation}`

export const isBatch = (call: Detail | Batch | TagCall | TagBatch): call is Batch | TagBatch => "ids" in call

/** Declares a type. */
export const defineType = <const K extends string>(spec: Spec<K>): Spec<K> => spec
