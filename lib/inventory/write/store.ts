import { type SQL, sql } from "drizzle-orm"
import { type Db, type Queryable, transact } from "@/lib/db/client"
import { factColumns } from "@/lib/inventory/columns"
import type { Row, Sealing } from "@/lib/inventory/write/digest"
import { type AwsCost, type HeldSlice, SliceLostError } from "@/lib/inventory/write/held-slice"
import { readSent, toSent } from "@/lib/inventory/write/send"

/** How many rows a page brought, for the slice's counts. */
export interface Tally {
  total: number
  /** First seen since the slice began, even where an earlier attempt of a killed worker wrote them. */
  created: number
  /** Known before, and changed or returned since the slice began. */
  changed: number
}

export const NOTHING: Tally = { total: 0, created: 0, changed: 0 }

/**
 * Stores rows, their changes and the slice's counts, together or not at all.
 * The commit does not wait for the disk: the one that closes the slice does, and a crash before that means that the
 * slice is listed again.
 * @param unchanged rows of the same page that are stored already and only count.
 * @throws SliceLostError where the slice is no longer held; PostgreSQL's error where it refuses a row.
 */
export async function store(
  db: Db,
  slice: HeldSlice,
  rows: readonly Row[],
  unchanged: Tally,
  cost: AwsCost,
  sealing: Sealing,
): Promise<void> {
  await transact(
    db,
    async (tx) => {
      const startedAt = await lockSlice(tx, slice)
      const stored = rows.length > 0 ? await storeAll(tx, slice, rows, startedAt, sealing) : NOTHING
      await count(tx, slice, add(unchanged, stored), cost)
    },
    { isDurable: false },
  )
}

/** Holds the slice until the transaction ends. @returns when it began, as PostgreSQL writes it. */
async function lockSlice(tx: Queryable, { id, attempt }: HeldSlice): Promise<string> {
  const [row] = await tx.execute<{ started_at: string }>(sql`
    select started_at::text from scan_slices
    where id = ${id} and attempt = ${attempt} and state = 'running' for update`)
  if (!row) throw new SliceLostError()
  return row.started_at
}

/** Two rounds at most: a row that another scan inserted while we looked is a known one at the second look. */
async function storeAll(
  tx: Queryable,
  slice: HeldSlice,
  rows: readonly Row[],
  startedAt: string,
  sealing: Sealing,
): Promise<Tally> {
  const first = await storeOnce(tx, slice, rows, startedAt, sealing)
  if (first.overtaken.length === 0) return first
  const overtaken = new Set(first.overtaken)
  const again = rows.filter(({ id }) => overtaken.has(id))
  return add(first, await storeOnce(tx, slice, again, startedAt, sealing))
}

interface Stored extends Tally {
  /** Rows that another scan inserted between our look and our insert. They are not counted. */
  overtaken: string[]
}

async function storeOnce(
  tx: Queryable,
  slice: HeldSlice,
  rows: readonly Row[],
  startedAt: string,
  sealing: Sealing,
): Promise<Stored> {
  const sent = toSent(slice, rows, sealing)
  const [stored] = await tx.execute(statement(slice, sent, startedAt, sealing.keepsSecretValues))
  if (!stored) throw new Error("The statement that stores rows gave no row")
  return stored as unknown as Stored
}

const columns = sql.raw(factColumns.map(({ column }) => column).join(", "))
const renewed = sql.raw(factColumns.map(({ column }) => `${column} = f.${column}`).join(", "))
const factPairs = (alias: string) =>
  sql.raw(factColumns.map(({ column }) => `'${column}', ${alias}.${column}`).join(", "))

/**
 * Each row has one fate:
 * - `new`: no row of this id is stored.
 * - `returned`: the stored row was marked as removed. What differs from it is recorded, so that the past stays known.
 * - `changed`: a fact differs.
 * - `same`: only a digest differs (another version's way to digest, say). The row is renewed, and no change recorded.
 */
function statement(slice: HeldSlice, sent: string, startedAt: string, keepsSecretValues: boolean): SQL {
  // What is left out of comparisons.
  const ignored = [...slice.volatile, ...(keepsSecretValues ? [] : ["values_digest"])]
  const uncompared = sql`${`{${ignored.join(",")}}`}::text[]`
  return sql`
    with
    -- The rows as they were sent.
    input as (select ${readSent} from jsonb_array_elements(${sent}::jsonb) as sent(item)),
    -- Their stored rows. They stay locked, so that what we compare with is what we replace; always in one order, so
    -- that two scans of the same rows do not wait for each other.
    known as materialized (
      select r.* from resources r join input i on i.id = r.id order by r.id for update of r
    ),
    -- Each row with what could not be read filled in from the stored one.
    complete as (
      select i.id, i.region, i.resource_id, ${sql.raw(factColumns.map(({ column }) => `i.${column}`).join(", "))},
        i.fingerprint, i.unread,
        case when i.unread is null or k.id is null then i.properties else i.properties || (
          select coalesce(jsonb_object_agg(key, value), '{}') from jsonb_each(k.type_specific_properties)
          where key = any(i.unread)) end as properties,
        coalesce(i.tags, k.tags) as tags, coalesce(i.tags_digest, k.tags_digest) as tags_digest,
        case when i.keeps_values then k.sealed_values else i.sealed_values end as sealed_values,
        case when i.keeps_values then k.values_digest else i.values_digest end as values_digest
      from input i left join known k on k.id = i.id
    ),
    -- Each row with its fate and the facts that differ.
    fated as materialized (
      select c.*, k.first_seen_at, k.last_changed_at, d.fields,
        greatest(now(), k.last_changed_at) as changed_at,
        case when k.id is null then 'new' when k.removed_at is not null then 'returned'
          when d.fields = '{}' then 'same' else 'changed' end as fate
      from complete c left join known k on k.id = c.id
      left join lateral (
        select jsonb_difference(${factsOfRow("k", sql`k.type_specific_properties`)} - ${uncompared},
          ${factsOfRow("c", sql`c.properties`)} - ${uncompared}) as fields
        where k.id is not null
      ) d on true
    ),
    inserted as (
      insert into resources (id, account_id, region, type, resource_id, ${columns}, tags, type_specific_properties,
        sealed_values, values_digest, fingerprint, tags_digest, slice_region, first_seen_at, seen_at, last_changed_at)
      select id, ${slice.accountId}, region, ${slice.type}, resource_id, ${columns}, tags, properties,
        sealed_values, values_digest, fingerprint, tags_digest, ${slice.region}, now(), now(), now()
      from fated where fate = 'new' order by id
      on conflict (id) do nothing returning id
    ),
    renewed as (
      update resources r set ${renewed}, tags = f.tags, type_specific_properties = f.properties,
        sealed_values = f.sealed_values, values_digest = f.values_digest, tags_digest = f.tags_digest,
        fingerprint = f.fingerprint,
        slice_region = ${slice.region}, seen_at = now(), removed_at = null,
        last_changed_at = case f.fate when 'same' then r.last_changed_at else f.changed_at end
      from fated f where r.id = f.id and f.fate <> 'new' and (f.fate <> 'same' or f.unread is null)
    ),
    recorded as (
      insert into resource_changes (resource_id, scan_id, kind, at, fields)
      select f.id, ${slice.scanId}, case f.fate when 'new' then 'appeared' else f.fate end, coalesce(f.changed_at, now()),
        case when f.fate <> 'new' then f.fields end
      from fated f left join inserted i on i.id = f.id
      where f.fate in ('changed', 'returned') or i.id is not null
    )
    select count(*) filter (where o.id is null)::int as total,
      count(*) filter (where o.id is null and (f.fate = 'new' or f.first_seen_at >= ${startedAt}::timestamptz))::int
        as created,
      count(*) filter (where f.first_seen_at < ${startedAt}::timestamptz
        and (f.fate <> 'same' or f.last_changed_at >= ${startedAt}::timestamptz))::int as changed,
      coalesce(json_agg(o.id) filter (where o.id is not null), '[]') as overtaken
    from fated f
    left join (select n.id from fated n where n.fate = 'new' and not exists (select from inserted i where i.id = n.id)) o
      on o.id = f.id`
}

/**
 * A row as one flat object: columns, properties, `values_digest`, and a tag as `tag:KEY`. Where the stored tags are
 * unknown, the found ones are the one fact `tags`: they became known, which is not the same as being added.
 */
const factsOfRow = (alias: "k" | "c", properties: SQL): SQL => sql`(
  jsonb_build_object(${factPairs(alias)}, 'values_digest', ${sql.raw(alias)}.values_digest) || ${properties}
  || case when k.tags is not null then tag_facts(${sql.raw(alias)}.tags)
     when ${sql.raw(alias)}.tags is null then '{}' else jsonb_build_object('tags', ${sql.raw(alias)}.tags) end)`

/** Adds to the slice's counts; a trigger adds the same to its scan's. */
async function count(
  tx: Queryable,
  { id }: HeldSlice,
  { total, created, changed }: Tally,
  cost: AwsCost,
): Promise<void> {
  await tx.execute(sql`
    update scan_slices set found = found + ${total}, created = created + ${created},
      updated = updated + ${total - created}, changed = changed + ${changed},
      aws_calls = ${cost.calls}, retries = ${cost.retries}
    where id = ${id}`)
}

const add = (a: Tally, b: Tally): Tally => ({
  total: a.total + b.total,
  created: a.created + b.created,
  changed: a.changed + b.changed,
})
