import { iamPolicies } from "@/lib/aws/policy"
import { getResourceType, minimalTypeKeys, resourceTypes } from "@/lib/aws/resource-types/registry"

/** The parts of README.md that are generated from the registry of resource types, by the name in their markers. */
const generated: Record<string, () => string> = {
  policy: () => `\`\`\`json\n${JSON.stringify(iamPolicies(minimalTypeKeys.map(getResourceType))[0], null, 2)}\n\`\`\``,
  types: () => {
    const rows = resourceTypes.map(({ type, name, description, view, iamActions }) => {
      const actions = iamActions.map((action) => `\`${action}\``).join(", ")
      return `| \`${type}\` | ${name} | ${description} | \`${view}\` | ${actions} |`
    })
    return ["| type | AWS | | SQL view | actions |", "| --- | --- | --- | --- | --- |", ...rows].join("\n")
  },
}

/** Returns README.md with its generated parts updated. @throws if the markers of a part are missing. */
export function renderReadme(readme: string): string {
  return Object.entries(generated).reduce((text, [name, make]) => {
    const [start, end] = [`<!-- generated: ${name} -->`, `<!-- end of ${name} -->`]
    const [from, to] = [text.indexOf(start), text.indexOf(end)]
    if (from < 0 || to < from) throw new Error(`README.md has no markers for ${name}`)
    return `${text.slice(0, from + start.length)}\n\n${make()}\n\n${text.slice(to)}`
  }, readme)
}
