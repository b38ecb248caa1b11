import { createHash } from "node:crypto"
import { z } from "zod"
import { type Display, withoutNull } from "@/lib/aws/resource-types/define"
import { resourceTypes } from "@/lib/aws/resource-types/registry"
import { type Field, PROPERTY_PREFIX, resourceFields } from "@/lib/query/fields"

/** Whether the exact values of a property are among the indexed terms. */
export function isIndexed(display: Display | undefined): boolean {
  return Boolean(display?.isIndexed || display?.isReference)
}

function propertyFields(): Field[] {
  const fields = new Map<string, Field>()
  for (const { type, properties, display } of resourceTypes) {
    for (const [key, schema] of Object.entries(properties.shape)) {
      const name = resourceFields.some((field) => field.name === key) ? `${PROPERTY_PREFIX}${key}` : key
      const field = toField(name, type, schema, { label: display[key]?.label, isIndexed: isIndexed(display[key]) })
      const known = fields.get(name)
      fields.set(name, known ? merged(known, field) : field)
    }
  }
  return [...fields.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}

const examples = { number: ":>512", boolean: ":true", time: ":<30d" } as const

function toField(
  name: string,
  type: string,
  schema: z.ZodType,
  more: { label?: string | undefined; isIndexed?: boolean | undefined },
): Field {
  const { kind, list } = kindOf(schema)
  return {
    name,
    label: more.label ?? name,
    kind,
    types: [type],
    ...(list && { list }),
    ...(more.isIndexed && { isIndexed: true }),
    help: more.label ?? name,
    example: `${name}${kind === "whole" ? ":*" : examples[kind]}`,
  }
}

/** Two types may have a property of one name. Where one has a list, values are looked for as in a list. */
const merged = (a: Field, b: Field): Field => ({
  ...a,
  kind: a.kind === b.kind ? a.kind : "whole",
  types: [...(a.types ?? []), ...(b.types ?? [])],
  ...((a.list || b.list) && {
    list: { members: [...new Set([...(a.list?.members ?? []), ...(b.list?.members ?? [])])] },
  }),
  // What only one of them indexes can't be looked up in the index for both.
  isIndexed: Boolean(a.isIndexed && b.isIndexed),
})

type PropertyKind = "number" | "boolean" | "time" | "whole"

function kindOf(schema: z.ZodType): { kind: PropertyKind; list?: { members: string[] } } {
  const inner = withoutNull(schema)
  if (inner instanceof z.ZodISODateTime) return { kind: "time" }
  if (inner instanceof z.ZodNumber) return { kind: "number" }
  if (inner instanceof z.ZodBoolean) return { kind: "boolean" }
  if (inner instanceof z.ZodArray) {
    const element = inner.element as z.ZodType
    return { kind: "whole", list: { members: element instanceof z.ZodObject ? Object.keys(element.shape) : [] } }
  }
  return { kind: "whole" }
}

/**
 * The fields of the inventory: those that all types share, and the properties of the types. A property with the name of
 * a shared field is written with a prefix: `properties.type`.
 */
export const inventoryFields: readonly Field[] = [...resourceFields, ...propertyFields()]

/** Another one for other fields. It stands in an address, so that a browser keeps the fields until they change. */
export const fieldsVersion: string = createHash("sha256")
  .update(JSON.stringify(inventoryFields))
  .digest("hex")
  .slice(0, 12)
