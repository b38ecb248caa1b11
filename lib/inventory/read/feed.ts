import { inArray, type SQL, sql } from "drizzle-orm"
import { authorise } from "@/lib/auth/permissions"
import type { Ctx } from "@/lib/context"
import { scans } from "@/lib/db/schema"
import { withoutDigests } from "@/lib/inventory/history/digests"
import { readCursor, toCursor } from "@/lib/inventory/history/place"
import type { ChangeKind, FeedQuery } from "@/lib/inventory/history/schema"
import { type Compiled, compile } from "@/lib/inventory/read/compile"
import { run } from "@/lib/inventory/read/run"
import { scansOf, withParts } from "@/lib/inventory/read/scan-parts"
import { accountsOf, inScope } from "@/lib/inventory/read/scope"
import { COMMON, FIRST_WALK, LONG_WALK, MOST_COLLECTED } from "@/lib/inventory/read/search"
import { arrayLiteral, every } from "@/lib/query/to-sql"
import { allOf, conjuncts, type Node } from "@/lib/query/tree"

/** A change, with the resource as it is now. */
export interface FeedChange {
  id: string
  kind: ChangeKind
  at: string
  scan_id: string | null
  /** The organisation's scan that its scan is a part of; null for a scan by itself. */
  parent_scan_id: string | null
  fields: Record<string, { old: unknown; new: unknown }>
  resource: {
    id: string
    type: string
    resource_id: string
    name: string | null
    account_id: string
    region: string
    removed_at: string | null
  }
}

export interface FeedPage {
  changes: FeedChange[]
  next_cursor: string | null
}

interface Row {
  [column: string]: unknown
  id: string
  at: string
}

/** The newest changes of the resources that a query matches as they are now, also of removed ones. */
export async function listFeed(ctx: Ctx, query: FeedQuery): Promise<FeedPage> {
  authorise(ctx, "inventory.read")
  const { scans: asked, tree } = splitScan(query.tree)
  const wanted = asked && (await withParts(ctx, asked))
  const compiled = await compile(ctx, { tree, removed: "show" })
  const bounds = every([boundsOf(query), ...(wanted ? [sql`c.scan_id = any(${arrayLiteral(wanted)}::uuid[])`] : [])])
  const rows = await findChanges(ctx, compiled, bounds, query.limit + 1)
  const page = rows.slice(0, query.limit)
  const last = rows.length > query.limit ? page.at(-1) : undefined
  const parents = await parentsOf(ctx, page)
  return { changes: page.map((row) => toChange(row, parents)), next_cursor: last ? toCursor(last) : null }
}

/** The organisations' scans of the scans that are parts of one. */
async function parentsOf({ db }: Ctx, rows: readonly Row[]): Promise<ReadonlyMap<unknown, string>> {
  const ids = [...new Set(rows.flatMap(({ scan_id }) => (scan_id === null ? [] : String(scan_id))))]
  if (ids.length === 0) return new Map()
  const parts = await db.select({ id: scans.id, parentId: scans.parentId }).from(scans).where(inArray(scans.id, ids))
  return new Map(parts.flatMap(({ id, parentId }) => (parentId === null ? [] : [[id, parentId] as const])))
}

/** Here `scan:` means the change's own scan, not all changes of what that scan touched. */
function splitScan(tree: Node): { scans: string[] | null; tree: Node } {
  const parts = conjuncts(tree)
  const scan = parts.find((node) => node.kind === "term" && node.field === "scan")
  if (scan?.kind !== "term") return { scans: null, tree }
  return { scans: scansOf(scan), tree: allOf(parts.filter((node) => node !== scan)) }
}

/** The conditions on the change itself. */
function boundsOf({ from, to, kind, cursor }: FeedQuery): SQL {
  const after = readCursor(cursor, "number")
  return every([
    ...(from ? [sql`c.at > ${from}::timestamptz`] : []),
    ...(to ? [sql`c.at <= ${to}::timestamptz`] : []),
    ...(kind ? [sql`c.kind = ${kind}`] : []),
    ...(after ? [sql`(c.at, c.id) < (${after.at}::timestamptz, ${after.id}::bigint)`] : []),
  ])
}

const NEWEST = sql.raw("order by c.at desc, c.id desc")
const SHOWN =
  sql.raw(`c.id::text, c.at::text, c.kind, c.scan_id, coalesce(c.fields, '{}') as fields, r.id as row_id, r.type,
  r.resource_id, r.name, r.account_id, r.region, r.removed_at`)

/** As with the list: walks the changes, and collects those of the matches where they are rare. No estimate decides. */
async function findChanges(ctx: Ctx, query: Compiled, bounds: SQL, limit: number): Promise<Row[]> {
  const read = (changes: SQL) =>
    run<Row>(
      ctx.db,
      sql`select ${SHOWN} from (${changes}) c join ${query.from} on r.id = c.resource_id where ${query.where} ${NEWEST} limit ${limit}`,
      query.narrow,
    )
  const walk = (most: number) => read(sql`select c.* from resource_changes c where ${bounds} ${NEWEST} limit ${most}`)
  const near = await walk(FIRST_WALK)
  if (near.length >= limit) return near
  if (near.length >= COMMON) {
    const far = await walk(LONG_WALK)
    if (far.length >= limit) return far
  }
  return (await collect(ctx, query, bounds, limit)) ?? read(sql`select c.* from resource_changes c where ${bounds}`)
}

/** The changes of all matches; null if these are too many. */
async function collect(ctx: Ctx, query: Compiled, bounds: SQL, limit: number): Promise<Row[] | null> {
  const rows = await run<Row & { total: number }>(
    ctx.db,
    sql`with found as materialized (select r.id from ${query.from} where ${query.where} limit ${MOST_COLLECTED + 1}),
      total as (select count(*)::int as total from found),
      page as (select ${SHOWN}, c.at as moment, c.id as number from found join resource_changes c on c.resource_id = found.id
        join resources r on r.id = found.id
        where (select total from total) <= ${MOST_COLLECTED} and ${bounds} ${NEWEST} limit ${limit})
      select page.*, total.total from total left join page on true order by page.moment desc, page.number desc`,
    query.narrow,
  )
  if ((rows[0]?.total ?? 0) > MOST_COLLECTED) return null
  return rows.filter(({ id }) => id !== null)
}

function toChange(row: Row, parents: ReadonlyMap<unknown, string>): FeedChange {
  const { type, resource_id, name, account_id, region, removed_at } = row as unknown as FeedChange["resource"]
  return {
    id: row.id,
    kind: row.kind as ChangeKind,
    at: new Date(row.at).toISOString(),
    scan_id: row.scan_id as string | null,
    parent_scan_id: parents.get(row.scan_id) ?? null,
    fields: withoutDigests(row.fields as FeedChange["fields"]),
    resource: {
      ...{ id: String(row.row_id), type, resource_id, name, account_id, region },
      removed_at: removed_at === null ? null : new Date(removed_at).toISOString(),
    },
  }
}

/** How many changes of each kind a scan found, an organisation's in all its parts. */
export async function countScanChanges(ctx: Ctx, scanId: string): Promise<Record<ChangeKind, number>> {
  authorise(ctx, "inventory.read")
  const ids = await withParts(ctx, [scanId])
  const isNarrowed = accountsOf(ctx) !== undefined
  const join = isNarrowed ? sql`join resources r on r.id = c.resource_id and ${inScope(ctx, "r.account_id")}` : sql``
  const rows = await run<{ kind: ChangeKind; count: number }>(
    ctx.db,
    sql`select c.kind, count(*)::int as count from resource_changes c ${join} where c.scan_id = any(${arrayLiteral(ids)}::uuid[]) group by 1`,
    "",
  )
  return toKindCounts(rows)
}

/** How many changes there are of each kind, zero included. */
export const toKindCounts = (rows: readonly { kind: ChangeKind; count: number }[]): Record<ChangeKind, number> => ({
  ...{ appeared: 0, changed: 0, removed: 0, returned: 0 },
  ...Object.fromEntries(rows.map(({ kind, count }) => [kind, count])),
})
