import { z } from "zod"
import { compilePath } from "@/lib/aws/read/values"
import { isoOrNull } from "@/lib/aws/resource"
import type { Property } from "@/lib/aws/types/contract"

const text = z.string().nullable()

/** The schema of a property's values. */
export function schemaOf(property: Property): z.ZodType {
  if (property.kind === "number") return z.number().nullable()
  if (property.kind === "flag" || property.kind === "any") return z.boolean().nullable()
  if (property.kind === "time") return z.iso.datetime().nullable()
  if (property.kind === "texts") return z.array(z.string())
  if (property.kind === "items")
    return z.array(z.object(Object.fromEntries(Object.keys(property.members).map((name) => [name, text]))))
  return text
}

/** Compiles the reading of a property from an item of the list. */
export function compileProperty(property: Property): (item: unknown) => unknown {
  const read = compilePath(property.path)
  if (property.kind === "texts") return (item) => sorted(read(item).map(String))
  if (property.kind === "items") {
    const { split = (one) => [one] } = property
    const members = Object.entries(property.members).map(([name, path]) => [name, compilePath(path)] as const)
    const toItem = (one: unknown) =>
      Object.fromEntries(members.map(([name, readMember]) => [name, textOrNull(readMember(one)[0])]))
    return (item) => sortedItems(read(item).flatMap((one) => split(one as Record<string, unknown>).map(toItem)))
  }
  if (property.kind === "any") return (item) => read(item).includes(true)
  const { kind, except = [] } = property
  return (item) => toValue(kind, read(item).filter((one) => !except.includes(String(one)))[0])
}

function toValue(kind: Property["kind"], value: unknown): unknown {
  if (value === undefined) return null
  if (kind === "time") return value instanceof Date ? isoOrNull(value) : null
  return kind === "text" ? String(value) : value
}

const textOrNull = (value: unknown): string | null => (value === undefined ? null : String(value))

/** AWS promises no order, and a value that stands twice says nothing more. */
const sorted = (values: readonly string[]): string[] => [...new Set(values)].sort()

function sortedItems(found: readonly Record<string, string | null>[]): Record<string, string | null>[] {
  const byText = new Map(found.map((one) => [JSON.stringify(one), one]))
  return [...byText.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one)
}
