import { concurrently } from "@/lib/aws/concurrently"
import type { AwsFailure } from "@/lib/aws/failure"
import { readOptional } from "@/lib/aws/optional"
import { type Calls, chunks, compileInput, type Item, itemsIn } from "@/lib/aws/read/calls"
import { isNamed } from "@/lib/aws/read/gone"
import { readPages } from "@/lib/aws/read/listing"
import { isWhole, markDamaged, UnreadableAnswer } from "@/lib/aws/read/unreadable"
import { compilePath, rootsOf, type Where } from "@/lib/aws/read/values"
import type { ListContext } from "@/lib/aws/resource-types/define"
import { actionOf, type Batch, type Detail, isBatch, type Join, type Spec } from "@/lib/aws/types/contract"
import { groupBy } from "@/lib/group-by"

/** A listed item with what was read of it beside the list. */
export interface Row {
  item: Item
  /** The names under which something is missing, since it could not be read. */
  unread: readonly string[]
}

/** Reads what stands in no list: the details of a page's items. @returns those that are still there. */
export type ReadDetails = (rows: readonly Row[], context: ListContext, calls: Calls) => Promise<Row[]>

const whereOf = (context: ListContext): Where => ({ ...context, owner: context.accountId })

/** Puts a value beside what is known of an item. */
function withValue({ item, unread }: Row, as: string, value: unknown): Row {
  const joined: Item = { ...item, [as]: value }
  const parts = [item, ...(Array.isArray(value) ? value : [value])]
  if (!parts.every((part) => typeof part !== "object" || part === null || isWhole(part))) markDamaged(joined)
  return { item: joined, unread }
}

const without = (row: Row, as: string): Row => ({ ...row, unread: [...row.unread, as] })

/** Compiles the details of a type, one after the other. */
export function compileDetails(spec: Spec): ReadDetails {
  const steps = (spec.details ?? []).map((one) => (isBatch(one) ? batchOf(spec, one) : detailOf(spec, one)))
  return async (rows, context, calls) => {
    let known = [...rows]
    for (const read of steps) known = await read(known, context, calls)
    return known
  }
}

/** What a call for one item said beside an answer. */
const GONE = Symbol("gone")
const NONE = Symbol("none")

/**
 * Reads something of one item. @returns undefined if it could not be read, which is then said.
 * @throws the SDK's error if the scan was cancelled or its credentials have expired.
 */
export const readOne = <T>(
  context: ListContext,
  action: string,
  { none, gone }: Pick<Detail, "none" | "gone">,
  read: () => Promise<T>,
): Promise<T | typeof GONE | typeof NONE | undefined> =>
  readOptional(context, action, async () => {
    try {
      return await read()
    } catch (error) {
      if (isNamed(error, none)) return NONE
      if (isNamed(error, gone)) return GONE
      throw error
    }
  })

export const hasNone = (read: unknown): read is typeof NONE => read === NONE

/** Whether a call is made for an item; null if that is not known. */
export function conditionOf(when: Detail["when"]): (row: Row) => boolean | null {
  if (!when) return () => true
  const read = compilePath(when.path)
  const [root = ""] = rootsOf(when.path)
  return ({ item, unread }) => (unread.includes(root) ? null : when.is.includes(String(read(item)[0])))
}

function detailOf(spec: Spec, detail: Detail): ReadDetails {
  const { operation, as, item: path, list, next } = detail
  const toInput = compileInput(detail.input)
  const isAsked = conditionOf(detail.when)
  const inner = path === undefined ? null : compilePath(path)
  const read = async (row: Row, context: ListContext, calls: Calls): Promise<Row | null> => {
    const asked = isAsked(row)
    if (asked === null) return without(row, as)
    if (!asked) return withValue(row, as, undefined)
    let isAbsent = false
    const absent = () => {
      isAbsent = true
    }
    const value = await readOne(context, actionOf(spec, operation), detail, async () => {
      const input = toInput(row.item, whereOf(context))
      if (list === undefined) return structureIn(await calls.send(operation, input), inner, path)
      const items: Item[] = []
      for await (const answer of calls.pages(operation, input, next)) items.push(...itemsIn(answer, list, absent))
      return items
    })
    if (value === GONE) return null
    if (value === undefined) return without(row, as)
    const known = withValue(row, as, hasNone(value) ? undefined : value)
    return isAbsent ? without(known, as) : known
  }
  return async (rows, context, calls) => present(await concurrently(rows, (row) => read(row, context, calls)))
}

/** @throws UnreadableAnswer if there is nothing in it: AWS describes what there is. */
function structureIn(answer: Item, inner: ReturnType<typeof compilePath> | null, path = "what was asked for"): unknown {
  const found = inner ? inner(answer)[0] : answer
  const isEmpty = Object.keys(found ?? {}).every((key) => key === "$metadata")
  if (isEmpty) throw new UnreadableAnswer(`an answer without ${path}`)
  return found
}

const present = (rows: readonly (Row | null)[]): Row[] => rows.flatMap((row) => row ?? [])

function batchOf(spec: Spec, batch: Batch): ReadDetails {
  const describe = compileBatch(spec, batch)
  return async (rows, context, calls) => {
    const described = await describe(rows, context, calls)
    return present(
      rows.map((row) => {
        const value = described.get(row)
        if (value === GONE) return null
        return value ? withValue(row, batch.as, value) : without(row, batch.as)
      }),
    )
  }
}

/** What several items were described as. Those that could not be read are not in it. */
type Described = Map<Row, Item | typeof GONE>

export const isDescribed = (one: Item | typeof GONE | undefined): one is Item => typeof one === "object"

/** Compiles a call for several items: those whose input is the same otherwise, as many as it takes. */
export function compileBatch(
  spec: Spec,
  { operation, ids, most, id, list, key, input, missing, refused }: Omit<Batch, "as">,
): (rows: readonly Row[], context: ListContext, calls: Calls) => Promise<Described> {
  const [toInput, idOf, keyOf] = [compileInput(input), compilePath(id), compilePath(key)]
  const missingIn = missing === undefined ? () => [] : compilePath(missing)
  const action = actionOf(spec, operation)
  return async (rows, context, calls) => {
    const groups = groupBy(rows, ({ item }) => JSON.stringify(toInput(item, whereOf(context))))
    const batches = [...groups].flatMap(([other, group]) => chunks(group, most).map((chunk) => ({ other, chunk })))
    const ask = async (other: string, chunk: readonly Row[]): Promise<[Row, Item | typeof GONE][]> => {
      const wanted = chunk.map(({ item }) => String(idOf(item)[0]))
      try {
        const answer = await calls.send(operation, { ...JSON.parse(other), [ids]: wanted })
        const found = new Map(itemsIn(answer, list, () => {}).map((one) => [String(keyOf(one)[0]), one]))
        const missed = missingIn(answer).map(String)
        return chunk.flatMap((row, at): [Row, Item | typeof GONE][] => {
          const id = wanted[at] as string
          const one = found.get(id) ?? (missed.includes(id) ? GONE : undefined)
          if (!one) context.warn(notDescribed(id))
          return one ? [[row, one]] : []
        })
      } catch (error) {
        // AWS refuses a whole batch for one that is no more.
        if (!isNamed(error, refused)) throw error
        const half = Math.ceil(chunk.length / 2)
        if (chunk.length === 1) return chunk.map((row) => [row, GONE])
        return [...(await ask(other, chunk.slice(0, half))), ...(await ask(other, chunk.slice(half)))]
      }
    }
    const answers = await concurrently(batches, ({ other, chunk }) =>
      readOptional(context, action, () => ask(other, chunk)),
    )
    return new Map(answers.flatMap((answer) => answer ?? []))
  }
}

const notDescribed = (id: string): AwsFailure => ({
  kind: "unreadable",
  code: "NotDescribed",
  message: `AWS listed ${id} and then did not describe it. What was known of it is kept.`,
  missingPermission: null,
})

/** Joins one more listing of the place. It is read once, when something is listed that it may belong to. */
export function compileJoin(
  spec: Spec,
  { as, key, id, ...call }: Join,
): (context: ListContext) => Pick<Joiner, "join"> {
  return (context) => new Joiner(spec, context, call, { as, keyOf: compilePath(key), idOf: compilePath(id) })
}

interface Joint {
  as: string
  keyOf: ReturnType<typeof compilePath>
  idOf: ReturnType<typeof compilePath>
}

class Joiner {
  #reading: Promise<Map<string, Item[]> | undefined> | undefined
  #isAbsent = false

  constructor(
    readonly spec: Spec,
    readonly context: ListContext,
    readonly call: Omit<Join, "as" | "key" | "id">,
    readonly joint: Joint,
  ) {}

  async join(rows: readonly Row[]): Promise<Row[]> {
    if (rows.length === 0) return []
    const { as, idOf } = this.joint
    this.#reading ??= readOptional(this.context, actionOf(this.spec, this.call.operation), () => this.#read())
    const joined = await this.#reading
    return rows.map((row) => {
      const known = joined ? withValue(row, as, joined.get(String(idOf(row.item)[0])) ?? []) : row
      return joined && !this.#isAbsent ? known : without(known, as)
    })
  }

  async #read(): Promise<Map<string, Item[]>> {
    const absent = () => {
      this.#isAbsent = true
    }
    const all: Item[] = []
    for await (const page of readPages(this.spec.service, this.call, { ...this.context, absent }, {})) all.push(...page)
    return groupBy(all, (one) => String(this.joint.keyOf(one)[0]))
  }
}
