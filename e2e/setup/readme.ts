import { iamPolicy } from "@/lib/aws/policy"
import { resourceTypes } from "@/lib/aws/resource-types/registry"

/** What of README.md follows from the registry of resource types, by the name of its place. */
const generated: Record<string, () => string> = {
  policy: () => `\`\`\`json\n${JSON.stringify(iamPolicy(resourceTypes), null, 2)}\n\`\`\``,
  types: () => {
    const rows = resourceTypes.map(({ type, name, description, view, iamActions }) => {
      const actions = iamActions.map((action) => `\`${action}\``).join(", ")
      return `| \`${type}\` | ${name} | ${description} | \`${view}\` | ${actions} |`
    })
    return ["| type | AWS | | SQL view | actions |", "| --- | --- | --- | --- | --- |", ...rows].join("\n")
  },
}

/** README.md with its generated parts written anew. @throws where a part has lost its place. */
export function renderReadme(readme: string): string {
  return Object.entries(generated).reduce((text, [name, make]) => {
    const [start, end] = [`<!-- generated: ${name} -->`, `<!-- end of ${name} -->`]
    const [from, to] = [text.indexOf(start), text.indexOf(end)]
    if (from < 0 || to < from) throw new Error(`README.md has no place for ${name}`)
    return `${text.slice(0, from + start.length)}\n\n${make()}\n\n${text.slice(to)}`
  }, readme)
}
