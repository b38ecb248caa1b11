import type { NormalizedSchema } from "@smithy/core/schema"
import { compileInput, type Item } from "@/lib/aws/read/calls"
import { actionsOf } from "@/lib/aws/read/derive"
import { compilePath, compileTemplate } from "@/lib/aws/read/values"
import { specs } from "@/lib/aws/types"
import {
  type Batch,
  type Detail,
  isBatch,
  type ListCall,
  listsOf,
  type Spec,
  type TagBatch,
  type TagCall,
} from "@/lib/aws/types/contract"
import { loadShapes, memberOf, type OperationSchema, type Shape, type Shapes, walk } from "../support/shapes"
import { type Account, emptyRegion, MINIMAL_POLICY } from "./account"
import { AwsError } from "./errors"
import { type Made, makeItems, tagsAs } from "./made"
import { network } from "./network"

// The SDK's warning about later versions of Node would be in the middle of the demo's output.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true"

/** A request, as its service's protocol wrote it. */
export interface Asked {
  input: Record<string, unknown>
  account: Account
  region: string
}

/** An operation of a type that is data. */
export interface DerivedOperation {
  name: string
  action: string
  schema: OperationSchema
  /** Such as `aws.protocols#restXml`. */
  protocol: string
  answer(asked: Asked): Promise<object>
}

/** How a service is called in the scope of a signature, where that is not the prefix of its actions. */
const SIGNED_AS: Readonly<Record<string, string>> = { cloudwatch: "monitoring" }
/** The name of a service in the scope of a signature. */
export const signedAs = ({ service: { prefix } }: Spec) => SIGNED_AS[prefix] ?? prefix

/** Of the types that are data, those whose answers follow from it. `operations.ts` answers the others. */
export const derivedSpecs: readonly Spec[] = specs.filter(({ type }) => !["ec2", "rds", "lambda", "elb"].includes(type))

const served = new Map<string, Spec[]>()
for (const spec of derivedSpecs) served.set(signedAs(spec), [...(served.get(signedAs(spec)) ?? []), spec])

const services = new Map<string, Promise<DerivedOperation[]>>()

/** The operations of a service that types which are data call. Its client is loaded when it is first called. */
export function operationsOfService(signed: string): Promise<DerivedOperation[]> {
  const known = services.get(signed) ?? load(served.get(signed) ?? [])
  services.set(signed, known)
  return known
}

async function load(all: readonly Spec[]): Promise<DerivedOperation[]> {
  // Two clients that sign alike may have operations of one name.
  const byName = new Map<string, { spec: Spec; shapes: Shapes; answer: Answer }[]>()
  const nameIn = ({ service }: Spec, operation: string) => `${service.client} ${operation}`
  for (const spec of all) {
    const shapes = await loadShapes(spec)
    const add = (operation: string, answer: Answer) =>
      byName.set(nameIn(spec, operation), [...(byName.get(nameIn(spec, operation)) ?? []), { spec, shapes, answer }])
    for (const call of listsOf(spec)) add(call.operation, listOf(spec, shapes, call))
    if (spec.join) add(spec.join.operation, joinedOf(spec, shapes, spec.join))
    for (const call of spec.details ?? [])
      add(call.operation, isBatch(call) ? batchOf(spec, shapes, call) : detailOf(spec, call))
    const { tags } = spec
    if (tags !== null && typeof tags === "object")
      add(tags.operation, isBatch(tags) ? tagBatchOf(spec, shapes, tags) : tagsOf(spec, shapes, tags))
  }
  // What a type lists itself is more than what another knows of its parents.
  for (const spec of all)
    if (spec.parent) {
      const shapes = await loadShapes(spec)
      const key = nameIn(spec, spec.parent.operation)
      byName.set(key, [...(byName.get(key) ?? []), { spec, shapes, answer: parentsOf(spec, shapes, spec.parent) }])
    }
  return [...byName].map(([key, answers]): DerivedOperation => {
    const name = key.split(" ")[1] ?? ""
    const [{ spec, shapes }] = answers as [(typeof answers)[number]]
    const Client = shapes.sdk[spec.service.client] as new (
      config: object,
    ) => { config: { protocol: { getShapeId(): string } } }
    const client = new Client({ region: "us-east-1", credentials: { accessKeyId: "x", secretAccessKey: "x" } })
    return {
      name,
      action: spec.actions?.[name] ?? `${spec.service.prefix}:${name}`,
      schema: shapes.sdk[`${name}$`] as OperationSchema,
      protocol: client.config.protocol.getShapeId(),
      async answer(asked) {
        for (const { answer } of answers) {
          const found = await answer(asked)
          if (found) return found
        }
        throw new AwsError(400, "ResourceNotFoundException", "There is no such resource.")
      },
    }
  })
}

/** Null where another type's items are asked for. */
type Answer = (asked: Asked) => Promise<object | null>

/** By account: two tests in one process may have one of the same number. */
let made = new WeakMap<Account, Map<string, Promise<Made[]>>>()

let reshape: ((spec: Spec, one: Made, index: number) => Made) | null = null

/** Makes every item otherwise, for a test; null makes them as usual again. */
export function setReshape(how: typeof reshape): void {
  reshape = how
  made = new WeakMap()
}

/** What an account has of a type in a region, or everywhere if the type is global: as many as there are VPCs. */
export function madeOf(spec: Spec, { account, region }: Omit<Asked, "input">): Promise<Made[]> {
  const place = spec.scope === "global" ? (account.enabledRegions[0] ?? region) : region
  const ofAccount = made.get(account) ?? new Map<string, Promise<Made[]>>()
  made.set(account, ofAccount)
  const key = `${spec.type} ${place} ${account.version}`
  const known = ofAccount.get(key) ?? make(spec, { account, region: place })
  ofAccount.set(key, known)
  return known
}

async function make(spec: Spec, { account, region }: Omit<Asked, "input">): Promise<Made[]> {
  const state = account.regions[region] ?? emptyRegion()
  const [list] = listsOf(spec)
  const derive = network[list?.operation ?? ""]
  const shapes = await loadShapes(spec)
  const reshaped = (all: readonly Made[]) => all.map((one, index) => reshape?.(spec, one, index) ?? one)
  if (!derive || typeof spec.tags !== "string")
    return reshaped(makeItems(spec, shapes, state.vpcs.length, { account, region, state }))
  const tagsIn = compilePath(spec.tags)
  return reshaped(
    derive(state, { account, region }).map((item) => ({ item: item as Item, tags: tagsOfValue(tagsIn(item)[0]) })),
  )
}

const tagsOfValue = (tags: unknown): Record<string, string> =>
  Object.fromEntries(((tags ?? []) as { Key: string; Value: string }[]).map(({ Key, Value }) => [Key, Value]))

const where = ({ account, region }: Omit<Asked, "input">) => ({
  ...{ partition: account.partition as "aws", accountId: account.accountId, region, owner: account.accountId },
})

/** What stands in the list itself: without what the engine lays beside it. */
function listed(spec: Spec, item: Item): unknown {
  const beside = ["parent", ...(spec.join ? [spec.join.as] : []), ...(spec.details ?? []).map(({ as }) => as)]
  const own = Object.fromEntries(Object.entries(item).filter(([name]) => !beside.includes(name)))
  return "item" in own ? own.item : own
}

const listOf =
  (spec: Spec, shapes: Shapes, call: ListCall): Answer =>
  async (asked) => {
    const [first] = listsOf(spec)
    // What a second list adds is not made.
    const all = call === first ? await madeOf(spec, asked) : []
    if (!isAskedFor(call, asked)) return null
    const input = compileInput(call.input)
    const parents =
      spec.parent && Object.entries(call.input ?? {}).some(([, value]) => String(value).includes("{parent"))
    const mine = parents
      ? all.filter(({ item }) =>
          Object.entries(input(item, where(asked))).every(([name, value]) => asked.input[name] === value),
        )
      : all
    return paged(
      shapes,
      call,
      mine.map(({ item }) => listed(spec, item)),
      asked,
    )
  }

/** Whether it is this listing of several that one operation answers: it is asked for the same, but for what is in a parent. */
const isAskedFor = ({ input = {} }: ListCall, asked: Asked): boolean =>
  Object.entries(input).every(
    ([name, value]) => String(value).includes("{") || JSON.stringify(asked.input[name]) === JSON.stringify(value),
  ) &&
  (Object.keys(input).length > 0 || asked.input.SnapshotType === undefined) &&
  asked.input.RestorableByUserIds === undefined

const parentsOf =
  (spec: Spec, shapes: Shapes, call: ListCall): Answer =>
  async (asked) => {
    const all = await madeOf(spec, asked)
    const parents = new Map(all.map(({ item }) => [JSON.stringify(item.parent), item.parent as Item]))
    const texts = [...parents.values()].map((one) => ("item" in one ? one.item : one))
    return paged(shapes, call, texts, asked)
  }

const joinedOf =
  (spec: Spec, shapes: Shapes, { as, ...call }: ListCall & { as: string }): Answer =>
  async (asked) => {
    const all = await madeOf(spec, asked)
    return paged(
      shapes,
      call,
      all.flatMap(({ item }) => (item[as] ?? []) as object[]),
      asked,
    )
  }

/** Finds the item that an input means: whose own input is the same. */
async function meant(spec: Spec, call: Pick<Detail, "input">, asked: Asked): Promise<Made | undefined> {
  const input = compileInput(call.input)
  return (await madeOf(spec, asked)).find(({ item }) =>
    Object.entries(input(item, where(asked))).every(
      ([name, value]) => asked.input[name] === undefined || String(asked.input[name]) === String(value),
    ),
  )
}

const detailOf =
  (spec: Spec, call: Detail): Answer =>
  async (asked) => {
    const one = await meant(spec, call, asked)
    if (!one) return null
    const value = one.item[call.as]
    if (call.list) return nest(call.list, value ?? [])
    return call.item ? nest(call.item, value ?? {}) : ((value as object | undefined) ?? {})
  }

const tagsOf =
  (spec: Spec, { outputOf }: Shapes, call: TagCall): Answer =>
  async (asked) => {
    const one = await meant(spec, call, asked)
    if (!one) return null
    const shape = call.tags
      .split(".")
      .reduce<Shape>((at, name) => memberOf(at, name) as Shape, outputOf(call.operation))
    return { ...nest(call.tags, tagsAs(shape, one.tags)), ...(call.next?.while && { [call.next.while]: false }) }
  }

const idsIn = ({ ids }: Pick<Batch, "ids">, asked: Asked): string[] => [asked.input[ids] ?? []].flat().map(String)

const batchOf =
  (spec: Spec, _: Shapes, call: Batch): Answer =>
  async (asked) => {
    const idOf = compilePath(call.id)
    const wanted = idsIn(call, asked)
    if (wanted.length > call.most) throw new AwsError(400, "ValidationException", `At most ${call.most} at once.`)
    const found = (await madeOf(spec, asked)).filter(({ item }) => wanted.includes(String(idOf(item)[0])))
    return nest(
      call.list,
      found.map(({ item }) => withKey(item[call.as] as Item, call.key, idOf(item)[0])),
    )
  }

const tagBatchOf =
  (spec: Spec, { outputOf }: Shapes, call: TagBatch): Answer =>
  async (asked) => {
    const idOf = compilePath(call.id)
    const wanted = idsIn(call, asked)
    if (wanted.length > call.most) throw new AwsError(400, "ValidationError", `At most ${call.most} at once.`)
    const found = (await madeOf(spec, asked)).filter(({ item }) => wanted.includes(String(idOf(item)[0])))
    if (found.length === 0) return null
    const [element] = walk(outputOf(call.operation), `${call.list}[]`)
    const shape = memberOf(element as Shape, call.tags) as Shape
    return nest(
      call.list,
      found.map(({ item, tags }) => ({ [call.key]: idOf(item)[0], [call.tags]: tagsAs(shape, tags) })),
    )
  }

const withKey = (item: Item, key: string, id: unknown): Item => ({ ...item, [key]: id })

/** A value within the structures that a path names. */
const nest = (path: string, value: unknown): Record<string, unknown> =>
  path.split(".").reduceRight<unknown>((inner, name) => ({ [name]: inner }), value) as Record<string, unknown>

const INPUT_MARKS = [/^(next_?token|continuation_?token|marker|nextmarker|position)$/i, /^exclusivestart/i]
const OUTPUT_MARKS = [
  "NextToken",
  "nextToken",
  "NextMarker",
  "nextMarker",
  "NextPageMarker",
  "continuationToken",
  "position",
  "LastEvaluatedTableName",
  "Marker",
]

/** Pages a list as its service does, with the marks that its answers have. */
function paged(
  shapes: Shapes,
  { operation, items, size, next, count }: ListCall,
  all: readonly unknown[],
  { input, account }: Asked,
): object {
  const [path = "", ...others] = typeof items === "string" ? [items] : items
  const output = shapes.outputOf(operation)
  const inner = path.split(".").slice(0, -1)
  const holder = inner.reduce<Shape>((shape, name) => memberOf(shape, name) as Shape, output)
  const names = [...shapes.inputOf(operation).structIterator()].map(([name]) => name)
  const markIn = next?.member ?? INPUT_MARKS.map((mark) => names.find((name) => mark.test(name))).find(Boolean)
  const most = Math.min(
    Number(input[size?.member ?? ""] ?? size?.most ?? 100),
    size?.most ?? 100,
    account.mostOnPage ?? 1000,
  )
  const mark = markIn && input[markIn]
  const start = mark === undefined ? 0 : startOf(String(mark), all)
  const end = markIn ? start + most : all.length
  const page = all.slice(start, end)
  const isMore = end < all.length
  const marks: Record<string, unknown> = {}
  const members = [...(holder as NormalizedSchema).structIterator()].map(([name]) => name)
  for (const name of members) if (/truncated|HasMore/i.test(name)) marks[name] = isMore
  const markOut = (next ? [next.from] : OUTPUT_MARKS).find((name) => members.includes(name))
  if (isMore && markOut) marks[markOut] = `offset:${end}`
  if (count) marks[count.split(".").at(-1) ?? ""] = page.length
  for (const other of others) marks[other] = []
  return inner.reduceRight<object>((value, name) => ({ [name]: value }), {
    ...{ [path.split(".").at(-1) ?? ""]: page, ...marks },
  })
}

function startOf(mark: string, all: readonly unknown[]): number {
  const offset = /^offset:(\d+)$/.exec(mark)?.[1]
  if (offset !== undefined) return Number(offset)
  // The name of the last one.
  const at = all.indexOf(mark)
  if (at < 0) throw new AwsError(400, "InvalidParameterValue", "The token is not valid.")
  return at + 1
}

/** What a scan of every type needs: what the product says, so that a call beyond it is denied. */
export const EVERY_TYPE: readonly string[] = [
  ...new Set([...MINIMAL_POLICY, ...specs.flatMap(actionsOf)]),
  ...["resource-explorer-2:GetIndex", "resource-explorer-2:Search"],
]

/** What the tag index has of a region, of the kinds that types which are data ask for. Those of global types are in one. */
export async function indexedOf({ account, region }: Omit<Asked, "input">, kinds: readonly string[]) {
  const found: { kind: string; arn: string; tags: Record<string, string> }[] = []
  for (const spec of derivedSpecs) {
    const { tags, arn } = spec
    if (
      tags === null ||
      typeof tags === "string" ||
      isBatch(tags) ||
      !tags.index ||
      (kinds.length > 0 && !kinds.includes(tags.index))
    )
      continue
    if (arn === null || (spec.scope === "global" && region !== (spec.service.onlyIn ?? "us-east-1"))) continue
    const toArn = compileTemplate(arn)
    for (const one of await madeOf(spec, { account, region }))
      found.push({ kind: tags.index, arn: toArn(one.item, where({ account, region })) ?? "", tags: one.tags })
  }
  return found
}
