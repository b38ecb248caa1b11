import type { Place } from "@/lib/aws/resource"
import type { Path, Template } from "@/lib/aws/types/contract"

/** Finds the values at a path: those that are there and not empty, in AWS's order. */
export type Read = (holder: unknown) => unknown[]

interface Step {
  name: string
  kind: "member" | "list" | "values"
  /** Only the items of a list of which this is so. */
  only?: { name: string; value: string; read: Read }
  /** Makes a part of a text. */
  part?: (text: string) => string
}

const STEP = /^([^[{!@]+)(?:(\[\])|\[([\w.]+)=([^\]]+)\]|(\{\}))?(?:!(.)|@(account))?$/

const tailOf =
  (after: string) =>
  (text: string): string =>
    text.slice(text.lastIndexOf(after) + 1)

/** `arn:partition:service:region:account:…` (AWS General Reference, "Amazon Resource Names"). */
const accountOf = (arn: string): string => arn.split(":")[4] ?? ""

/** The alternatives of a path, each as its steps: `A[].B | C` is `[[A[], B], [C]]`. @throws Error if it is no path. */
export const stepsOf = (path: Path): Step[][] =>
  path.split("|").map((one) =>
    one
      .trim()
      .split(/\.(?![^[]*\])/)
      .map((text) => {
        const [, name, list, key, value, values, after, account] = STEP.exec(text) ?? []
        if (!name) throw new Error(`${path} is no path`)
        return {
          name,
          kind: values ? "values" : list || key ? "list" : "member",
          ...(key && value && { only: { name: key, value, read: compilePath(key) } }),
          ...(after && { part: tailOf(after) }),
          ...(account && { part: accountOf }),
        }
      }),
  )

/** The names with which the alternatives of a path begin. */
export const rootsOf = (path: Path): string[] => stepsOf(path).flatMap(([step]) => step?.name ?? [])

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
    steps.reduce<unknown[]>((holders, step) => holders.flatMap((one) => at(one, step)), [holder])

function at(holder: unknown, { name, kind, only, part }: Step): unknown[] {
  const value = memberOf(holder, name)
  if (!isThere(value)) return []
  const all = kind === "member" ? [value] : kind === "values" ? Object.values(value as object) : (value as unknown[])
  const meant = only ? all.filter((item) => String(only.read(item)[0]) === only.value) : all
  const found = meant.filter(isThere)
  return part === undefined ? found : found.map((item) => part(String(item))).filter(isThere)
}

// Not by its name: a list that AWS's answer left out throws when it is read.
const memberOf = (holder: unknown, name: string): unknown => Object.getOwnPropertyDescriptor(holder ?? {}, name)?.value

const isThere = (value: unknown): boolean => value !== undefined && value !== null && value !== ""

/** The place of a resource, and whose it is. */
export type Where = Place & { owner: string }

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
