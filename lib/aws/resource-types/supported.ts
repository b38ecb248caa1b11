import { z } from "zod"
import { type ResourceType, withoutNull } from "@/lib/aws/resource-types/define"

/** A resource type as `GET /api/aws/supported-resources` describes it. */
export const describeType = ({
  type,
  name,
  description,
  iamActions,
  category,
  view,
  properties,
  display,
}: ResourceType) => ({
  ...{ type, name, description, permissions: iamActions, category, view },
  properties: Object.entries(properties.shape).map(([key, schema]) => ({
    name: key,
    kind: kindOf(schema),
    unit: display[key]?.unit ?? null,
    label: display[key]?.label ?? null,
  })),
})

/** What a property's values are: one value, several texts, or several structures. */
function kindOf(schema: z.ZodType): "text" | "number" | "flag" | "time" | "texts" | "items" {
  const inner = withoutNull(schema)
  if (inner instanceof z.ZodNumber) return "number"
  if (inner instanceof z.ZodBoolean) return "flag"
  if (inner instanceof z.ZodISODateTime) return "time"
  if (!(inner instanceof z.ZodArray)) return "text"
  return inner.element instanceof z.ZodObject ? "items" : "texts"
}
