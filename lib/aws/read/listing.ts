import { concurrently } from "@/lib/aws/concurrently"
import { readPart } from "@/lib/aws/optional"
import { chunks, compileInput, type Item, listedIn, openCalls, withParent } from "@/lib/aws/read/calls"
import { isNamed } from "@/lib/aws/read/gone"
import type { UnreadableAnswer } from "@/lib/aws/read/unreadable"
import { compileFirst, compilePath, compileTemplate } from "@/lib/aws/read/values"
import type { ListContext } from "@/lib/aws/resource-types/define"
import {
  actionOf,
  type ListCall,
  listsOf,
  type ParentCall,
  type Path,
  type Service,
  type Spec,
} from "@/lib/aws/types/contract"

/** How many parents are read at the same time. What they hold waits in memory to be stored. */
const PARENTS_AT_ONCE = 16
/** How many items of a list that was read whole are handed on together. */
const PAGE = 100

/** Reads what a type lists, page by page as AWS answers. An item knows what it belongs to. */
export async function* readListing(spec: Spec, context: ListContext): AsyncGenerator<Item[], void> {
  if (spec.service.onlyIn !== undefined && context.partition !== "aws") return
  const [isThere, isMeant] = [livingOf(spec), meantBy(spec, context)]
  for (const call of listsOf(spec)) {
    if (call.region !== undefined && call.region !== context.region) continue
    const pages = spec.parent
      ? readChildren(spec, spec.parent, call, context)
      : readPages(spec.service, call, context, {})
    // A sample asks for one page.
    const newest = context.isSample ? undefined : call.newest
    for await (const page of newest ? newestOf(pages, newest) : pages)
      yield page.filter((item) => isThere(item) && isMeant(item))
  }
}

/** Of each group, the item with the highest number. Nothing can be said of it before the list's end. */
async function* newestOf(pages: AsyncIterable<Item[]>, { of, number }: NonNullable<ListCall["newest"]>) {
  const newest = new Map<string, Item>()
  for await (const page of pages)
    for (const item of page) {
      const known = newest.get(of(item))
      if (!known || number(item) > number(known)) newest.set(of(item), item)
    }
  yield* chunks([...newest.values()], PAGE)
}

/** Whether an item is not gone already. */
function livingOf({ status, gone = [] }: Spec): (item: Item) => boolean {
  if (status === undefined || gone.length === 0) return () => true
  const read = compilePath(status)
  return (item) => !gone.includes(String(read(item)[0]).toLowerCase())
}

/** Whether an item is one of the type's at this place. */
function meantBy({ where, unless }: Spec, context: ListContext): (item: Item) => boolean {
  const isOther = unless ? oneOf(unless.path, unless.is) : () => false
  if (!where) return (item) => !isOther(item)
  const [read, wanted] = [compileFirst(where.path), compileTemplate(where.is)]
  return (item) => String(read(item)) === wanted(item, { ...context, owner: context.accountId }) && !isOther(item)
}

function oneOf(path: Path, values: readonly string[]): (item: Item) => boolean {
  const read = compileFirst(path)
  return (item) => values.includes(String(read(item)))
}

/** What each parent holds. One that cannot be read is a part of the list that is missing; one that is gone holds nothing. */
async function* readChildren(
  spec: Spec,
  parent: ParentCall,
  call: ListCall,
  context: ListContext,
): AsyncGenerator<Item[], void> {
  const { name, service } = spec
  const titleOf = compilePath(parent.title)
  const action = actionOf(spec, call.operation)
  const childrenOf = async (one: Item) => {
    const part = `${name} of ${titleOf(one)[0] ?? "one that has no name"}`
    const pages: Item[][] = []
    const listed = untilGone(readPages(service, call, context, { parent: one }), parent.gone)
    for await (const page of readPart(context, part, action, listed)) pages.push(page)
    return pages
  }
  for await (const parents of readPages(service, parent, context, {})) {
    for (let from = 0; from < parents.length; from += PARENTS_AT_ONCE) {
      const held = await concurrently(parents.slice(from, from + PARENTS_AT_ONCE), childrenOf)
      for (const page of held.flat()) yield page
    }
  }
}

async function* untilGone(pages: AsyncIterable<Item[]>, gone: RegExp | undefined): AsyncGenerator<Item[], void> {
  try {
    yield* pages
  } catch (error) {
    if (!isNamed(error, gone)) throw error
  }
}

/** Reads a listing. @param holder what its input may name, and what each of its items gets. */
export async function* readPages(
  service: Service,
  call: ListCall,
  context: ListContext,
  holder: { parent?: Item },
): AsyncGenerator<Item[], void> {
  if (!call.isShared || context.isSample) return yield* askPages(service, call, context, holder)
  const { pages, absent } = await readShared(service, call, context)
  if (absent) context.absent(absent)
  yield* pages
}

async function* askPages(
  service: Service,
  call: ListCall,
  context: ListContext,
  holder: { parent?: Item },
): AsyncGenerator<Item[], void> {
  const { operation, size, input, next, region, skipped } = call
  const calls = await openCalls(service, context, region, skipped)
  const asked = {
    ...compileInput(input)(holder, { ...context, owner: context.accountId }),
    ...(size && { [size.member]: context.isSample ? size.fewest : size.most }),
  }
  for await (const answer of calls.pages(operation, asked, next)) {
    const found = listedIn(answer, call, context.absent)
    yield holder.parent ? found.map((item) => withParent(item, holder.parent as Item)) : found
  }
}

interface Shared {
  pages: Item[][]
  absent: UnreadableAnswer | null
}

/** Reads a listing for all slices of the job. One whose own time is over does not fail the others. */
async function readShared(service: Service, call: ListCall, context: ListContext): Promise<Shared> {
  const key = `${service.client} ${call.operation} ${call.region ?? context.region}`
  for (;;) {
    try {
      return await context.aws.share(key, async () => {
        const shared: Shared = { pages: [], absent: null }
        const absent = (answer: UnreadableAnswer) => {
          shared.absent = answer
        }
        for await (const page of askPages(service, call, { ...context, absent }, {})) shared.pages.push(page)
        return shared
      })
    } catch (error) {
      const isOthers = error instanceof Error && error.name === "AbortError" && !context.signal.aborted
      if (!isOthers) throw error
    }
  }
}
