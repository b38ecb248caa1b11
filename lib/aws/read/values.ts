import type { Place } from "@/lib/aws/resource"
import type { Path, Template } from "@/lib/aws/types/contract"

/** Finds the values at a path: those that are there and not empty, in AWS's order. */
export type Read = (holder: unknown) => unknown[]

interface Step {
  name: string
  isList: boolean
}

/** The alternatives of a path, each as its steps: `A[].B | C` is `[[A[], B], [C]]`. */
export const stepsOf = (path: Path): Step[][] =>
  path.split("|").map((one) =>
    one
      .trim()
      .split(".")
      .map((step) => ({ name: step.replace(/\[\]$/, ""), isList: step.endsWith("[]") })),
  )

/** Compiles a path once, so that reading a thousand items parses nothing. */
export function compilePath(path: Path): Read {
  const alternatives = stepsOf(path).map(toRead)
  const [only] = alternatives
  if (only && alternatives.length === 1) return only
  return (holder) => alternatives.map((read) => read(holder)).find((found) => found.length > 0) ?? []
}

const toRead =
  (steps: readonly Step[]): Read =>
  (holder) =>
    steps.reduce<unknown[]>((holders, { name, isList }) => holders.flatMap((one) => at(one, name, isList)), [holder])

function at(holder: unknown, name: string, isList: boolean): unknown[] {
  // Not by its name: a list that AWS's answer left out throws when it is read.
  const value = Object.getOwnPropertyDescriptor(holder ?? {}, name)?.value
  if (value === undefined || value === null || value === "") return []
  if (!isList) return [value]
  return (value as unknown[]).filter((one) => one !== undefined && one !== null && one !== "")
}

/** The place of a resource, and whose it is. */
type Where = Place & { owner: string }

/** Compiles a template. @returns null for an item that has nothing at one of its paths. */
export function compileTemplate(template: Template): (item: unknown, where: Where) => string | null {
  const [first = "", ...rest] = template.split("{")
  const parts = rest.map((part) => {
    const [path = "", text = ""] = part.split("}")
    return { read: placeholder(path), text }
  })
  return (item, where) =>
    parts.reduce<string | null>((made, { read, text }) => {
      const value = read(item, where)
      return made === null || value === undefined ? null : made + value + text
    }, first)
}

function placeholder(path: Path): (item: unknown, where: Where) => unknown {
  if (path === "P") return (_, { partition }) => partition
  if (path === "R") return (_, { region }) => region
  if (path === "O") return (_, { owner }) => owner
  const read = compilePath(path)
  return (item) => read(item)[0]
}
