import { z } from "zod"
import type { ArnForm } from "@/lib/aws/arn-form"
import { type AwsFailure, unreadable } from "@/lib/aws/failure"
import { isWhole, type OnAbsent, UnreadableAnswer } from "@/lib/aws/read/unreadable"
import { type FoundResource, factColumns, type Place } from "@/lib/aws/resource"
import type { AwsSession } from "@/lib/aws/session"

/** What a type's `pages` receives: the place to read, the session to use, and the signal to stop. */
export interface ListContext extends Place {
  aws: AwsSession
  signal: AbortSignal
  /** Whether one call may read the tags of a hundred resources (see tag-index.ts). */
  hasTagIndex: boolean
  /** Whether one page as short as the API allows is enough: to see what the calls answer, not what there is. */
  isSample?: boolean
  /**
   * Reports that a detail (tags, for example) could not be read, while the list continues. The slice becomes partial.
   */
  warn(failure: AwsFailure): void
  /**
   * Reports that a part of the list (the services of one cluster, for example) could not be read. What came is stored,
   * nothing is removed, and the slice is unverified. @param part what it is, in words that people know.
   */
  missPart(part: string, failure: AwsFailure): void
  /**
   * Reports that an answer left its list out. It counts as empty, unless something would be removed by that: the slice
   * then fails.
   */
  absent: OnAbsent
  /**
   * Which of the ARNs that an index names a type's own slice says everything of. Ask once for each: they are counted. Left
   * out, none.
   */
  listedOf?(arns: readonly string[]): Promise<ReadonlySet<string>>
}

/** The groups of types, in the order in which the pages show them. */
export const categories = [
  "Compute",
  "Database",
  "Storage",
  "Networking",
  "Integration",
  "Analytics",
  "Machine learning",
  "Security",
  "Management",
  "Developer",
  "Other",
] as const
export type Category = (typeof categories)[number]

/** What a console link needs of a stored resource. */
export interface ConsoleTarget {
  resourceId: string
  region: string
  arn: string | null
  properties: Record<string, unknown>
}

/** A call that finds nothing. Types that share a reading name the same call. */
export interface EmptyCall {
  name: string
  /** Made once in an account, and not in each region. */
  isOnce: boolean
}

interface Identity<K extends string> {
  type: K
  /** Plural, as the REST contract writes it: "EC2 Instances". */
  name: string
  /** The SQL view that shows its properties as columns: "ec2_instances". */
  view: string
  description: string
  category: Category
  /** The service that its calls count for, in AWS's short words: "EC2". A job reads the slices of one service. */
  service: string
  /** A global type is listed once, and each of its resources has its own region. */
  scope: "regional" | "global"
  /** What people want to see of it first, as columns: `status`, `properties.engine`, `vpc_id`. */
  columns: readonly string[]
  /** The IAM actions that a scan needs. The first one is for the list itself. */
  iamActions: readonly [string, ...string[]]
  /** The calls of a scan that finds none of it. */
  emptyCalls: readonly EmptyCall[]
  /** Each item takes calls of its own. */
  isReadOneByOne?: boolean
  /** How its ARNs are read back to its ids. */
  arnForm?: ArnForm
  /** Of ARNs that are not read back: service and kind, `dms:rep`. */
  arnKind?: string
  alsoCalled?: OtherNames
  /** Statuses that pass on their own; see the contract of a type. */
  passing?: readonly string[]
  /** What its service says, as `code: message`, where it is not offered or not switched on; see service-absence.ts. */
  absence?: RegExp
  /** Reading it takes a call for each of what may be thousands. It is scanned where somebody chooses it, or all. */
  isCostly?: boolean
  /** An index reports it: that it is not in the list says that it was not reported, and not that it is gone. */
  isReported?: boolean
  /** Reading its tags takes extra calls, which the tag index saves. */
  usesTagIndex?: boolean
  /** The property with the names of the sealed values, and its label on the pages. */
  sealed?: { property: string; label: string }
  /** Drawn on a 24 by 24 grid with strokes of 2. */
  icon: { color: string; path: string }
  /** The resource's page in the AWS console, without the host. */
  consolePath(resource: ConsoleTarget): string
}

/** The unit of a number, as AWS counts it. */
export type Unit = "bytes" | "MB" | "GiB" | "MiB/s" | "seconds" | "days"

/** What a property names, where its value alone does not say it. */
export interface Reference {
  /** The types of which it has names. */
  types?: readonly string[]
  /** The properties that have the account and the region of what is named; without them, it is in the same. */
  account?: string
  region?: string
}

/** The other names of a type's resources, such as the aliases of keys. */
export interface OtherNames {
  property: string
  /** Its first group is the name. */
  pattern: RegExp
}

/** A property that says something about its resource: by one of these values, or without any, by having a value at all. */
export interface Telling {
  property: string
  is?: readonly (string | boolean)[]
}

/** How a property is shown and found. */
export interface Display {
  label?: string
  unit?: Unit
  /** It names other resources, by id or ARN: each becomes a link. */
  isReference?: boolean
  to?: Reference
  /** It holds addresses or networks, which `ip:` finds. */
  isAddress?: boolean
  /** Its addresses can be reached from the internet, which `is:public` finds. */
  isPublicAddress?: boolean
  /** Items with one of these in their `state` are no longer in use: neither `ip:` nor `is:public` finds them. */
  unusedStates?: readonly string[]
  /** Its exact values are indexed. References always are. */
  isIndexed?: boolean
  /** The names of an item's values in the order in which people read them; the database keeps no order. */
  members?: readonly string[]
}

/** A display as the pages get it. */
export interface PropertyDisplay extends Display {
  /** The schema says that it is a time. A text that only looks like one is not. */
  isTime?: boolean
}

type Derived = "columns" | "emptyCalls"

interface Spec<K extends string, Raw, P extends Record<string, unknown>>
  extends Omit<Identity<K>, Derived>,
    Partial<Pick<Identity<K>, Derived>> {
  properties: z.ZodType<P> & { shape: Record<keyof P & string, z.ZodType> }
  /**
   * Properties that AWS changes on its own. They are stored as they were read last, and are not changes.
   */
  volatile?: readonly (keyof P & string)[]
  /**
   * The facts (by their columns) and properties that a release reads otherwise than the one before, with the revision of
   * the type that began with it. What an earlier revision stored of them is not compared: this code learned, AWS did not
   * change. A property that is new or gone needs no entry. A comparison of two moments still shows them, beside what changed.
   */
  learned?: Readonly<Record<string, number>>
  /** How its properties are shown and found; a property that is not named shows its key in words. */
  display?: Partial<Record<keyof P & string, Display>>
  /** The value of a property that says: it can be reached from the internet. A public address always counts. */
  publicWhen?: { property: keyof P & string; is: string | boolean }
  managedWhen?: readonly Telling[]
  /** Yields AWS's pages as they arrive, with tags. @throws the SDK's errors. */
  pages(context: ListContext): AsyncIterable<readonly Raw[]>
  normalise(raw: Raw, place: Place): FoundResource & { properties: P }
}

export interface ResourceType<K extends string = string> extends Identity<K> {
  properties: { shape: Record<string, z.ZodType> }
  volatile: readonly string[]
  learned: Readonly<Record<string, number>>
  display: Readonly<Record<string, PropertyDisplay | undefined>>
  publicWhen?: { property: string; is: string | boolean }
  /** What says that AWS or another service made a resource. */
  managedWhen?: readonly Telling[]
  list(context: ListContext): AsyncGenerator<FoundResource[], void>
}

/** A type's revision: that of what it learned last. Rows keep the one that wrote them; before there were any, it is 1. */
export const revisionOf = ({ learned }: Pick<ResourceType, "learned">): number => Math.max(1, ...Object.values(learned))

/** Makes a resource type from its spec. `Raw`, the SDK's own shape, does not leave the type's file. */
export function defineResourceType<const K extends string, Raw, P extends Record<string, unknown>>(
  spec: Spec<K, Raw, P>,
): ResourceType<K> {
  const { pages, normalise, display, learned, ...identity } = spec
  return {
    ...{ volatile: [], columns: [], emptyCalls: [] },
    ...identity,
    display: withTimes(spec.properties.shape, display ?? {}),
    learned: learned ?? {},
    async *list(context) {
      for await (const page of pages(context)) {
        yield page.map((raw) => {
          const found = normalise(raw, context)
          if (found.resourceId === "") throw new UnreadableAnswer("an item without its identifier")
          if (isReadWhole(raw)) return found
          context.warn(partlyRead(found))
          return withUnread(found)
        })
      }
    },
  }
}

/** A raw item is AWS's structure, or holds it beside what else was read of the resource. */
function isReadWhole(raw: unknown): boolean {
  if (!isObject(raw)) return true
  if (!isWhole(raw)) return false
  for (const part of Object.values(raw)) if (isObject(part) && !isWhole(part)) return false
  return true
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null

const isEmpty = (value: unknown): boolean => value === null || (Array.isArray(value) && value.length === 0)

/**
 * Which value of a resource a damaged part of AWS's answer would have given is not known, so everything that is empty
 * counts as unread: what is stored of it stays.
 */
function withUnread<P extends Record<string, unknown>>(found: FoundResource & { properties: P }) {
  const facts = factColumns.filter(({ field }) => found[field] === null).map(({ column }) => column)
  const properties = Object.keys(found.properties).filter((key) => isEmpty(found.properties[key]))
  const hasTags = Object.keys(found.tags ?? {}).length > 0
  const unread = [...new Set([...(found.unread ?? []), ...facts, ...properties])]
  return { ...found, unread, tags: hasTags ? found.tags : undefined }
}

const partlyRead = ({ resourceId }: FoundResource): AwsFailure => ({
  ...unreadable(new UnreadableAnswer("a value that has not its form")),
  code: "UnreadableValue",
  message: `A value of ${resourceId} could not be read; what was known of it is kept.`,
})

/** The schema of a property's value, whether it may be null or not. */
export const withoutNull = (schema: z.ZodType): z.ZodType =>
  schema instanceof z.ZodNullable ? (schema.unwrap() as z.ZodType) : schema

function withTimes(
  shape: Record<string, z.ZodType>,
  display: Readonly<Record<string, Display | undefined>>,
): Record<string, PropertyDisplay | undefined> {
  const times = Object.keys(shape).filter((key) => withoutNull(shape[key] as z.ZodType) instanceof z.ZodISODateTime)
  return { ...display, ...Object.fromEntries(times.map((key) => [key, { ...display[key], isTime: true }])) }
}
