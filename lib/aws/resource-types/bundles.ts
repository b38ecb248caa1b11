import { z } from "zod"
import { categories, type ResourceType } from "@/lib/aws/resource-types/define"
import { resourceTypeKeys, resourceTypes } from "@/lib/aws/resource-types/registry"

/** What a person may name in the place of types: all, those we recommend, or a category. */
const EVERYTHING = "*"
const RECOMMENDED = "recommended"

/** The types that a bundle stands for; null for what is none. */
function typesIn(name: string): string[] | null {
  if (name === EVERYTHING) return [...resourceTypeKeys]
  if (name === RECOMMENDED) return recommendedTypeKeys()
  const category = categories.find((one) => one.toLowerCase() === name.toLowerCase())
  const types = resourceTypes.filter((one) => one.category === category && !one.isCostly).map(({ type }) => type)
  return types.length > 0 ? types : null
}

/** All types but those that may come by the thousand. */
export const recommendedTypeKeys = (): string[] =>
  resourceTypes.filter(({ isCostly }) => !isCostly).map(({ type }) => type)

/** The bundles that a type is in, as REST names them. */
export const bundlesOf = ({ category, isCostly }: ResourceType): string[] => [
  EVERYTHING,
  ...(isCostly ? [] : [RECOMMENDED, category]),
]

/** Resource types, and bundles beside them, as a list of types without repetitions. */
export const typeNamesSchema = z.array(z.string()).transform((names, context) => {
  const types = names.flatMap((name, at) => {
    const meant = resourceTypeKeys.includes(name) ? [name] : typesIn(name)
    // The message does not repeat the input, which may be anything.
    if (!meant) context.addIssue({ code: "custom", path: [at], message: UNKNOWN() })
    return meant ?? []
  })
  return [...new Set(types)]
})

const UNKNOWN = () =>
  `Unknown resource type. Use one of: ${resourceTypeKeys.join(", ")}; or a bundle: recommended, *, ${usedCategories().join(", ")}.`

const usedCategories = () => categories.filter((category) => resourceTypes.some((one) => one.category === category))
