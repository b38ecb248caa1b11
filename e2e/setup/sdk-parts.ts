import { resourceExplorer } from "@/lib/aws/services/resource-explorer"
import { specs } from "@/lib/aws/types"
import { listsOf, type Service, type Spec } from "@/lib/aws/types/contract"
import { dependencies } from "../../package.json"

/** The folder of what the product uses of each client that is no dependency. */
export const SDK_PARTS = "lib/aws/services/sdk"

/** Every operation that a type calls. */
export const operationsOf = ({ parent, list, join, details = [], tags }: Spec): string[] => [
  ...[...(parent ? [parent] : []), ...listsOf({ list }), ...(join ? [join] : []), ...details].map(
    ({ operation }) => operation,
  ),
  ...(tags !== null && typeof tags === "object" ? [tags.operation] : []),
]

/**
 * What the product uses of each client that is no dependency: a file for each, which the build makes a part of its own.
 * Packages that came whole would be fifty times as large. @returns the text of each file, by its path.
 */
export async function renderSdkParts(): Promise<Map<string, string>> {
  // What a type that is code calls.
  const services = new Map<Service, Set<string>>([[resourceExplorer, new Set(["GetIndex", "ListResources"])]])
  for (const spec of specs) {
    const known = services.get(spec.service) ?? new Set()
    for (const one of operationsOf(spec)) known.add(one)
    services.set(spec.service, known)
  }
  const parts = new Map<string, string>()
  for (const [{ package: name, client }, operations] of services) {
    if (name in dependencies) continue
    const sdk = (await import(name)) as Record<string, unknown>
    const names = [...operations].flatMap((one) => [`${one}Command`, `paginate${one}`]).filter((one) => one in sdk)
    const text = `export { ${[client, ...names].sort().join(", ")} } from "${name}"\n`
    parts.set(`${SDK_PARTS}/${name.replace("@aws-sdk/client-", "")}.ts`, text)
  }
  return parts
}
