import type { Display, ResourceType } from "@/lib/aws/resource-types/define"
import { findResourceType } from "@/lib/aws/resource-types/registry"
import { isIndexed } from "@/lib/inventory/fields"
import { isManaged } from "@/lib/inventory/managed"
import { rulesOf } from "@/lib/inventory/search/rules"
import { toNetwork } from "@/lib/query/addresses"
import { cutArn, fold, lowerAscii, MARK } from "@/lib/query/fold"
import { type SharedTerm, termId } from "@/lib/query/term-ids"

/** The parts of a resource that it is found by, of a found one or a stored one. */
export interface Described {
  id: string
  type: string
  resourceId: string
  name: string | null
  arn: string | null
  vpcId: string | null
  subnetId: string | null
  privateIp: string | null
  publicIp: string | null
  /** Null if they could never be read. */
  tags: Record<string, string> | null
  properties: Record<string, unknown>
}

/** A row of `search_terms`. */
export interface TermRow {
  id: string
  kind: "tag" | "arn"
  key: string
  value: string
  text: string
}

/** What the tables beside `resources` hold of one resource. */
export interface SearchRow {
  id: string
  type: string
  /** The rules that made it. */
  rules: number
  search: string
  terms: string[]
  addresses: string[]
  /** The terms that words are looked for in. */
  texts: TermRow[]
}

/** Makes a resource's search row. Pure. */
export function describe(resource: Described): SearchRow {
  const addresses = addressesOf(resource)
  const { head, rest } = cutArn(resource.arn ?? "")
  const texts = Object.entries(resource.tags ?? {}).map(([key, value]) => textRow("tag", key, value))
  if (head) texts.push(textRow("arn", head, ""))
  const terms = new Set([...texts.map(({ id }) => id), ...otherTerms(resource).map(termId)])
  return {
    id: resource.id,
    type: resource.type,
    rules: rulesOf(resource.type),
    search:
      `${MARK.name}${fold(resource.name ?? "")}${MARK.id}${fold(resource.resourceId)}${MARK.arn}${fold(rest)}` +
      words(resource, addresses)
        .map((text) => `${MARK.address}${fold(text)}`)
        .join(""),
    terms: [...terms],
    addresses,
    texts,
  }
}

/** The rows of the terms that were described lately: resources share them, and folding costs time. */
const recent = new Map<string, TermRow>()
const MOST_RECENT = 20_000

function textRow(kind: TermRow["kind"], key: string, value: string): TermRow {
  const name = `${kind} ${key.length} ${key}${value}`
  const known = recent.get(name)
  if (known) return known
  const id = termId(kind === "tag" ? { kind, key, value } : { kind, head: key })
  const row: TermRow = { id, kind, key, value, text: fold(kind === "tag" ? `${key}=${value}` : key) }
  if (recent.size >= MOST_RECENT) recent.clear()
  recent.set(name, row)
  return row
}

/** The addresses as words. What is no address, but stands in the place of one, is found as a word alone. */
const words = ({ privateIp, publicIp }: Described, addresses: readonly string[]): string[] => [
  ...new Set([...[privateIp, publicIp].filter((one) => one !== null), ...addresses]),
]

function otherTerms({ type, vpcId, subnetId, publicIp, tags, properties }: Described): SharedTerm[] {
  const { indexed, publicAddresses, publicWhen } = keysOf(type)
  const values = [vpcId, subnetId, ...indexed.flatMap((key) => scalars(properties[key]))]
  const terms: SharedTerm[] = values.flatMap((value) => (value ? [{ kind: "value", value: lowerAscii(value) }] : []))
  for (const key of Object.keys(tags ?? {})) terms.push({ kind: "key", key })
  if (tags && Object.keys(tags).length === 0) terms.push({ kind: "is", state: "untagged" })
  // Its properties say that it can be reached from the internet.
  const isPublic =
    publicIp !== null ||
    (publicWhen !== undefined && properties[publicWhen.property] === publicWhen.is) ||
    publicAddresses.some(([key, display]) => scalars(inUse(properties[key], display)).length > 0)
  if (isPublic) terms.push({ kind: "is", state: "public" })
  if (isManaged(type, properties)) terms.push({ kind: "is", state: "managed" })
  return terms
}

/** The properties of a type that say what its resources are found by. */
interface Keys {
  indexed: readonly string[]
  addresses: readonly (readonly [key: string, display: Display])[]
  publicAddresses: readonly (readonly [key: string, display: Display])[]
  publicWhen: ResourceType["publicWhen"]
}

const keysByType = new WeakMap<object, Keys>()
const NO_KEYS: Keys = { indexed: [], addresses: [], publicAddresses: [], publicWhen: undefined }

/** Derived once a type. */
function keysOf(type: string): Keys {
  const definition = findResourceType(type)
  if (!definition) return NO_KEYS
  const known = keysByType.get(definition)
  if (known) return known
  const shown = Object.entries(definition.display).flatMap(([key, display]) =>
    display ? [[key, display] as const] : [],
  )
  const keys = {
    indexed: shown.flatMap(([key, display]) => (isIndexed(display) ? [key] : [])),
    addresses: shown.filter(([, { isAddress }]) => isAddress),
    publicAddresses: shown.filter(([, { isPublicAddress }]) => isPublicAddress),
    publicWhen: definition.publicWhen,
  }
  keysByType.set(definition, keys)
  return keys
}

/** Without the items of a list whose state says that they are no longer in use. */
function inUse(value: unknown, display: Display | undefined): unknown {
  if (!display?.unusedStates || !Array.isArray(value)) return value
  return value.filter((item) => !display.unusedStates?.includes(String((item as { state?: unknown } | null)?.state)))
}

/** The distinct addresses and networks. Text that is neither would fail the whole insert, and is left out. */
function addressesOf({ type, privateIp, publicIp, properties }: Described): string[] {
  const all = keysOf(type).addresses.flatMap(([key, display]) => scalars(inUse(properties[key], display)))
  const found = [privateIp, publicIp, ...all]
  return [...new Set(found.flatMap((text) => (text === null ? [] : (toNetwork(text) ?? []))))]
}

/** Every text within a value, however deep. */
function scalars(value: unknown): string[] {
  if (typeof value === "string") return [value]
  if (typeof value === "number" || typeof value === "boolean") return [String(value)]
  if (Array.isArray(value)) return value.flatMap(scalars)
  return value !== null && typeof value === "object" ? Object.values(value).flatMap(scalars) : []
}
