import { resourceTypes } from "@/lib/aws/resource-types/registry"
import { inventoryFields } from "@/lib/inventory/fields"
import { toNetwork, wildcardNetwork } from "@/lib/query/addresses"
import { type Field, findField, propertyName } from "@/lib/query/fields"
import { type Bound, leaves, type Node, type Pattern, type Term, timeUnits, type Value } from "@/lib/query/tree"

/** A resource as the filter sees it: plain values, no index, no SQL. */
export interface Plain {
  id: string
  account_id: string
  region: string
  type: string
  resource_id: string
  arn: string | null
  name: string | null
  status: string | null
  vpc_id: string | null
  subnet_id: string | null
  private_ip: string | null
  public_ip: string | null
  tags: Record<string, string> | null
  properties: Record<string, unknown>
  first_seen_at: number
  seen_at: number
  last_changed_at: number
  removed_at: number | null
  is_unverified: boolean
  scans: string[]
}

/** The ids of what a query matches, by comparing value with value. */
export function matching(tree: Node, resources: readonly Plain[], now: number): Set<string> {
  const asksForRemoved = leaves(tree).some(
    (node) =>
      node.kind === "term" &&
      (node.field === "removed" ||
        node.field === "scan" ||
        (["is", "has", "no"].includes(node.field) && node.values.some((value) => textOf(value) === "removed"))),
  )
  const seen = resources.filter((one) => asksForRemoved || one.removed_at === null)
  return new Set(seen.filter((one) => matches(tree, one, now)).map(({ id }) => id))
}

function matches(node: Node, one: Plain, now: number): boolean {
  switch (node.kind) {
    case "and":
      return node.nodes.every((part) => matches(part, one, now))
    case "or":
      return node.nodes.some((part) => matches(part, one, now))
    case "not":
      return !matches(node.node, one, now)
    case "word":
      return namesOf(one).some((name) => contains(node.pattern, foldAll(name), foldAll))
    case "term":
      return node.field === "tag" ? hasTag(node, one) : hasField(node, one, now)
  }
}

const textOf = (value: Value): string => (value.kind === "text" ? value.pattern.join("*") : "")

/** Thousands of queries ask for the same things: each is worked out once. */
function remember<K, V>(
  known: { get(key: K): V | undefined; set(key: K, value: V): unknown },
  workOut: (key: K) => V,
): (key: K) => V {
  return (key) => {
    const before = known.get(key)
    if (before !== undefined) return before
    const value = workOut(key)
    known.set(key, value)
    return value
  }
}

const foldAll = remember(new Map<string, string>(), (text) =>
  [...text.normalize("NFC")]
    .map((char) => char.toLowerCase().replace("ς", "σ"))
    .join("")
    .replace(/\p{Cc}/gu, (char) => (char < "\u0080" ? " " : char)),
)
const foldAscii = (text: string) => text.replace(/[A-Z]/g, (char) => char.toLowerCase())
const same = (text: string) => text

const toExpression = (pattern: Pattern, fold: (text: string) => string, isWhole: boolean) => {
  const inner = pattern.map((piece) => fold(piece).replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&")).join("[^]*")
  return new RegExp(isWhole ? `^${inner}$` : inner)
}
const contains = (pattern: Pattern, text: string, fold: (text: string) => string) =>
  toExpression(pattern, fold, false).test(text)
const equals = (value: Value, text: string | null, fold: (text: string) => string) =>
  text !== null && value.kind === "text" && toExpression(value.pattern, fold, true).test(fold(text))

const namesOf = remember(new WeakMap<Plain, string[]>(), (one) => [
  ...[one.name, one.resource_id, one.arn, one.private_ip, one.public_ip].flatMap((text) => text ?? []),
  ...networksOf(one),
  ...Object.entries(one.tags ?? {}).map(([key, value]) => `${key}=${value}`),
])

const scalars = (value: unknown): string[] => {
  if (value === null || value === undefined) return []
  return typeof value === "object" ? Object.values(value).flatMap(scalars) : [String(value)]
}

/** VPCs list networks that they had. */
const inUse = (value: unknown) =>
  Array.isArray(value) ? value.filter((item) => !["disassociated", "failing", "failed"].includes(item?.state)) : value

const networksOf = remember(new WeakMap<Plain, string[]>(), (one) => {
  const display = resourceTypes.find(({ type }) => type === one.type)?.display ?? {}
  const properties = Object.keys(display).filter((key) => display[key]?.isAddress)
  const all = [one.private_ip, one.public_ip, ...properties.flatMap((key) => scalars(inUse(one.properties[key])))]
  return all.flatMap((text) => (text === null ? [] : (toNetwork(text) ?? [])))
})

function hasTag({ path = "", values }: Term, { tags }: Plain): boolean {
  const value = tags && Object.hasOwn(tags, path) ? (tags[path] ?? null) : null
  return value !== null && (values.length === 0 || values.some((wanted) => equals(wanted, value, same)))
}

function hasField(node: Term, one: Plain, now: number): boolean {
  const field = findField(inventoryFields, node.field)
  if (!field) throw new Error(`no field ${node.field}`)
  return node.values.some((value) => hasValue(field, node, value, one, now))
}

function hasValue(field: Field, { path }: Term, value: Value, one: Plain, now: number): boolean {
  if (field.types) return hasProperty(field, path, value, one.properties[propertyName(field)], now)
  const stored = field.column ? (one[field.column as keyof Plain] as string | null) : null
  switch (field.kind) {
    case "whole":
      return equals(value, stored, foldAscii)
    case "anywhere": {
      const fold = field.name === "arn" ? foldAscii : foldAll
      const text = fold(stored ?? "")
      const pattern = value.kind === "text" ? value.pattern : []
      const isWhole = pattern.length > 1 || pattern[0] === ""
      return toExpression(pattern, fold, isWhole).test(text)
    }
    case "address":
      return networksOf(one).some((network) => touches(value, network))
    case "time":
      return inTime(value, timeOf(field, one), now)
    case "uuid":
      return one.scans.includes(textOf(value))
    case "choice":
      return hasState(textOf(value), one)
    default:
      return isPresent(textOf(value), one) === (field.name === "has")
  }
}

const timeOf = ({ name }: Field, one: Plain): number | null =>
  ({ first_seen: one.first_seen_at, seen: one.seen_at, changed: one.last_changed_at, removed: one.removed_at })[name] ??
  null

function hasState(state: string, one: Plain): boolean {
  const isPublic =
    one.public_ip !== null ||
    (["ec2", "elb"].includes(one.type) && scalars(one.properties.public_ips).length > 0) ||
    (one.type === "elb" && one.properties.scheme === "internet-facing") ||
    (one.type === "rds" && one.properties.publicly_accessible === true)
  const states: Record<string, boolean> = {
    removed: one.removed_at !== null,
    unverified: one.removed_at === null && one.is_unverified,
    untagged: one.tags !== null && Object.keys(one.tags).length === 0,
    public: isPublic,
    managed: one.type === "ec2" && Boolean(one.properties.managed_by),
  }
  return states[state] ?? false
}

function isPresent(name: string, one: Plain): boolean {
  const field = findField(inventoryFields, name)
  if (field?.types) {
    const value = one.properties[propertyName(field)]
    return value !== undefined && !["null", "[]", '""', "{}"].includes(JSON.stringify(value))
  }
  if (field?.kind === "tag") return one.tags !== null && Object.keys(one.tags).length > 0
  if (field?.kind === "address") return networksOf(one).length > 0
  if (field && !field.column) return true
  return one[(field?.column ?? name) as keyof Plain] !== null
}

function hasProperty(field: Field, path: string | undefined, value: Value, stored: unknown, now: number): boolean {
  if (field.kind === "number") return typeof stored === "number" && inNumber(value, stored)
  if (field.kind === "boolean") return String(stored) === textOf(value)
  if (field.kind === "time") return typeof stored === "string" && inTime(value, Date.parse(stored), now)
  if (!field.list) return stored !== null && stored !== undefined && equals(value, String(stored), foldAscii)
  const elements = [stored].flat()
  const texts = path
    ? elements.flatMap((element) =>
        element && typeof element === "object" ? scalars((element as Record<string, unknown>)[path]) : [],
      )
    : scalars(stored)
  return texts.some((text) => equals(value, text, foldAscii))
}

const compares = (order: string, a: number, b: number): boolean =>
  ({ "<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b })[order] ?? false

function inNumber(value: Value, number: number): boolean {
  const of = (bound: Bound | null) => (bound?.kind === "number" ? bound.value : null)
  if (value.kind === "compare") return compares(value.order, number, of(value.bound) ?? Number.NaN)
  if (value.kind === "equal") return number === of(value.bound)
  if (value.kind !== "range") return false
  return number >= (of(value.from) ?? Number.NEGATIVE_INFINITY) && number <= (of(value.to) ?? Number.POSITIVE_INFINITY)
}

function inTime(value: Value, at: number | null, now: number): boolean {
  if (at === null) return false
  if (value.kind === "compare") {
    const { bound, order } = value
    // Younger than an age means a greater time.
    if (bound.kind === "age") return compares(order, now - at, bound.amount * timeUnits[bound.unit])
    if (bound.kind !== "time") return false
    return { "<": at < bound.from, "<=": at < bound.to, ">": at >= bound.to, ">=": at >= bound.from }[order]
  }
  const [from, to] =
    value.kind === "equal" ? [value.bound, value.bound] : value.kind === "range" ? [value.from, value.to] : []
  const low = from?.kind === "time" ? from.from : Number.NEGATIVE_INFINITY
  const high = to?.kind === "time" ? to.to : Number.POSITIVE_INFINITY
  return at >= low && at < high
}

/** Whether an address or network is meant: they overlap, or the address's text fits. */
function touches(value: Value, network: string): boolean {
  const text = textOf(value)
  const wanted = toNetwork(text) ?? wildcardNetwork(text)
  if (!wanted) return value.kind === "text" && toExpression(value.pattern, same, true).test(network.replace(/\/.*/, ""))
  const [a, b] = [toBits(wanted), toBits(network)]
  const length = Math.min(a.length, b.length)
  return a.size === b.size && a.bits.slice(0, length) === b.bits.slice(0, length)
}

/** The bits of an address, and how many of them are its network's. */
function toBits(text: string): { bits: string; length: number; size: number } {
  const [address = "", mask] = text.split("/")
  const isV4 = !address.includes(":")
  const bits = isV4
    ? address
        .split(".")
        .map((part) => byte(Number(part), 8))
        .join("")
    : toBitsV6(address)
  return { bits, size: bits.length, length: mask === undefined ? bits.length : Number(mask) }
}

const byte = (value: number, width: number) => value.toString(2).padStart(width, "0")

function toBitsV6(address: string): string {
  const [head = "", tail] = address.split("::")
  const groups = (part: string) =>
    part === "" ? [] : part.split(":").map((group) => byte(Number.parseInt(group, 16), 16))
  const [left, right] = [groups(head), tail === undefined ? [] : groups(tail)]
  return [...left, ...Array.from({ length: 8 - left.length - right.length }, () => byte(0, 16)), ...right].join("")
}
