import { z } from "zod"
import { bundlesOf } from "@/lib/aws/resource-types/bundles"
import { type ResourceType, withoutNull } from "@/lib/aws/resource-types/define"

/** A resource type as `GET /api/aws/supported-resources` describes it. */
export const describeType = (definition: ResourceType) => {
  const { type, name, description, iamActions, category, view, properties, display } = definition
  return {
    ...{ type, name, description, permissions: iamActions, category, bundles: bundlesOf(definition), view },
    properties: describeProperties(properties, display),
  }
}

const describeProperties = ({ shape }: ResourceType["properties"], display: ResourceType["display"]) =>
  Object.entries(shape).map(([key, schema]) => ({
    name: key,
    kind: kindOf(schema),
    unit: display[key]?.unit ?? null,
    label: display[key]?.label ?? null,
    // The types that it names; of none in particular, all.
    references: display[key]?.isReference ? (display[key]?.to?.types ?? []) : null,
  }))

/** What a property's values are: one value, several texts, or several structures. */
function kindOf(schema: z.ZodType): "text" | "number" | "flag" | "time" | "texts" | "items" {
  const inner = withoutNull(schema)
  if (inner instanceof z.ZodNumber) return "number"
  if (inner instanceof z.ZodBoolean) return "flag"
  if (inner instanceof z.ZodISODateTime) return "time"
  if (!(inner instanceof z.ZodArray)) return "text"
  return inner.element instanceof z.ZodObject ? "items" : "texts"
}
