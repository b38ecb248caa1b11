import { authorise } from "@/lib/auth/permissions"
import type { Ctx } from "@/lib/context"
import { postgresError } from "@/lib/db/client"
import { isUuid } from "@/lib/db/text"
import { AppError } from "@/lib/errors"
import { momentOf } from "@/lib/inventory/history/moment"
import { compile } from "@/lib/inventory/read/compile"
import { orderOf } from "@/lib/inventory/read/order"
import { findPage, type Place } from "@/lib/inventory/read/page"
import type { Placed } from "@/lib/inventory/read/search"
import { loadResources, type ResourceView } from "@/lib/inventory/read/view"
import type { ListQuery } from "@/lib/inventory/schemas"

export type { ResourceView } from "@/lib/inventory/read/view"

export interface ResourcePage {
  resources: ResourceView[]
  next_cursor: string | null
  previous_cursor: string | null
}

/** A page, and how many rows stand before it. */
export interface TablePage extends ResourcePage {
  /** Null behind a cursor that counts from the end. */
  before: number | null
}

interface Cursor extends Place {
  sort: string
  before: number | null
}

/** The cursor of the last page. */
export const LAST_PAGE = "last"

/** One page of the inventory. @throws AppError invalid for a cursor that we did not make, or made for another order. */
export async function listResources(ctx: Ctx, query: ListQuery): Promise<ResourcePage> {
  const { before: _, ...page } = await pageResources(ctx, query)
  return page
}

/** One page of the table: as {@link listResources}, and its place in the list. */
export async function pageResources(ctx: Ctx, query: ListQuery): Promise<TablePage> {
  authorise(ctx, "inventory.read")
  const sort = `${query.sort.descending ? "-" : ""}${query.sort.key}`
  const cursor = readCursor(query.cursor, sort, orderOf(query.sort).keys.length)
  const compiled = await compile(ctx, query)
  const { rows, hasMore } = await findPage(ctx, compiled, query.sort, cursor, query.limit).catch((error: unknown) => {
    // A value of the cursor that is no time or number: PostgreSQL's data exceptions.
    if (query.cursor && /^22/.test(postgresError(error).code ?? "")) throw foreignCursor(error)
    throw error
  })
  const { isBackwards, values } = cursor
  const before = isBackwards && cursor.before !== null ? Math.max(0, cursor.before - rows.length) : cursor.before
  const after = before === null ? null : before + rows.length
  const next = { sort, isBackwards: false, before: after }
  const previous = { sort, isBackwards: true, before }
  const hasNext = isBackwards ? values !== null : hasMore
  const hasPrevious = isBackwards ? hasMore : values !== null
  return {
    resources: await loadResources(
      ctx,
      rows.map(({ id }) => id),
      compiled.moment,
    ),
    next_cursor: hasNext ? makeCursor(next, rows.at(-1)) : null,
    previous_cursor: hasPrevious ? makeCursor(previous, rows[0]) : null,
    before,
  }
}

/**
 * The resource with that row id, even if removed; at a moment, as it was then.
 * @throws AppError not_found, also for a malformed id, and for a resource that no scan had found by then.
 */
export async function getResource(ctx: Ctx, id: string, asOf: string | null = null): Promise<ResourceView> {
  authorise(ctx, "inventory.read")
  const moment = asOf === null ? null : await momentOf(ctx, asOf)
  const [resource] = isUuid(id) ? await loadResources(ctx, [id], moment) : []
  if (resource) return resource
  const when = asOf === null ? "" : " at that time"
  throw new AppError("not_found", `Not found: there is no such resource${when}.`)
}

/** A page that became empty behind its row leads nowhere: null. */
const makeCursor = (cursor: Omit<Cursor, "values">, row: Placed | undefined): string | null =>
  row
    ? Buffer.from(JSON.stringify([cursor.sort, cursor.isBackwards, row.values, cursor.before])).toString("base64url")
    : null

/** @param size how many values the order compares. */
function readCursor(text: string | undefined, sort: string, size: number): Cursor {
  if (text === undefined) return { sort, isBackwards: false, values: null, before: 0 }
  if (text === LAST_PAGE) return { sort, isBackwards: true, values: null, before: null }
  let parsed: unknown
  try {
    parsed = JSON.parse(Buffer.from(text, "base64url").toString())
  } catch (cause) {
    throw foreignCursor(cause)
  }
  if (!Array.isArray(parsed) || parsed.length !== 4) throw foreignCursor()
  const [madeFor, isBackwards, values, before] = parsed as unknown[]
  if (madeFor !== sort || typeof isBackwards !== "boolean" || !areValues(values, size)) throw foreignCursor()
  if (before !== null && !Number.isSafeInteger(before)) throw foreignCursor()
  return { sort, isBackwards, values, before: before as number | null }
}

/** The last value is always a row id; a value with a NUL would be refused by PostgreSQL. */
const areValues = (values: unknown, size: number): values is (string | null)[] =>
  Array.isArray(values) &&
  values.length === size &&
  values.every((value) => value === null || (typeof value === "string" && !value.includes("\0"))) &&
  isUuid(String(values.at(-1)))

const foreignCursor = (cause?: unknown) =>
  new AppError("invalid", "Invalid request: cursor does not come from this list.", {
    fields: [
      { path: "cursor", message: "Send the next_cursor or previous_cursor of a page of the same list, unchanged." },
    ],
    cause,
  })
