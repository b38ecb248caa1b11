import type { Place } from "@/lib/aws/resource"
import type { Path, Template } from "@/lib/aws/types/contract"

/** Finds the values at a path: those that are there and not empty, in AWS's order. */
export type Read = (holder: unknown) => unknown[]
/** Finds the first of them. */
export type ReadOne = (holder: unknown) => unknown

interface Step {
  name: string
  kind: "member" | "list" | "values"
  /** Only the items of a list of which this is so. */
  only?: { name: string; value: string; read: ReadOne }
  /** The items of a list in the order of this. */
  by?: ReadOne
  /** Makes a part of a text. */
  part?: (text: string) => string
}

const STEP = /^([^[{!@]+)(?:(\[\])|\[([\w.]+)=([^\]]+)\]|\[<([\w.]+)\]|(\{\}))?(?:!(.+)|@(account|dns|lower))?$/

/** What follows the last of these. A text without a delimiter of several characters has no such part. */
const tailOf =
  (after: string) =>
  (text: string): string => {
    const at = text.lastIndexOf(after)
    if (at < 0) return after.length > 1 ? "" : text
    return text.slice(at + after.length)
  }

const PARTS: Readonly<Record<string, (text: string) => string>> = {
  /** `arn:partition:service:region:account:…` (AWS General Reference, "Amazon Resource Names"). */
  account: (arn) => arn.split(":")[4] ?? "",
  /** `\\052.example.com.` is `*.example.com` (Route 53 Developer Guide, "DNS domain name format"). */
  dns: (name) =>
    name
      .toLowerCase()
      .replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))
      .replace(/\.$/, ""),
  lower: (text) => text.toLowerCase(),
}

/** The alternatives of a path. Each has one or more ways to values that count together. */
const alternativesOf = (path: Path): Step[][][] =>
  path.split("|").map((alternative) =>
    alternative.split("&").map((one) =>
      one
        .trim()
        .split(/\.(?![^[]*\])/)
        .map((text) => stepOf(text, path)),
    ),
  )

function stepOf(text: string, path: Path): Step {
  const [, name, list, key, value, by, values, after, part] = STEP.exec(text) ?? []
  if (!name) throw new Error(`${path} is no path`)
  const make = after === undefined ? PARTS[part ?? ""] : tailOf(after)
  return {
    name,
    kind: values ? "values" : list || key || by ? "list" : "member",
    ...(key && value && { only: { name: key, value, read: compileFirst(key) } }),
    ...(by && { by: compileFirst(by) }),
    ...(make && { part: make }),
  }
}

/** All ways of a path, each as its steps: `A[].B | C & D` is `[[A[], B], [C], [D]]`. @throws Error if it is no path. */
export const stepsOf = (path: Path): Step[][] => alternativesOf(path).flat()

/** The names with which the ways of a path begin. */
export const rootsOf = (path: Path): string[] => stepsOf(path).flatMap(([step]) => step?.name ?? [])

/** Whether a path leads to one value at most. */
export const isSingle = (path: Path): boolean =>
  stepsOf(path).every((steps) => steps.every(isPlain)) && !path.includes("&")

/** Whether a path says in which order its values are. */
export const isOrdered = (path: Path): boolean => stepsOf(path).some((steps) => steps.some(({ by }) => by))

/** Compiles a path once, so that reading a thousand items parses nothing. */
export function compilePath(path: Path): Read {
  const alternatives = alternativesOf(path).map((ways) => toRead(ways.map(toWay)))
  const [only] = alternatives
  if (only && alternatives.length === 1) return only
  return (holder) => {
    for (const read of alternatives) {
      const found = read(holder)
      if (found.length > 0) return found
    }
    return []
  }
}

/** Compiles a path to its first value, or undefined. */
export function compileFirst(path: Path): ReadOne {
  const all = stepsOf(path)
  if (!all.every((steps) => steps.every(isPlain))) {
    const read = compilePath(path)
    return (holder) => read(holder)[0]
  }
  return (holder) => {
    for (const steps of all) {
      const value = follow(holder, steps)
      if (isThere(value)) return value
    }
    return undefined
  }
}

/** Leads to one value at most. */
const isPlain = ({ kind, part }: Step): boolean => kind === "member" && part === undefined

function follow(holder: unknown, steps: readonly Step[]): unknown {
  let value = holder
  for (const { name } of steps) {
    value = memberOf(value, name)
  }
  return value
}

const toRead =
  (ways: readonly Way[]): Read =>
  (holder) => {
    const found: unknown[] = []
    for (const way of ways) way(holder, found)
    return found
  }

/** Adds the values at the end of one way. */
type Way = (holder: unknown, found: unknown[]) => void

function toWay(steps: readonly Step[]): Way {
  if (!steps.every(isPlain)) return (holder, found) => walk(holder, steps, 0, found)
  return (holder, found) => {
    const value = follow(holder, steps)
    if (isThere(value)) found.push(value)
  }
}

function walk(holder: unknown, steps: readonly Step[], at: number, found: unknown[]): void {
  const step = steps[at]
  if (step === undefined) {
    found.push(holder)
    return
  }
  const value = memberOf(holder, step.name)
  if (!isThere(value)) return
  const { kind, only, by, part } = step
  const items = kind === "member" ? null : kind === "values" ? Object.values(value as object) : (value as unknown[])
  if (items === null) {
    enter(value, part, steps, at, found)
    return
  }
  for (const one of by ? inOrder(items, by) : items)
    if (isThere(one) && (!only || isMeant(one, only))) enter(one, part, steps, at, found)
}

function enter(value: unknown, part: Step["part"], steps: readonly Step[], at: number, found: unknown[]): void {
  const taken = part === undefined ? value : part(String(value))
  if (isThere(taken)) walk(taken, steps, at + 1, found)
}

const isMeant = (item: unknown, { read, value }: NonNullable<Step["only"]>): boolean => String(read(item)) === value

const inOrder = (items: readonly unknown[], by: ReadOne): unknown[] =>
  items.toSorted((a, b) => {
    const [one, other] = [by(a), by(b)]
    if (typeof one === "number" && typeof other === "number") return one - other
    return String(one ?? "") < String(other ?? "") ? -1 : 1
  })

const isEnumerable = Object.prototype.propertyIsEnumerable

// Only what is enumerable: a list that AWS's answer left out throws when it is read by its name.
const memberOf = (holder: unknown, name: string): unknown =>
  isThere(holder) && isEnumerable.call(holder, name) ? (holder as Record<string, unknown>)[name] : undefined

const isThere = (value: unknown): boolean => value !== undefined && value !== null && value !== ""

/** The place of a resource, and whose it is. */
export type Where = Place & { owner: string }

/** Compiles a template. @returns null for an item that has nothing at one of its paths. */
export function compileTemplate(template: Template): (item: unknown, where: Where) => string | null {
  const [first = "", ...rest] = template.split("{")
  const parts = rest.map((part) => {
    const [path = "", text = ""] = part.split("}")
    return path.endsWith("?")
      ? { read: orEmpty(placeholder(path.slice(0, -1))), text }
      : { read: placeholder(path), text }
  })
  const isOpenEnded = template.endsWith("?}")
  return (item, where) => {
    const filled = parts.reduce<string | null>((made, { read, text }) => {
      const value = read(item, where)
      return made === null || value === undefined ? null : made + value + text
    }, first)
    return isOpenEnded ? (filled?.trimEnd() ?? null) : filled
  }
}

const orEmpty =
  (read: ReturnType<typeof placeholder>): typeof read =>
  (item, where) =>
    read(item, where) ?? ""

function placeholder(path: Path): (item: unknown, where: Where) => unknown {
  if (path === "P") return (_, { partition }) => partition
  if (path === "R") return (_, { region }) => region
  if (path === "O") return (_, { owner }) => owner
  return compileFirst(path)
}
