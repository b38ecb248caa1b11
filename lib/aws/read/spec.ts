import { z } from "zod"
import { type Item, openCalls } from "@/lib/aws/read/calls"
import { compileDetails, compileJoin, type Row } from "@/lib/aws/read/details"
import { readListing } from "@/lib/aws/read/listing"
import { compileProperty, schemaOf } from "@/lib/aws/read/properties"
import { compileTags, type Tagged } from "@/lib/aws/read/tags"
import { isWhole } from "@/lib/aws/read/unreadable"
import { compilePath, compileTemplate, rootsOf } from "@/lib/aws/read/values"
import type { FoundResource, Place } from "@/lib/aws/resource"
import { type Display, defineResourceType, type ListContext, type ResourceType } from "@/lib/aws/resource-types/define"
import { actionOf, listsOf, type Path, type Property, type Spec } from "@/lib/aws/types/contract"

const NEVER = /(?!)/

/** Makes a resource type of its data. Paths are compiled here, once. */
export function fromSpec<const K extends string>(spec: Spec<K>): ResourceType<K> {
  const { type, name, view, description, category, icon, publicWhen, properties } = spec
  const all = Object.entries(properties)
  const link = compileTemplate(spec.console)
  return defineResourceType({
    ...{ type, name, view, description, category, icon, scope: spec.scope ?? "regional" },
    service: spec.service.name,
    // EC2 answers OptInRequired for a region that is not enabled, which is said.
    ...(spec.service.name !== "EC2" && { absence: spec.service.absence ?? NEVER }),
    iamActions: actionsOf(spec),
    ...(spec.passing && { passing: spec.passing }),
    usesTagIndex: spec.tags !== null && typeof spec.tags === "object" && "index" in spec.tags,
    properties: z.object(Object.fromEntries(all.map(([key, property]) => [key, schemaOf(property)]))),
    volatile: all.flatMap(([key, { isVolatile }]) => (isVolatile ? [key] : [])),
    display: Object.fromEntries(all.map(([key, property]) => [key, displayOf(property)])),
    ...(publicWhen && { publicWhen }),
    pages: compilePages(spec),
    normalise: normaliserOf(spec),
    consolePath: ({ resourceId, region, arn }) =>
      link(
        { id: encodeURIComponent(resourceId), tail: encodeURIComponent(resourceId.split("/").at(-1) ?? ""), arn },
        { region, partition: "aws", accountId: "", owner: "" },
      ) ?? "",
  })
}

function displayOf(property: Property): Display {
  const { label, unit, isIndexed, isAddress, isPublicAddress, unusedStates, isReference } = property
  const members = property.kind === "items" ? Object.keys(property.members) : undefined
  const given = { label, unit, isIndexed, isAddress, isPublicAddress, unusedStates, isReference, members }
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
}

/** Every IAM action that a scan of a type needs, the list's first. */
export function actionsOf(spec: Spec): [string, ...string[]] {
  const { parent, join, details = [], tags, moreActions = [] } = spec
  const calls = [...(parent ? [parent] : []), ...listsOf(spec), ...(join ? [join] : []), ...details]
  const ofTags = tags !== null && typeof tags === "object" ? [tags] : []
  const all = [...calls, ...ofTags].map(({ operation }) => actionOf(spec, operation))
  return [...new Set([...all, ...moreActions])] as [string, ...string[]]
}

/** Compiles the reading of a type: its list, and for each page what is joined, the details and the tags. */
function compilePages(spec: Spec): (context: ListContext) => AsyncGenerator<Tagged[], void> {
  const readDetails = compileDetails(spec)
  const [joinTo, tagsOf] = [spec.join && compileJoin(spec, spec.join), compileTags(spec)]
  return async function* (context) {
    const [joiner, readTags] = [joinTo?.(context), tagsOf(context)]
    const calls = await openCalls(spec.service, context)
    for await (const page of readListing(spec, context)) {
      const listed = page.map((item): Row => ({ item, unread: [] }))
      const joined = joiner ? await joiner.join(listed) : listed
      yield await readTags(await readDetails(joined, context, calls), calls)
    }
  }
}

function normaliserOf(spec: Spec): (row: Tagged, place: Place) => FoundResource & { properties: Item } {
  const read = (path: Path | undefined) => (path === undefined ? () => [] : compilePath(path))
  const [owner, title, status, region] = [spec.owner, spec.title, spec.status, spec.region].map(read)
  const [vpc, subnet, privateIp, publicIp] = [spec.vpc, spec.subnet, spec.privateIp, spec.publicIp].map(read)
  const id = compileTemplate(spec.id.includes("{") ? spec.id : `{${spec.id}}`)
  const arn = spec.arn === null ? () => null : compileTemplate(spec.arn)
  const properties = Object.entries(spec.properties).map(([key, one]) => [key, compileProperty(one)] as const)
  const paths = Object.entries(spec.properties).map(([key, { path }]) => [key, compilePath(path)] as const)
  const lists = Object.entries(spec.properties).flatMap(([key, { kind }]) =>
    kind === "items" || kind === "texts" || kind === "any" ? [key] : [],
  )
  const unreadOf = compileUnread(spec)
  // Of several, always the same one: AWS promises no order.
  const first = (found: unknown[] = []) => (found.length > 0 ? (found.map(String).sort()[0] ?? null) : null)
  return ({ item, tags, areTagsAbsent = false, unread }, place) => {
    const whose = first(owner?.(item)) ?? place.accountId
    const where = { ...place, owner: whose }
    const away = unreadOf(unread)
    const state = first(status?.(item))
    // A part of a list may be missing, which nobody sees in what is left; nor in a value that stands for none.
    const missing = isWhole(item)
      ? []
      : [...lists, ...paths.flatMap(([key, find]) => (find(item).length === 0 ? [key] : []))]
    return {
      region: spec.scope === "global" ? (first(region?.(item)) ?? "global") : place.region,
      resourceId: id(item, where) ?? "",
      arn: arn(item, where),
      name: spec.title === undefined ? tags?.Name || null : first(title?.(item)),
      status: state ?? spec.usualStatus ?? null,
      vpcId: first(vpc?.(item)),
      subnetId: first(subnet?.(item)),
      privateIp: first(privateIp?.(item)),
      publicIp: first(publicIp?.(item)),
      // AWS shows no tags of what another account shares: they are unknown, not none.
      tags: whose === place.accountId || Object.keys(tags ?? {}).length > 0 ? tags : undefined,
      areTagsAbsent,
      ...unreadMembers([...missing, ...away, ...passingOf(spec, state)]),
      // What was not asked for is no value, not even where nothing was known before.
      properties: Object.fromEntries(
        properties.flatMap(([key, readProperty]) => (away.includes(key) ? [] : [[key, readProperty(item)]])),
      ),
    }
  }
}

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
