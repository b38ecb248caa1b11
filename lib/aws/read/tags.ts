import { concurrently } from "@/lib/aws/concurrently"
import type { AwsFailure } from "@/lib/aws/failure"
import { type Calls, compileInput, membersIn } from "@/lib/aws/read/calls"
import { compileBatch, conditionOf, hasNone, isDescribed, type Row, readOne } from "@/lib/aws/read/details"
import { toTime } from "@/lib/aws/read/properties"
import { isBare } from "@/lib/aws/read/unreadable"
import { compileFirst, compilePath, compileTemplate, rootsOf } from "@/lib/aws/read/values"
import { type Tags, tagsIn } from "@/lib/aws/resource"
import type { ListContext } from "@/lib/aws/resource-types/define"
import { readTagIndex, type TagIndex, tagsFrom } from "@/lib/aws/tag-index"
import { actionOf, isBatch, type Spec, type TagBatch, type TagCall } from "@/lib/aws/types/contract"

/** An item with its tags; `undefined` if they could not be read. */
export interface Tagged extends Row {
  tags: Tags | undefined
  /** AWS's answer left them out. */
  areTagsAbsent?: boolean
}

/** Reads the tags of a page's items. An item never goes away for its tags. */
export type ReadTags = (rows: readonly Row[], calls: Calls) => Promise<Tagged[]>

/** Compiles the reading of a type's tags. What it makes is for one reading of a list. */
export function compileTags(spec: Spec): (context: ListContext) => ReadTags {
  const { tags, owner } = spec
  if (tags === null) return () => async (rows) => rows.map((row) => ({ ...row, tags: {} }))
  if (typeof tags === "string") return inline(spec, tags)
  const asked = isBatch(tags) ? inBatches(spec, tags) : byCalls(spec, tags)
  return owner === undefined ? asked : ofOwn(owner, asked)
}

/** Asks for the tags of what is the account's own. AWS shows those of what another account shares to that account alone. */
function ofOwn(owner: string, readTags: (context: ListContext) => ReadTags): (context: ListContext) => ReadTags {
  const ownerOf = compilePath(owner)
  return (context) => {
    const read = readTags(context)
    const isOwn = ({ item }: Row) => (ownerOf(item)[0] ?? context.accountId) === context.accountId
    return async (rows, calls) => [
      ...(await read(rows.filter(isOwn), calls)),
      ...rows.flatMap((row) => (isOwn(row) ? [] : [{ ...row, tags: undefined }])),
    ]
  }
}

function inline({ details = [] }: Spec, path: string): (context: ListContext) => ReadTags {
  const read = compileFirst(path)
  const [root = ""] = rootsOf(path)
  // An item leaves out tags that it has not; a description has them.
  const isDescribed = details.some(({ as }) => as === root)
  return () => async (rows) =>
    rows.map((row) => {
      const found = read(row.item)
      const areTagsAbsent = isDescribed && found === undefined
      const { item, unread } = row
      return { item, unread, tags: unread.includes(root) ? undefined : tagsIn(found), areTagsAbsent }
    })
}

function inBatches(spec: Spec, batch: TagBatch): (context: ListContext) => ReadTags {
  const describe = compileBatch(spec, batch)
  return (context) => async (rows, calls) => {
    const described = await describe(rows, context, calls)
    return rows.map((row): Tagged => {
      const one = described.get(row)
      if (!isDescribed(one)) return { ...row, tags: undefined }
      let areTagsAbsent = false
      const absent = () => {
        areTagsAbsent = true
      }
      return { ...row, tags: tagsIn(membersIn(one, batch.tags, absent)), areTagsAbsent }
    })
  }
}

/** How many calls of their own the tags of one slice get. A service that takes ten a second would need hours for the rest. */
const MOST_CALLS = 5_000

const tooMany = (action: string): AwsFailure => ({
  kind: "throttled",
  code: "TooManyTagCalls",
  message: `There are too many resources to ask for the tags of each (${action}). Allow tag:GetResources, which answers for a hundred at once. What was known of the others is kept.`,
  missingPermission: "tag:GetResources",
})

function byCalls(spec: Spec, call: TagCall): (context: ListContext) => ReadTags {
  const action = actionOf(spec, call.operation)
  const [toInput, isAsked] = [compileInput(call.input), conditionOf(call.when)]
  const madeAt = call.made === undefined ? null : compileFirst(call.made)
  const listed = call.listed === undefined ? () => undefined : compileFirst(call.listed)
  const arnOf = compileTemplate(spec.arn ?? "")
  return (context) => {
    const where = { ...context, owner: context.accountId }
    const index = indexOf(call, spec, context)
    let count = 0
    const ask = async (row: Row, calls: Calls): Promise<Tagged> => {
      const own = listed(row.item)
      if (own !== undefined) return { ...row, tags: tagsIn(own) }
      const asked = isAsked(row)
      if (asked !== true) return { ...row, tags: asked === false ? {} : undefined }
      const known = tagsFrom(await index(), arnOf(row.item, where) ?? undefined, toTime(madeAt?.(row.item)))
      if (known) return { ...row, tags: known }
      count++
      if (count === MOST_CALLS + 1) context.warn(tooMany(action))
      if (count > MOST_CALLS) return { ...row, tags: undefined }
      let areTagsAbsent = false
      const read = await readOne(context, action, call, async () => {
        const tags: Tags = {}
        for await (const answer of calls.pages(call.operation, toInput(row.item, where), call.next)) {
          const absent = () => {
            areTagsAbsent ||= !(call.leavesOutEmpty && isBare(answer))
          }
          Object.assign(tags, tagsIn(membersIn(answer, call.tags, absent)))
        }
        return tags
      })
      return { ...row, tags: typeof read === "object" ? read : hasNone(read) ? {} : undefined, areTagsAbsent }
    }
    return (rows, calls) => concurrently(rows, (row) => ask(row, calls))
  }
}

/**
 * The index of a kind, which is read once, when there is something to look up. That of global resources is in one region.
 * An index without anything is not believed, unless AWS documents the kind: it may be called otherwise there.
 */
function indexOf(
  { index: kind, isIndexDocumented }: TagCall,
  { scope, service }: Spec,
  context: ListContext,
): () => Promise<TagIndex | null> {
  if (kind === undefined) return async () => null
  // Where the other partitions keep it is not documented.
  if (scope === "global" && context.partition !== "aws") return async () => null
  const read = async () => {
    const region = scope === "global" ? (service.onlyIn ?? "us-east-1") : context.region
    const index = await readTagIndex(context, kind, region)
    return index && (isIndexDocumented || index.size > 0) ? index : null
  }
  let reading: Promise<TagIndex | null> | undefined
  return () => {
    reading ??= read()
    return reading
  }
}
