import { z } from "zod"
import { compileProperty, schemaOf } from "@/lib/aws/read/properties"
import { isWhole, listOf, type OnAbsent, UnreadableAnswer } from "@/lib/aws/read/unreadable"
import { compilePath, compileTemplate } from "@/lib/aws/read/values"
import { type FoundResource, type Place, type Tags, toTags } from "@/lib/aws/resource"
import { type Display, defineResourceType, type ListContext, type ResourceType } from "@/lib/aws/resource-types/define"
import type { Path, Property, Spec } from "@/lib/aws/types/contract"

type Item = Record<string, unknown>

/** Makes a resource type of its data. Paths are compiled here, once. */
export function fromSpec<const K extends string>(spec: Spec<K>): ResourceType<K> {
  const { type, name, view, description, category, icon, publicWhen, properties } = spec
  const all = Object.entries(properties)
  const link = compileTemplate(spec.console)
  return defineResourceType({
    ...{ type, name, view, description, category, icon, scope: "regional" },
    service: spec.service.name,
    iamActions: [`${spec.service.prefix}:${spec.list.operation}`],
    properties: z.object(Object.fromEntries(all.map(([key, property]) => [key, schemaOf(property)]))),
    volatile: all.flatMap(([key, { isVolatile }]) => (isVolatile ? [key] : [])),
    display: Object.fromEntries(all.map(([key, property]) => [key, displayOf(property)])),
    ...(publicWhen && { publicWhen }),
    pages: (context) => readPages(spec, context),
    normalise: normaliserOf(spec),
    consolePath: ({ resourceId, region }) =>
      link({ id: encodeURIComponent(resourceId) }, { region, partition: "aws", accountId: "", owner: "" }) ?? "",
  })
}

function displayOf(property: Property): Display {
  const { label, unit, isIndexed, isAddress, isPublicAddress, unusedStates, isReference } = property
  const members = property.kind === "items" ? Object.keys(property.members) : undefined
  const given = { label, unit, isIndexed, isAddress, isPublicAddress, unusedStates, isReference, members }
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
}

/** What the engine uses of an SDK package. Operations and paginators are found by the operation's name. */
interface Sdk {
  [name: string]: unknown
}
type Paginate = (
  settings: { client: unknown },
  input: object,
  options: { abortSignal: AbortSignal },
) => AsyncIterable<object>
type Client = { send(command: unknown, options: { abortSignal: AbortSignal }): Promise<object> }

async function* readPages(spec: Spec, context: ListContext): AsyncGenerator<Item[], void> {
  const { operation, items, size, input } = spec.list
  const sdk = (await spec.service.sdk()) as Sdk
  const client = context.aws.client(sdk[spec.service.client] as new (config: object) => Client, context.region)
  const asked = { ...input, ...(size && { [size.member]: context.isSample ? size.fewest : size.most }) }
  const options = { abortSignal: context.signal }
  const isThere = livingOf(spec)
  const paginate = sdk[`paginate${operation}`] as Paginate | undefined
  if (!paginate) {
    const Command = sdk[`${operation}Command`] as new (input: object) => unknown
    yield itemsOf(await client.send(new Command(asked), options), items, context.absent).filter(isThere)
    return
  }
  for await (const page of paginate({ client }, asked, options))
    yield itemsOf(page, items, context.absent).filter(isThere)
}

/** Whether an item is not gone already. */
function livingOf({ status, gone = [] }: Spec): (item: Item) => boolean {
  if (status === undefined || gone.length === 0) return () => true
  const read = compilePath(status)
  return (item) => !gone.includes(String(read(item)[0]).toLowerCase())
}

/** The list in an answer, which may stand within a structure of it. */
function itemsOf(answer: object, path: Path, absent: OnAbsent): Item[] {
  const names = path.split(".")
  const list = names.pop() ?? ""
  const holder = names.reduce<Item>((one, name) => {
    const inner = one[name]
    if (typeof inner !== "object" || inner === null) throw new UnreadableAnswer(`an answer without ${name}`)
    return inner as Item
  }, answer as Item)
  return listOf(holder, list, absent) as Item[]
}

function normaliserOf(spec: Spec): (item: Item, place: Place) => FoundResource & { properties: Item } {
  const read = (path: Path | undefined) => (path === undefined ? () => [] : compilePath(path))
  const [id, owner, title, status] = [read(spec.id), read(spec.owner), read(spec.title), read(spec.status)]
  const [vpc, subnet, privateIp, publicIp] = [spec.vpc, spec.subnet, spec.privateIp, spec.publicIp].map(read)
  const tagList = compilePath(`${spec.tags}[]`)
  const arn = compileTemplate(spec.arn)
  const properties = Object.entries(spec.properties).map(([key, one]) => [key, compileProperty(one)] as const)
  const lists = Object.entries(spec.properties).flatMap(([key, { kind }]) =>
    kind === "items" || kind === "texts" || kind === "any" ? [key] : [],
  )
  const first = (found: unknown[] | undefined) => (found?.[0] === undefined ? null : String(found[0]))
  return (item, place) => {
    const whose = first(owner(item)) ?? place.accountId
    const own = toTags(tagList(item) as Parameters<typeof toTags>[0])
    return {
      region: place.region,
      resourceId: first(id(item)) ?? "",
      arn: arn(item, { ...place, owner: whose }),
      name: spec.title === undefined ? own.Name || null : first(title(item)),
      status: first(status(item)),
      vpcId: first(vpc?.(item)),
      subnetId: first(subnet?.(item)),
      privateIp: first(privateIp?.(item)),
      publicIp: first(publicIp?.(item)),
      tags: tagsOf(own, whose === place.accountId),
      // A part of a list may be missing, which nobody sees in what is left.
      ...(isWhole(item) ? {} : { unread: lists }),
      properties: Object.fromEntries(properties.map(([key, readProperty]) => [key, readProperty(item)])),
    }
  }
}

/** AWS shows no tags of what another account shares: they are unknown, not none. */
const tagsOf = (own: Tags, isOwn: boolean): Tags | undefined => (isOwn || Object.keys(own).length > 0 ? own : undefined)
