import { type SQL, sql } from "drizzle-orm"
import type { FoundResource } from "@/lib/aws/resource"
import type { Db, Queryable } from "@/lib/db/client"
import { fingerprint, resourceRowId, secretsText } from "@/lib/inventory/identity"
import { seal, secretDigest } from "@/lib/seal"

/** Which slice a page belongs to, and under which attempt its writer holds it. */
export interface PageOwner {
  sliceId: string
  attempt: number
  scanId: string
  accountId: string
  type: string
  /** The slice's region, or `global`. */
  sliceRegion: string
  volatile: readonly string[]
}

/** What the slice has cost so far, stored along with each page for those who watch. */
export interface AwsCost {
  calls: number
  retries: number
}

export interface PageResult {
  created: number
  /** Known already, changed or not. */
  updated: number
  changed: number
  errors: { resource_id: string; reason: string }[]
}

/** The slice was cancelled, or another worker holds it now: nothing was written. */
export class SliceLostError extends Error {}

/**
 * Stores one page in one statement: new and changed rows, their changes, and the slice's counts, together or not at all.
 * Rows that did not change are not touched. A row that PostgreSQL refuses is found by halving the page, and counted as an error.
 * @throws SliceLostError when `owner.attempt` is not the slice's current one.
 */
export async function writePage(db: Db, owner: PageOwner, page: readonly FoundResource[], cost: AwsCost): Promise<PageResult> {
  try {
    return await store(db, owner, page, cost)
  } catch (error) {
    const reason = refusalOf(error)
    if (!reason) throw error
    if (page.length > 1) {
      const half = Math.ceil(page.length / 2)
      const first = await writePage(db, owner, page.slice(0, half), cost)
      return sum(first, await writePage(db, owner, page.slice(half), cost))
    }
    const errors = [{ resource_id: page[0]?.resourceId ?? "", reason }]
    await countErrors(db, owner, errors)
    return { created: 0, updated: 0, changed: 0, errors }
  }
}

async function store(db: Db, owner: PageOwner, page: readonly FoundResource[], cost: AwsCost): Promise<PageResult> {
  const rows = JSON.stringify(page.map((found) => toRow(owner, found)))
  const [result] = await db.execute<{ created: number; updated: number; changed: number }>(statement(owner, rows, cost))
  if (!result) throw new SliceLostError()
  return { ...result, errors: [] }
}

function toRow(owner: PageOwner, found: FoundResource) {
  const id = resourceRowId(owner.accountId, found.region, owner.type, found.resourceId)
  const secrets = secretsText(found.secrets)
  const digest = secrets && secretDigest(secrets)
  return {
    id,
    region: found.region,
    resource_id: found.resourceId,
    arn: found.arn,
    name: found.name,
    status: found.status,
    vpc_id: found.vpcId,
    subnet_id: found.subnetId,
    private_ip: found.privateIp,
    public_ip: found.publicIp,
    tags: found.tags ?? null,
    properties: found.properties,
    sealed_values: secrets && seal(secrets, id),
    values_digest: digest,
    fingerprint: fingerprint(found, owner.volatile, digest),
  }
}

/**
 * `live` locks the slice and is empty unless this writer still holds it; all the rest hangs on it.
 * A row first seen since the slice began counts as created, even where a killed worker wrote it in an earlier attempt.
 * `todo` filters before the INSERT rather than in ON CONFLICT's WHERE, which would lock, and so write to, every unchanged row.
 */
function statement(owner: PageOwner, rows: string, cost: AwsCost): SQL {
  const volatile = sql`${`{${owner.volatile.join(",")}}`}::text[]`
  return sql`
    with live as materialized (
      select id, started_at from scan_slices
      where id = ${owner.sliceId} and attempt = ${owner.attempt} and state = 'running' for update
    ), input as materialized (
      select r.* from live, json_to_recordset(${rows}::json) as r(
        id uuid, region text, resource_id text, arn text, name text, status text, vpc_id text, subnet_id text, private_ip text,
        public_ip text, tags jsonb, properties jsonb, sealed_values text, values_digest text, fingerprint text)
    ), todo as materialized (
      select i.*, case when b.id is null then 'new' when b.removed_at is not null then 'back' else 'changed' end as fate,
        case when b.id is not null and b.removed_at is null then jsonb_difference(
          resource_facts(b.arn, b.name, b.status, b.vpc_id, b.subnet_id, b.private_ip, b.public_ip, b.values_digest,
            b.type_specific_properties - ${volatile}, b.tags),
          resource_facts(i.arn, i.name, i.status, i.vpc_id, i.subnet_id, i.private_ip, i.public_ip, i.values_digest,
            i.properties - ${volatile}, coalesce(i.tags, b.tags))) end as fields
      from input i left join resources b on b.id = i.id
      where b.id is null or b.removed_at is not null or b.fingerprint <> i.fingerprint or (i.tags is not null and i.tags is distinct from b.tags)
    ), tally as materialized (
      select count(*)::int as total,
        count(*) filter (where b.id is null or b.first_seen_at >= l.started_at)::int as fresh,
        count(*) filter (where b.first_seen_at < l.started_at and (t.id is not null or b.last_changed_at >= l.started_at))::int as changed
      from live l, input i left join todo t on t.id = i.id left join resources b on b.id = i.id
    ), written as (
      insert into resources as r (id, account_id, region, type, resource_id, arn, name, status, vpc_id, subnet_id, private_ip, public_ip,
        tags, type_specific_properties, sealed_values, values_digest, fingerprint, slice_region, first_seen_at, seen_at, last_changed_at)
      select id, ${owner.accountId}, region, ${owner.type}, resource_id, arn, name, status, vpc_id, subnet_id, private_ip, public_ip,
        tags, properties, sealed_values, values_digest, fingerprint, ${owner.sliceRegion}, now(), now(), now()
      from todo
      on conflict (id) do update set
        arn = excluded.arn, name = excluded.name, status = excluded.status, vpc_id = excluded.vpc_id, subnet_id = excluded.subnet_id,
        private_ip = excluded.private_ip, public_ip = excluded.public_ip, tags = coalesce(excluded.tags, r.tags),
        type_specific_properties = excluded.type_specific_properties, sealed_values = excluded.sealed_values,
        values_digest = excluded.values_digest, fingerprint = excluded.fingerprint, slice_region = excluded.slice_region,
        seen_at = excluded.seen_at, last_changed_at = excluded.last_changed_at, removed_at = null
      returning r.id
    ), recorded as (
      insert into resource_changes (resource_id, scan_id, kind, at, fields)
      select t.id, ${owner.scanId}, case t.fate when 'changed' then 'changed' else 'appeared' end, now(), case t.fate when 'changed' then t.fields end
      from todo t join written w on w.id = t.id
    )
    update scan_slices s set found = s.found + t.total, created = s.created + t.fresh, updated = s.updated + t.total - t.fresh,
      changed = s.changed + t.changed, aws_calls = ${cost.calls}, retries = ${cost.retries}
    from live, tally t
    where s.id = live.id
    returning t.fresh as created, t.total - t.fresh as updated, t.changed as changed`
}

/** Only the first few reasons are kept: one broken property can refuse ten thousand rows. */
const KEPT_REASONS = 20

async function countErrors(db: Queryable, owner: PageOwner, errors: PageResult["errors"]): Promise<void> {
  const rows = await db.execute(sql`
    update scan_slices set found = found + ${errors.length}, errors = errors + ${errors.length},
      row_errors = case when jsonb_array_length(row_errors) < ${KEPT_REASONS} then row_errors || ${JSON.stringify(errors)}::jsonb else row_errors end
    where id = ${owner.sliceId} and attempt = ${owner.attempt} and state = 'running' returning id`)
  if (rows.length === 0) throw new SliceLostError()
}

/** PostgreSQL's reason where it refused the data itself (SQLSTATE classes 22, 23 and 54), not the connection or the statement. */
function refusalOf(error: unknown): string | null {
  const cause = error instanceof Error && error.cause ? error.cause : error
  const { code, message } = cause as { code?: unknown; message?: unknown }
  return typeof code === "string" && /^(22|23|54)/.test(code) ? String(message).slice(0, 200) : null
}

const sum = (a: PageResult, b: PageResult): PageResult => ({
  created: a.created + b.created,
  updated: a.updated + b.updated,
  changed: a.changed + b.changed,
  errors: [...a.errors, ...b.errors],
})
