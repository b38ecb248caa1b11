import { z } from "zod"
import type { ArnForm } from "@/lib/aws/arn-form"
import type { AwsFailure } from "@/lib/aws/failure"
import { type Item, openCalls } from "@/lib/aws/read/calls"
import { compileDetails, compileJoin, type Row } from "@/lib/aws/read/details"
import { readListing } from "@/lib/aws/read/listing"
import { compileProperty, schemaOf } from "@/lib/aws/read/properties"
import { compileTags, type Tagged } from "@/lib/aws/read/tags"
import { isWhole } from "@/lib/aws/read/unreadable"
import { compileFirst, compilePath, compileTemplate, isOrdered, isSingle, rootsOf } from "@/lib/aws/read/values"
import type { FoundResource, Place } from "@/lib/aws/resource"
import { type Display, defineResourceType, type ListContext, type ResourceType } from "@/lib/aws/resource-types/define"
import { actionOf, listsOf, type Path, type Property, type Sealed, type Spec } from "@/lib/aws/types/contract"

const NEVER = /(?!)/

/** Makes a resource type of its data. Paths are compiled here, once. */
export function fromSpec<const K extends string>(spec: Spec<K>): ResourceType<K> {
  const { type, name, view, description, category, icon, publicWhen, managedWhen, properties } = spec
  const all = Object.entries(properties)
  const [sealed] = sealedOf(properties).map(([property, { label }]) => ({ property, label }))
  const kinds = kindsOf(spec).map((one) => ({ pages: compilePages(one), normalise: normaliserOf(one) }))
  const blank = Object.fromEntries(all.map(([key, property]) => [key, emptyOf(property)]))
  return defineResourceType({
    ...{ type, name, view, description, category, icon, scope: spec.scope ?? "regional" },
    service: spec.service.name,
    // EC2 answers OptInRequired for a region that is not enabled, which is said.
    ...(spec.service.name !== "EC2" && { absence: spec.service.absence ?? NEVER }),
    iamActions: actionsOf(spec),
    ...(spec.passing && { passing: spec.passing }),
    ...arnFormOf(spec),
    ...(spec.isCostly && { isCostly: spec.isCostly }),
    ...(spec.alsoCalled && { alsoCalled: spec.alsoCalled }),
    ...(sealed && { sealed }),
    usesTagIndex: spec.tags !== null && typeof spec.tags === "object" && "index" in spec.tags,
    properties: z.object(Object.fromEntries(all.map(([key, property]) => [key, schemaOf(property)]))),
    volatile: all.flatMap(([key, { isVolatile }]) => (isVolatile ? [key] : [])),
    display: Object.fromEntries(all.map(([key, property]) => [key, displayOf(property)])),
    ...(publicWhen && { publicWhen }),
    ...(managedWhen && { managedWhen }),
    async *pages(context) {
      for (const [at, { pages }] of kinds.entries())
        for await (const page of pages(context)) yield at === 0 ? page : page.map((row): Read => ({ ...row, kind: at }))
    },
    normalise(read: Read, place) {
      const { kind = 0 } = read
      const found = (kinds[kind] as (typeof kinds)[number]).normalise(read, place)
      return kind === 0 ? found : { ...found, properties: { ...blank, ...found.properties } }
    },
    consolePath: consolePathOf(spec),
  })
}

/** A template that ends with the id is read back as it is. */
function arnFormOf({ id, arn, arnForm }: Spec): { arnForm?: ArnForm } {
  if (arnForm) return { arnForm }
  const end = id.includes("{") ? id : `{${id}}`
  if (!arn?.startsWith("arn:{P}:") || !arn.endsWith(end) || end.includes("}{")) return {}
  const begin = arn.slice("arn:{P}:".length, -end.length).replaceAll("{R}", "*").replaceAll("{O}", "*")
  return { arnForm: `${begin}(?<id>.+)` }
}

/** What was read of a resource, and which of a type's forms it has. */
interface Read extends Tagged {
  kind?: number
}

/** A type's forms: itself, and those that other listings have. */
export const kindsOf = (spec: Spec): readonly Spec[] => [spec, ...(spec.also ? kindsOf(spec.also) : [])]

const emptyOf = ({ kind }: Property) => (kind === "texts" || kind === "items" ? [] : null)

function consolePathOf({ console: usual, consoleFor }: Spec): ResourceType["consolePath"] {
  const link = compileTemplate(usual)
  const others = new Map(Object.entries(consoleFor?.is ?? {}).map(([value, one]) => [value, compileTemplate(one)]))
  return ({ resourceId, region, arn, properties }) => {
    const toPath = others.get(String(properties[consoleFor?.property ?? ""])) ?? link
    const tail = resourceId.split("/").at(-1) ?? ""
    return (
      toPath(
        { id: encodeURIComponent(resourceId), tail: encodeURIComponent(tail), arn },
        { region, partition: "aws", accountId: "", owner: "" },
      ) ?? ""
    )
  }
}

function displayOf(property: Property): Display {
  // What is sealed has its label there.
  const label = property.kind === "names" ? undefined : property.label
  const { unit, isIndexed, isAddress, isPublicAddress, unusedStates, to } = property
  const isReference = property.isReference ?? (to && true)
  const members = property.kind === "items" ? Object.keys(property.members) : undefined
  const given = { label, unit, isIndexed, isAddress, isPublicAddress, unusedStates, isReference, to, members }
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
}

/** Every IAM action that a scan of a type needs, the list's first. */
export function actionsOf(spec: Spec): [string, ...string[]] {
  const { parent, join, details = [], tags, moreActions = [], also } = spec
  const calls = [...(parent ? [parent] : []), ...listsOf(spec), ...(join ? [join] : []), ...details]
  const ofTags = tags !== null && typeof tags === "object" ? [tags] : []
  const all = [...calls, ...ofTags].map(({ operation }) => actionOf(spec, operation))
  return [...new Set([...all, ...moreActions, ...(also ? actionsOf(also) : [])])] as [string, ...string[]]
}

const NOTHING: readonly string[] = []

/** Compiles the reading of a type: its list, and for each page what is joined, the details and the tags. */
function compilePages(spec: Spec): (context: ListContext) => AsyncGenerator<Tagged[], void> {
  const [readDetails, failuresOf] = [compileDetails(spec), compileFailures(spec)]
  const [joinTo, tagsOf] = [spec.join && compileJoin(spec, spec.join), compileTags(spec)]
  return async function* (context) {
    const [joiner, readTags] = [joinTo?.(context), tagsOf(context)]
    const calls = await openCalls(spec.service, context)
    for await (const page of readListing(spec, context)) {
      for (const item of page) for (const failure of failuresOf(item)) context.warn(failure)
      const listed = page.map((item): Row => ({ item, unread: NOTHING }))
      const joined = joiner ? await joiner.join(listed) : listed
      yield await readTags(await readDetails(joined, context, calls), calls)
    }
  }
}

/** Compiles what AWS says where it could not read what is sealed. */
function compileFailures({ properties }: Spec): (item: Item) => AwsFailure[] {
  const sealed = sealedOf(properties).map(([, { failed, failure }]) => ({ read: compileFirst(failed), failure }))
  return (item) =>
    sealed.flatMap(({ read, failure }) => {
      const said = read(item)
      return said === undefined ? [] : [failure(said)]
    })
}

const sealedOf = (properties: Spec["properties"]): [string, Sealed][] =>
  Object.entries(properties).flatMap(([key, one]): [string, Sealed][] => (one.kind === "names" ? [[key, one]] : []))

function normaliserOf(spec: Spec): (row: Tagged, place: Place) => FoundResource & { properties: Item } {
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
