import type { z } from "zod"
import type { AwsFailure } from "@/lib/aws/failure"
import type { FoundResource, Place } from "@/lib/aws/resource"
import type { AwsSession } from "@/lib/aws/session"

/** What a type's `pages` gets: where to look, as whom, and how to stop. */
export interface ListContext extends Place {
  aws: AwsSession
  signal: AbortSignal
  /** Whether tags may be read a hundred resources a call (see tag-index.ts). */
  hasTagIndex: boolean
  /** Reports something that could not be read (tags, say) while the list itself goes on. The slice becomes partial. */
  warn(failure: AwsFailure): void
}

/** How people group types, in the order in which they are shown. */
export const categories = ["Compute", "Database", "Storage", "Networking", "Other"] as const
export type Category = (typeof categories)[number]

interface Identity<K extends string> {
  type: K
  /** Plural, as the REST contract writes it: "EC2 Instances". */
  name: string
  /** The SQL view that unfolds its properties: "ec2_instances". */
  view: string
  description: string
  category: Category
  /** A global type is listed once, and each of its resources says its own region. */
  scope: "regional" | "global"
  /** The IAM actions that a scan calls, the listing one first. */
  iamActions: readonly [string, ...string[]]
  /** Its tags take calls of their own, which the tag index saves. */
  usesTagIndex?: boolean
  /** The property that names values which are kept sealed, and what people call it. */
  sealed?: { property: string; label: string }
  /** Drawn on a 24 by 24 grid with strokes of 2. */
  icon: { color: string; path: string }
  /** The resource's page in the AWS console, without the host. */
  consolePath(resource: { resourceId: string; region: string; arn: string | null }): string
}

interface Spec<K extends string, Raw, P extends Record<string, unknown>> extends Identity<K> {
  properties: z.ZodType<P> & { shape: Record<keyof P & string, z.ZodType> }
  /** Properties that AWS touches by itself: kept up to date with the next real change, but not changes. */
  volatile?: readonly (keyof P & string)[]
  /** Yields AWS's pages as they come, tags included. @throws the SDK's errors. */
  pages(context: ListContext): AsyncIterable<readonly Raw[]>
  normalise(raw: Raw, place: Place): FoundResource & { properties: P }
}

export interface ResourceType<K extends string = string> extends Identity<K> {
  properties: { shape: Record<string, z.ZodType> }
  volatile: readonly string[]
  list(context: ListContext): AsyncGenerator<FoundResource[], void>
}

/** Makes a resource type of its spec. `Raw`, the SDK's own shape, does not leave the type's file. */
export function defineResourceType<const K extends string, Raw, P extends Record<string, unknown>>(
  spec: Spec<K, Raw, P>,
): ResourceType<K> {
  const { pages, normalise, ...identity } = spec
  return {
    volatile: [],
    ...identity,
    async *list(context) {
      for await (const page of pages(context)) yield page.map((raw) => normalise(raw, context))
    },
  }
}
