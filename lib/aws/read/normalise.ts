import type { Item } from "@/lib/aws/read/calls"
import { compileProperty } from "@/lib/aws/read/properties"
import type { Tagged } from "@/lib/aws/read/tags"
import { isWhole } from "@/lib/aws/read/unreadable"
import { compileFirst, compilePath, compileTemplate, isOrdered, isSingle, rootsOf } from "@/lib/aws/read/values"
import type { FoundResource, Place } from "@/lib/aws/resource"
import type { Path, Sealed, Spec } from "@/lib/aws/types/contract"

/** Compiles what makes a resource of a row that was read. */
export function normaliserOf(spec: Spec): (row: Tagged, place: Place) => FoundResource & { properties: Item } {
  const [owner, title, status, region] = [spec.owner, spec.title, spec.status, spec.region].map(factOf)
  const [vpc, subnet, privateIp, publicIp] = [spec.vpc, spec.subnet, spec.privateIp, spec.publicIp].map(factOf)
  const birth = factOf(spec.birth)
  const id = compileTemplate(spec.id.includes("{") ? spec.id : `{${spec.id}}`)
  const arn = spec.arn === null ? () => null : compileTemplate(spec.arn)
  const readProperties = propertiesOf(spec)
  const [unreadOf, missingIn, secretsOf] = [compileUnread(spec), compileMissing(spec), compileSecrets(spec)]
  return ({ item, tags, areTagsAbsent = false, unread }, place) => {
    const whose = owner?.(item) ?? place.accountId
    const where = { ...place, owner: whose }
    const { secrets, failed } = secretsOf(item)
    const away = unreadOf(unread)
    const state = status?.(item) ?? null
    // AWS shows no tags of what another account shares: they are unknown, not none.
    const known = whose === place.accountId || Object.keys(tags ?? {}).length > 0 ? tags : undefined
    const nameless = spec.title === undefined && known === undefined ? ["name"] : []
    return {
      region: spec.scope === "global" ? (region?.(item) ?? "global") : place.region,
      resourceId: id(item, where) ?? "",
      arn: arn(item, where),
      name: spec.title === undefined ? known?.Name || null : (title?.(item) ?? null),
      status: state ?? spec.usualStatus ?? null,
      vpcId: vpc?.(item) ?? null,
      subnetId: subnet?.(item) ?? null,
      privateIp: privateIp?.(item) ?? null,
      publicIp: publicIp?.(item) ?? null,
      ...(birth && { birth: birth(item) }),
      tags: known,
      ...(areTagsAbsent && { areTagsAbsent }),
      ...secrets,
      ...unreadMembers([
        ...(isWhole(item) ? [] : missingIn(item)),
        ...away,
        ...failed,
        ...nameless,
        ...passingOf(spec, state),
      ]),
      // What was not asked for is no value, not even where nothing was known before.
      properties: readProperties(item, away),
    }
  }
}

const toText = (value: unknown): string => (value instanceof Date ? value.toISOString() : String(value))

type ReadFact = (item: unknown) => string | null

/** Compiles a fact. Of several values, always the same one: AWS promises no order but that which a path names. */
function factOf(path: Path | undefined): ReadFact | undefined {
  if (path === undefined) return undefined
  if (isSingle(path)) {
    const first = compileFirst(path)
    return (item) => {
      const value = first(item)
      return value === undefined ? null : toText(value)
    }
  }
  const [read, isKept] = [compilePath(path), isOrdered(path)]
  return (item) => {
    const found = read(item)
    if (found.length < 2 || isKept) return found.length === 0 ? null : toText(found[0])
    return found.map(toText).sort()[0] ?? null
  }
}

/** Compiles the properties but those that are not known. */
function propertiesOf({ properties }: Spec): (item: Item, away: readonly string[]) => Item {
  const all = Object.entries(properties).map(([key, one]) => [key, compileProperty(one)] as const)
  return (item, away) => {
    const read: Item = {}
    for (const [key, readProperty] of all) if (!away.includes(key)) read[key] = readProperty(item)
    return read
  }
}

/** A part of a list may be missing, which nobody sees in what is left; nor in a value that stands for none. */
function compileMissing({ properties }: Spec): (item: Item) => string[] {
  const paths = Object.entries(properties).map(([key, { path }]) => [key, compilePath(path)] as const)
  const lists = Object.entries(properties).flatMap(([key, { kind }]) =>
    kind === "items" || kind === "texts" || kind === "any" ? [key] : [],
  )
  return (item) => [...lists, ...paths.flatMap(([key, find]) => (find(item).length === 0 ? [key] : []))]
}

/** Compiles the values to seal, and which properties AWS could not read. */
function compileSecrets({ properties }: Spec): (item: Item) => { secrets: Partial<FoundResource>; failed: string[] } {
  const [first, ...others] = sealedOf(properties)
  if (others.length > 0) throw new Error("A type has one sealed property at most")
  if (!first) return () => NO_SECRETS
  const [key, sealed] = first
  const [read, hasFailed] = [compileFirst(sealed.path), compileFirst(sealed.failed)]
  return (item) =>
    hasFailed(item) === undefined
      ? { secrets: { secrets: { ...(read(item) as Record<string, string> | undefined) } }, failed: [] }
      : { secrets: { secrets: {} }, failed: [key] }
}

const NO_SECRETS = { secrets: {}, failed: [] }

/** A status that passes is not compared: the stored one stays. */
const passingOf = ({ passing = [] }: Spec, status: string | null): string[] =>
  status !== null && passing.includes(status) ? ["status"] : []

const unreadMembers = (unread: readonly string[]) => (unread.length > 0 ? { unread } : {})

/** Compiles which properties, and facts by their columns, stand under the names that could not be read. */
function compileUnread(spec: Spec): (names: readonly string[]) => string[] {
  const facts: [string, Path | undefined][] = [
    ["status", spec.status],
    ["vpc_id", spec.vpc],
    ["subnet_id", spec.subnet],
    ["private_ip", spec.privateIp],
    ["public_ip", spec.publicIp],
    ["name", spec.title],
  ]
  const all = [...facts, ...Object.entries(spec.properties).map(([key, { path }]): [string, Path] => [key, path])]
  const roots = all.map(([key, path]) => [key, path === undefined ? [] : rootsOf(path)] as const)
  return (names) =>
    names.length === 0 ? [] : roots.flatMap(([key, own]) => (names.some((name) => own.includes(name)) ? [key] : []))
}

export const sealedOf = (properties: Spec["properties"]): [string, Sealed][] =>
  Object.entries(properties).flatMap(([key, one]): [string, Sealed][] => (one.kind === "names" ? [[key, one]] : []))
