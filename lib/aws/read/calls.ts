import { isBare, listOf, type OnAbsent, UnreadableAnswer } from "@/lib/aws/read/unreadable"
import { compilePath, compileTemplate, type Where } from "@/lib/aws/read/values"
import type { ListContext } from "@/lib/aws/resource-types/define"
import type { Input, ListCall, Path, Service } from "@/lib/aws/types/contract"

/** What AWS answers with, and what stands in it. */
export type Item = Record<string, unknown>

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

/** The operations of a service in one region. */
export interface Calls {
  send(operation: string, input: object): Promise<Item>
  /** The answers of a listing, page by page. @throws UnreadableAnswer if they lead round in a circle. */
  pages(operation: string, input: object, next?: ListCall["next"]): AsyncIterable<Item>
}

/** Opens a service of AWS, which loads its client. @param skipped members of its answers that are not read. */
export async function openCalls(
  { sdk: load, client: name, rate, onlyIn }: Service,
  { aws, signal, region: here }: ListContext,
  region = onlyIn ?? here,
  skipped: readonly string[] = [],
): Promise<Calls> {
  const sdk = (await load()) as Sdk
  const client = () => aws.client(sdk[name] as new (config: object) => Client, region, skipped, rate)
  const options = { abortSignal: signal }
  const send = async (operation: string, input: object) => {
    const Command = sdk[`${operation}Command`] as new (input: object) => unknown
    return (await client().send(new Command(input), options)) as Item
  }
  return {
    send,
    pages(operation, input, next) {
      const paginate = sdk[`paginate${operation}`] as Paginate | undefined
      if (next || !paginate) return marked((marks) => send(operation, { ...input, ...marks }), next)
      return paginate({ client: client() }, input, options) as AsyncIterable<Item>
    },
  }
}

async function* marked(ask: (marks: object) => Promise<Item>, next: ListCall["next"]): AsyncGenerator<Item, void> {
  const marksOf = compileMarks(next)
  const seen = new Set<string>()
  for (let marks: Item | null = {}; marks; ) {
    const answer: Item = await ask(marks)
    yield answer
    if (!hasMore(answer, next)) return
    marks = marksOf(answer)
    if (marks === null && next?.while) throw new UnreadableAnswer("an answer that has no mark of the next page")
    const page = JSON.stringify(marks)
    if (seen.has(page)) throw new UnreadableAnswer("the same page again")
    seen.add(page)
  }
}

/** Compiles what asks for the page after an answer; null if it names none. */
function compileMarks(next: ListCall["next"]): (answer: Item) => Item | null {
  if (!next) return () => null
  const reads = Object.entries({ [next.member]: next.from, ...next.with }).map(
    ([member, from]) => [member, compilePath(from)] as const,
  )
  return (answer) => {
    const marks = Object.fromEntries(reads.map(([member, read]) => [member, read(answer).at(-1)]))
    return marks[next.member] === undefined ? null : marks
  }
}

/** @throws UnreadableAnswer if the answer does not say whether there are more. */
function hasMore(answer: Item, next: ListCall["next"]): boolean {
  if (!next?.while) return true
  const more = answer[next.while]
  if (typeof more !== "boolean") throw new UnreadableAnswer(`an answer without ${next.while}`)
  return more
}

/** The list in an answer, which may stand within a structure of it. Items that are texts become `item`. */
export function itemsIn(answer: object, path: Path, absent: OnAbsent): Item[] {
  const [outer, inner] = path.split("[].", 2)
  const found = (membersIn(answer, outer ?? path, absent) as unknown[]).map((one) =>
    typeof one === "object" && one !== null ? (one as Item) : { item: one },
  )
  if (inner === undefined) return found
  return found.flatMap((holder) => itemsIn(holder, inner, absent).map((one) => withParent(one, holder)))
}

/** The items of a listing in an answer. Where the answer says that there are none, AWS may leave the list out. */
export function listedIn(answer: Item, { items, count, leavesOutEmpty }: ListCall, absent: OnAbsent): Item[] {
  const isEmpty = (leavesOutEmpty && isBare(answer)) || (count !== undefined && compilePath(count)(answer)[0] === 0)
  const paths = typeof items === "string" ? [items] : items
  return paths.flatMap((path) => itemsIn(answer, path, isEmpty ? () => {} : absent))
}

/** The list or map in an answer, which may stand within a structure of it. */
export function membersIn(answer: object, path: Path, absent: OnAbsent): unknown {
  const names = path.split(".")
  const list = names.pop() ?? ""
  const holder = names.reduce<Item>((one, name) => {
    const inner = one[name]
    if (typeof inner !== "object" || inner === null) throw new UnreadableAnswer(`an answer without ${name}`)
    return inner as Item
  }, answer as Item)
  return listOf(holder, list, absent)
}

/** Compiles an input whose texts may be templates. @returns what makes the input for an item. */
export function compileInput(input: Input = {}): (item: unknown, where: Where) => Item {
  const makers = Object.entries(input).map(([name, value]) => [name, makerOf(value)] as const)
  return (item, where) => Object.fromEntries(makers.map(([name, make]) => [name, make(item, where)]))
}

function makerOf(value: unknown): (item: unknown, where: Where) => unknown {
  if (Array.isArray(value)) {
    const makers = value.map(makerOf)
    return (item, where) => makers.map((make) => make(item, where))
  }
  if (typeof value !== "string" || !value.includes("{")) return () => value
  return compileTemplate(value)
}

/** A list in pieces, each as long as a call takes. */
export const chunks = <T>(list: readonly T[], most: number): T[][] =>
  Array.from({ length: Math.ceil(list.length / most) }, (_, n) => list.slice(n * most, (n + 1) * most))

/** Names what an item belongs to beside what it is. The item is the answer's own: a copy of its members would cost more than reading them. */
export function withParent(item: Item, parent: Item): Item {
  item.parent = parent
  return item
}
