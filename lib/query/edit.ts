import { print } from "@/lib/query/print"
import { allOf, conjuncts, type Node, type Term, type Value } from "@/lib/query/tree"

/** Where a value stands: a field, and of a tag its key. */
export interface Target {
  field: string
  path?: string
}

const isOf = (node: Node, { field, path }: Target): node is Term =>
  node.kind === "term" && node.field === field && node.path === path

const isExclusionOf = (node: Node, target: Target): boolean => node.kind === "not" && isOf(node.node, target)

const sameValue = (a: Value, b: Value): boolean => JSON.stringify(a) === JSON.stringify(b)

const termOf = ({ field, path }: Target, values: readonly Value[]): Term => ({
  ...{ kind: "term", field, values },
  ...(path !== undefined && { path }),
})

/** The values that the query requires of a field, at the top. */
export const chosenValues = (tree: Node, target: Target): readonly Value[] =>
  conjuncts(tree).flatMap((node) => (isOf(node, target) ? node.values : []))

/** The one type that the query asks for, as types are written; null for several, or any. */
export function onlyType(tree: Node): string | null {
  const [only, ...others] = chosenValues(tree, { field: "type" })
  const isExact = only?.kind === "text" && only.pattern.length === 1
  return isExact && others.length === 0 ? (only.pattern[0]?.toLowerCase() ?? null) : null
}

/** The values that the query excludes. */
export const excludedValues = (tree: Node, target: Target): readonly Value[] =>
  conjuncts(tree).flatMap((node) => (node.kind === "not" && isOf(node.node, target) ? node.node.values : []))

/** Adds a value to those of a field, or takes it away. Without any, the field is free again. */
export function toggleValue(tree: Node, target: Target, value: Value): Node {
  const chosen = chosenValues(tree, target)
  const kept = chosen.filter((one) => !sameValue(one, value))
  return setValues(tree, target, kept.length < chosen.length ? kept : [...chosen, value])
}

/** Requires these values of a field, and nothing else of it. The term stays where it was. */
export function setValues(tree: Node, target: Target, values: readonly Value[]): Node {
  const parts = conjuncts(tree)
  const at = parts.findIndex((node) => isOf(node, target))
  const rest = parts.filter((node) => !isOf(node, target))
  if (values.length === 0) return allOf(rest)
  const place = at < 0 ? rest.length : parts.slice(0, at).filter((node) => !isOf(node, target)).length
  return allOf([...rest.slice(0, place), termOf(target, values), ...rest.slice(place)])
}

/** Excludes a value, or lets it in again. */
export function toggleExcluded(tree: Node, target: Target, value: Value): Node {
  const excluded = excludedValues(tree, target)
  const kept = excluded.filter((one) => !sameValue(one, value))
  const values = kept.length < excluded.length ? kept : [...excluded, value]
  const wanted = chosenValues(tree, target).filter((one) => !sameValue(one, value))
  const rest = conjuncts(setValues(tree, target, wanted)).filter((node) => !isExclusionOf(node, target))
  return allOf([...rest, ...(values.length ? [{ kind: "not", node: termOf(target, values) } as const] : [])])
}

/** Takes every term about a field away. */
export const clearField = (tree: Node, target: Target): Node =>
  allOf(conjuncts(tree).filter((node) => !isOf(node, target) && !isExclusionOf(node, target)))

/** Adds a condition, unless the query has it. */
export function addNode(tree: Node, node: Node): Node {
  const text = print(node)
  return conjuncts(tree).some((one) => print(one) === text) ? tree : allOf([...conjuncts(tree), node])
}

/** The tree without the condition at that place of the top. */
export const dropAt = (tree: Node, at: number): Node => allOf(conjuncts(tree).filter((_, index) => index !== at))
