import { and, asc, desc, eq, inArray, isNull, or, type SQL, sql } from "drizzle-orm"
import type { PgColumn } from "drizzle-orm/pg-core"
import { authorise } from "@/lib/auth/permissions"
import type { Ctx } from "@/lib/context"
import type { Db } from "@/lib/db/client"
import { resources, slices } from "@/lib/db/schema"
import { containing, isUuid } from "@/lib/db/text"
import { AppError } from "@/lib/errors"
import { type Facts, factsOf } from "@/lib/inventory/columns"
import { type Filters, type ListQuery, type SortKey, TABLE_PAGE_SIZE, type TableQuery } from "@/lib/inventory/schemas"

/** A resource as REST and the pages show it. It holds no sealed value. */
export interface ResourceView extends Facts {
  id: string
  account_id: string
  region: string
  type: string
  resource_id: string
  /** Null if they could never be read. */
  tags: Record<string, string> | null
  type_specific_properties: Record<string, unknown>
  first_seen_at: string
  last_seen_at: string
  last_changed_at: string
  removed_at: string | null
  /** Since when its slice could not be read; null if what we show is verified. */
  unverified_since: string | null
}

const iso = (value: Date | null) => value?.toISOString() ?? null
const rowColumns = { resource: resources, verifiedAt: slices.verifiedAt, unverifiedSince: slices.unverifiedSince }
const ofSlice = and(
  eq(slices.accountId, resources.accountId),
  eq(slices.type, resources.type),
  eq(slices.region, resources.sliceRegion),
)

/** One page of the inventory after a cursor. @throws AppError invalid for a cursor that we did not make. */
export async function listResources(
  ctx: Ctx,
  query: ListQuery,
): Promise<{ resources: ResourceView[]; next_cursor: string | null }> {
  authorise(ctx, "inventory.read")
  const after = query.cursor === undefined ? undefined : afterCursor(query, readCursor(query.cursor))
  const rows = await select(ctx.db, query, and(matching(query), after)).limit(query.limit + 1)
  const page = rows.slice(0, query.limit)
  const last = page.at(-1)
  return {
    resources: page.map(toView),
    next_cursor: rows.length > query.limit && last ? makeCursor([last.sortText, last.resource.id]) : null,
  }
}

/** One numbered page of the table, and how many resources match. */
export async function pageResources(
  ctx: Ctx,
  query: TableQuery,
): Promise<{ resources: ResourceView[]; total: number }> {
  authorise(ctx, "inventory.read")
  const where = matching(query)
  const rows = await select(ctx.db, query, where)
    .limit(TABLE_PAGE_SIZE)
    .offset((query.page - 1) * TABLE_PAGE_SIZE)
  const total = await ctx.db.$count(resources, where)
  return { resources: rows.map(toView), total }
}

/** The resource with that row id, even if removed. @throws AppError not_found, also for a malformed id. */
export async function getResource(ctx: Ctx, id: string): Promise<ResourceView> {
  authorise(ctx, "inventory.read")
  const rows = isUuid(id)
    ? await ctx.db.select(rowColumns).from(resources).leftJoin(slices, ofSlice).where(eq(resources.id, id))
    : []
  if (!rows[0]) throw new AppError("not_found", "Not found: there is no such resource.")
  return toView(rows[0])
}

/** The SQL condition for a set of filters. A resource must match each filter, by one of the filter's values. */
export function matching(filters: Filters): SQL | undefined {
  const oneOf = (column: Parameters<typeof inArray>[0], values: string[]) =>
    values.length ? inArray(column, values) : undefined
  const tags = Object.keys(filters.tags).length
    ? sql`${resources.tags} @> ${JSON.stringify(filters.tags)}::jsonb`
    : undefined
  return and(
    oneOf(resources.type, filters.type),
    oneOf(resources.region, filters.region),
    oneOf(resources.accountId, filters.account_id),
    oneOf(resources.status, filters.status),
    tags,
    filters.removed === "hide" ? isNull(resources.removedAt) : undefined,
    filters.q ? naming(filters.q) : undefined,
  )
}

function naming(text: string): SQL | undefined {
  const pattern = containing(text)
  return or(
    sql`${resources.name} ilike ${pattern}`,
    sql`${resources.resourceId} ilike ${pattern}`,
    sql`${resources.arn} ilike ${pattern}`,
  )
}

const select = (db: Db, query: Pick<ListQuery, "sort">, where: SQL | undefined) => {
  const order = query.sort.descending ? desc : asc
  return (
    db
      .select({ ...rowColumns, sortText: sql<string>`${sortColumn(query.sort.key)}` })
      .from(resources)
      .leftJoin(slices, ofSlice)
      .where(where)
      // The row id breaks ties, so that no page shows a row twice or leaves one out.
      .orderBy(order(sortColumn(query.sort.key)), order(resources.id))
      .$dynamic()
  )
}

/** Each sort key as text that is never null and sorts like the key, so that a cursor can contain it. */
function sortColumn(key: SortKey): SQL {
  const time = (column: PgColumn) => sql`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
  const sorts: Record<SortKey, SQL> = {
    name: sql`coalesce(lower(${resources.name}), lower(${resources.resourceId}))`,
    type: sql`${resources.type}`,
    region: sql`${resources.region}`,
    account_id: sql`${resources.accountId}`,
    status: sql`coalesce(${resources.status}, '')`,
    first_seen_at: time(resources.firstSeenAt),
    last_changed_at: time(resources.lastChangedAt),
  }
  return sorts[key]
}

type Cursor = readonly [sortText: string, id: string]

const makeCursor = (cursor: Cursor): string => Buffer.from(JSON.stringify(cursor)).toString("base64url")

function readCursor(text: string): Cursor {
  try {
    const [sortText, id] = JSON.parse(Buffer.from(text, "base64url").toString()) as unknown[]
    if (typeof sortText === "string" && typeof id === "string" && isUuid(id) && !sortText.includes("\0"))
      return [sortText, id]
  } catch (cause) {
    throw invalidCursor(cause)
  }
  throw invalidCursor()
}

const invalidCursor = (cause?: unknown) =>
  new AppError("invalid", "Invalid request: cursor does not come from this list.", {
    fields: [{ path: "cursor", message: "Send the next_cursor of the previous page, unchanged." }],
    cause,
  })

function afterCursor(query: Pick<ListQuery, "sort">, [text, id]: Cursor): SQL {
  const column = sortColumn(query.sort.key)
  return query.sort.descending
    ? sql`(${column}, ${resources.id}) < (${text}, ${id}::uuid)`
    : sql`(${column}, ${resources.id}) > (${text}, ${id}::uuid)`
}

interface Row {
  resource: typeof resources.$inferSelect
  verifiedAt: Date | null
  unverifiedSince: Date | null
}

function toView({ resource, verifiedAt, unverifiedSince }: Row): ResourceView {
  const removed = resource.removedAt !== null
  const seenAt = !removed && verifiedAt && verifiedAt > resource.seenAt ? verifiedAt : resource.seenAt
  return {
    id: resource.id,
    account_id: resource.accountId,
    region: resource.region,
    type: resource.type,
    resource_id: resource.resourceId,
    ...factsOf(resource),
    tags: resource.tags,
    type_specific_properties: resource.typeSpecificProperties,
    first_seen_at: resource.firstSeenAt.toISOString(),
    last_seen_at: seenAt.toISOString(),
    last_changed_at: resource.lastChangedAt.toISOString(),
    removed_at: iso(resource.removedAt),
    unverified_since: removed ? null : iso(unverifiedSince),
  }
}
