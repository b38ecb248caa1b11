import { z } from "zod"
import { compileFirst, compilePath } from "@/lib/aws/read/values"
import { isoOrNull } from "@/lib/aws/resource"
import type { Items, Property } from "@/lib/aws/types/contract"

const text = z.string().nullable()
const scalar = z.union([z.string(), z.number(), z.boolean()]).nullable()

/** The schema of a property's values. */
export function schemaOf(property: Property): z.ZodType {
  if (property.kind === "number") return z.number().nullable()
  if (property.kind === "flag" || property.kind === "any") return z.boolean().nullable()
  if (property.kind === "time") return z.iso.datetime().nullable()
  if (property.kind === "texts") return z.array(z.string())
  if (property.kind === "names") return z.array(z.string()).nullable()
  if (property.kind === "items")
    return z.array(z.object(Object.fromEntries(Object.keys(property.members).map((name) => [name, scalar]))))
  return text
}

/** Compiles the reading of a property from an item of the list. */
export function compileProperty(property: Property): (item: unknown) => unknown {
  const read = compilePath(property.path)
  if (property.kind === "items") {
    const toItems = compileItems(property)
    return (item) => toItems(read(item))
  }
  if (property.kind === "any") return (item) => read(item).includes(true)
  if (property.kind === "names") {
    const hasFailed = compileFirst(property.failed)
    return (item) => (hasFailed(item) === undefined ? Object.keys(read(item)[0] ?? {}).sort() : null)
  }
  const { kind, except = [], otherwise = null, via, isOrdered = false } = property
  const known = (item: unknown) => {
    const found = read(item)
    return except.length === 0 ? found : found.filter((one) => !except.includes(String(one)))
  }
  if (via) return (item) => via(known(item))
  if (kind === "texts") return (item) => distinct(known(item), isOrdered)
  if (except.length > 0) return (item) => toValue(kind, known(item)[0]) ?? otherwise
  const first = compileFirst(property.path)
  return (item) => toValue(kind, first(item)) ?? otherwise
}

/** A value that stands twice says nothing more. */
function distinct(found: readonly unknown[], isOrdered: boolean): string[] {
  const texts = found.length > 1 ? [...new Set(found.map(String))] : found.map(String)
  return isOrdered ? texts : texts.sort()
}

type Scalar = string | number | boolean | null

function compileItems({ members, split }: Items): (found: readonly unknown[]) => object[] {
  const reads = Object.entries(members).map(([name, path]) => [name, compileFirst(path)] as const)
  const toItem = (one: unknown) => {
    const item: Record<string, Scalar> = {}
    for (const [name, read] of reads) item[name] = toScalar(read(one))
    return item
  }
  return (found) => {
    const all = split ? found.flatMap((one) => split(one as Record<string, unknown>)) : found
    const made = all.map(toItem)
    return made.length > 1 ? made.sort(byValues) : made
  }
}

const toScalar = (value: unknown): Scalar =>
  typeof value === "number" || typeof value === "boolean" ? value : value === undefined ? null : String(value)

/** Compares two items by one value after the other, and numbers as such. */
function byValues(a: Record<string, Scalar>, b: Record<string, Scalar>): number {
  for (const name of Object.keys(a)) {
    const [one, other] = [a[name] ?? null, b[name] ?? null]
    if (one === other) continue
    if (typeof one === "number" && typeof other === "number") return one - other
    return String(one) < String(other) ? -1 : 1
  }
  return 0
}

/** Some services write numbers, flags and times as texts. */
function toValue(kind: Property["kind"], value: unknown): unknown {
  if (value === undefined) return null
  if (kind === "time") return isoOrNull(toTime(value))
  if (kind === "text") return String(value)
  if (typeof value !== "string") return value
  if (kind === "flag") return value === "true"
  return Number.isFinite(Number(value)) ? Number(value) : null
}

const SECONDS = /^\d{9,11}(\.\d+)?$/
const ISO = /^\d{4}-\d\d-\d\dT/

/** Milliseconds since 1970 as a number; seconds since 1970 or ISO 8601 as a text. */
export function toTime(value: unknown): Date | undefined {
  if (value instanceof Date) return value
  if (typeof value === "number") return new Date(value)
  const text = String(value ?? "")
  const time = new Date(SECONDS.test(text) ? Number(text) * 1000 : ISO.test(text) ? text : Number.NaN)
  return Number.isNaN(time.getTime()) ? undefined : time
}
