import { type SQL, sql } from "drizzle-orm"
import { type Db, postgresError, type Queryable } from "@/lib/db/client"
import { fingerprint, type Identified, secretsText, tagsDigest } from "@/lib/inventory/identity"
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
  /** Nothing of it was stored when it was taken: then no stored row is expected. */
  isBlank: boolean
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

/** What tells a row apart from the one that is stored, before the row itself is made. JSON is written once, to be digested and sent. */
interface Digested extends Identified {
  properties: string
  tags: string | null
  fingerprint: string
  tagsDigest: string | null
  secrets: string | null
  valuesDigest: string | null
}

/** Of a page, the rows that are stored already just as they are. */
interface Same {
  total: number
  /** First seen since the slice began: an earlier attempt of a worker that was killed wrote them. */
  created: number
  changed: number
}

const NONE: Same = { total: 0, created: 0, changed: 0 }

/**
 * Stores one page: new and changed rows, their changes, and the slice's counts, together or not at all.
 * Digests go first, and then only the rows that they tell apart from the stored ones: an unchanged page sends and writes no row.
 * A blank slice has no digests to compare with; the first stored row that it meets all the same ends its being blank.
 * A row that PostgreSQL refuses is found by halving, and counted as an error.
 * @throws SliceLostError when `owner.attempt` is not the slice's current one.
 */
export async function writePage(
  db: Db,
  owner: PageOwner,
  page: readonly Identified[],
  cost: AwsCost,
): Promise<PageResult> {
  const rows = page.map((one) => digest(owner, one))
  return owner.isBlank ? storeInParts(db, owner, rows, NONE, cost) : storeStale(db, owner, rows, cost)
}

async function storeStale(db: Db, owner: PageOwner, rows: readonly Digested[], cost: AwsCost): Promise<PageResult> {
  const { stale, same } = await sift(db, owner, rows)
  const different = rows.filter(({ id }) => stale.has(id))
  return storeInParts(db, owner, different, same, cost)
}

function digest(owner: PageOwner, { id, found }: Identified): Digested {
  const secrets = secretsText(found.secrets)
  const valuesDigest = secrets && secretDigest(secrets)
  const properties = JSON.stringify(found.properties)
  const tags = found.tags ? JSON.stringify(found.tags) : null
  const digests = {
    fingerprint: fingerprint(found, owner.volatile, valuesDigest, properties),
    tagsDigest: tagsDigest(tags),
    valuesDigest,
  }
  return { id, found, properties, tags, secrets, ...digests }
}

/** Asks which rows are new, back, or changed. Nothing is locked: what another scan writes in between, the store statement sees. */
async function sift(
  db: Db,
  owner: PageOwner,
  rows: readonly Digested[],
): Promise<{ stale: ReadonlySet<string>; same: Same }> {
  const ids = sql`${arrayOf(rows.map(({ id }) => id))}::uuid[]`
  const fingerprints = sql`${arrayOf(rows.map(({ fingerprint }) => fingerprint))}::text[]`
  const tagsDigests = sql`${arrayOf(rows.map(({ tagsDigest }) => tagsDigest))}::text[]`
  const [answer] = await db.execute<{ [K in keyof Same]: number } & { stale: string[] }>(sql`
    with compared as (
      select i.id, b.first_seen_at >= s.started_at as is_created, b.last_changed_at >= s.started_at as is_changed,
        b.id is null or b.removed_at is not null or b.fingerprint <> i.fingerprint
          or (i.tags_digest is not null and i.tags_digest is distinct from b.tags_digest) as is_stale
      from unnest(${ids}, ${fingerprints}, ${tagsDigests}) as i(id, fingerprint, tags_digest)
      cross join (select started_at from scan_slices where id = ${owner.sliceId}) as s
      left join resources b on b.id = i.id
    )
    select coalesce(json_agg(id) filter (where is_stale), '[]') as stale, count(*) filter (where not is_stale)::int as total,
      count(*) filter (where not is_stale and is_created)::int as created,
      count(*) filter (where not is_stale and not is_created and is_changed)::int as changed
    from compared`)
  const { stale, ...same } = answer ?? { stale: [], ...NONE }
  return { stale: new Set(stale), same }
}

/** PostgreSQL's array literal. The values are digests and ids: nothing in them needs quoting. */
const arrayOf = (values: readonly (string | null)[]) => `{${values.map((value) => value ?? "NULL").join(",")}}`

async function storeInParts(
  db: Db,
  owner: PageOwner,
  rows: readonly Digested[],
  same: Same,
  cost: AwsCost,
): Promise<PageResult> {
  try {
    return await store(db, owner, rows, same, cost)
  } catch (error) {
    // Another scan stored one of them since the slice was taken, or stored it in another slice.
    if (owner.isBlank && postgresError(error).code === UNIQUE_VIOLATION) {
      owner.isBlank = false
      return await storeStale(db, owner, rows, cost)
    }
    const reason = refusalOf(error)
    if (!reason) throw error
    if (rows.length > 1) {
      const half = Math.ceil(rows.length / 2)
      const first = await storeInParts(db, owner, rows.slice(0, half), same, cost)
      return sum(first, await storeInParts(db, owner, rows.slice(half), NONE, cost))
    }
    const errors = [{ resource_id: rows[0]?.found.resourceId ?? "", reason }]
    await countErrors(db, owner, errors)
    return { ...(await store(db, owner, [], same, cost)), errors }
  }
}

async function store(
  db: Db,
  owner: PageOwner,
  rows: readonly Digested[],
  same: Same,
  cost: AwsCost,
): Promise<PageResult> {
  const [result] = await db.execute<{ created: number; updated: number; changed: number }>(
    statement(owner, rows.map(toJson), same, cost),
  )
  if (!result) throw new SliceLostError()
  return { ...result, errors: [] }
}

/**
 * The columns of a row as it is sent: a JSON array. Of an object with these sixteen keys PostgreSQL takes three times as long to read
 * the same values. Tags and properties come first, being JSON already.
 */
const COLUMNS = [
  "tags jsonb",
  "properties jsonb",
  "id uuid",
  "region text",
  "resource_id text",
  "arn text",
  "name text",
  "status text",
  "vpc_id text",
  "subnet_id text",
  "private_ip text",
  "public_ip text",
  "sealed_values text",
  "values_digest text",
  "fingerprint text",
  "tags_digest text",
]

/** In the order of {@link COLUMNS}. */
function toJson({ id, found, properties, tags, secrets, valuesDigest, fingerprint, tagsDigest }: Digested): string {
  const { region, resourceId, arn, name, status, vpcId, subnetId, privateIp, publicIp } = found
  const sealed = secrets && seal(secrets, id)
  const texts = [
    id,
    region,
    resourceId,
    arn,
    name,
    status,
    vpcId,
    subnetId,
    privateIp,
    publicIp,
    sealed,
    valuesDigest,
    fingerprint,
    tagsDigest,
  ]
  return `[${tags},${properties},${JSON.stringify(texts).slice(1)}`
}

/** Brackets are part of the items: put around the whole, they would have a megabyte copied once more. */
const jsonArray = (items: readonly string[]): string =>
  items.map((item, at) => `${at === 0 ? "[" : ""}${item}${at === items.length - 1 ? "]" : ""}`).join(",") || "[]"

const readColumns = sql.raw(
  COLUMNS.map((column, at) => {
    const [name, type] = column.split(" ")
    return type === "jsonb" ? `nullif(item -> ${at}, 'null') as ${name}` : `(item ->> ${at})::${type} as ${name}`
  }).join(", "),
)

/** A known row's new content; tags that could not be read leave the known ones as they are. */
const RENEW = sql`
      on conflict (id) do update set
        arn = excluded.arn, name = excluded.name, status = excluded.status, vpc_id = excluded.vpc_id, subnet_id = excluded.subnet_id,
        private_ip = excluded.private_ip, public_ip = excluded.public_ip, tags = coalesce(excluded.tags, r.tags),
        type_specific_properties = excluded.type_specific_properties, sealed_values = excluded.sealed_values,
        values_digest = excluded.values_digest, fingerprint = excluded.fingerprint, tags_digest = coalesce(excluded.tags_digest, r.tags_digest),
        slice_region = excluded.slice_region, seen_at = excluded.seen_at, last_changed_at = excluded.last_changed_at, removed_at = null`

/**
 * `live` locks the slice and is empty unless this writer still holds it; all the rest hangs on it.
 * A row first seen since the slice began counts as created, even where a killed worker wrote it in an earlier attempt.
 * Unchanged rows are no part of it (see `sift`): a WHERE of ON CONFLICT would lock, and so write to, each of them.
 * Rows are inserted in the order of their ids, so that two scans that store the same ones wait for each other one way only.
 * A row whose digests differ while its facts do not (another release's way to digest) is brought up to date without being a change.
 * The commit does not wait for the disk: closing the slice does, and until then a crash means that the slice is listed anew.
 */
function statement(owner: PageOwner, rows: readonly string[], same: Same, cost: AwsCost): SQL {
  const volatile = sql`${`{${owner.volatile.join(",")}}`}::text[]`
  return sql`
    with live as materialized (
      select id, started_at, set_config('synchronous_commit', 'off', true) from scan_slices
      where id = ${owner.sliceId} and attempt = ${owner.attempt} and state = 'running' for update
    ), input as (
      select ${readColumns} from live, jsonb_array_elements(${jsonArray(rows)}::jsonb) as sent(item)
    ), compared as (
      select i.*, b.first_seen_at, b.last_changed_at, b.removed_at,
        case when b.id is not null and b.removed_at is null then jsonb_difference(
          resource_facts(b.arn, b.name, b.status, b.vpc_id, b.subnet_id, b.private_ip, b.public_ip, b.values_digest,
            b.type_specific_properties - ${volatile}, b.tags),
          resource_facts(i.arn, i.name, i.status, i.vpc_id, i.subnet_id, i.private_ip, i.public_ip, i.values_digest,
            i.properties - ${volatile}, coalesce(i.tags, b.tags))) end as fields
      from input i left join resources b on b.id = i.id
    ), todo as materialized (
      select c.*, case when first_seen_at is null then 'new' when removed_at is not null then 'back' when fields = '{}' then 'same' else 'changed' end as fate
      from compared c
    ), tally as materialized (
      select count(*)::int as total,
        count(*) filter (where t.fate = 'new' or t.first_seen_at >= l.started_at)::int as fresh,
        count(*) filter (where t.first_seen_at < l.started_at and (t.fate <> 'same' or t.last_changed_at >= l.started_at))::int as changed
      from live l, todo t
    ), written as (
      insert into resources as r (id, account_id, region, type, resource_id, arn, name, status, vpc_id, subnet_id, private_ip, public_ip, tags,
        type_specific_properties, sealed_values, values_digest, fingerprint, tags_digest, slice_region, first_seen_at, seen_at, last_changed_at)
      select id, ${owner.accountId}, region, ${owner.type}, resource_id, arn, name, status, vpc_id, subnet_id, private_ip, public_ip, tags,
        properties, sealed_values, values_digest, fingerprint, tags_digest, ${owner.sliceRegion}, now(), now(),
        case fate when 'same' then last_changed_at else now() end
      from todo order by id
      ${owner.isBlank ? sql`` : RENEW}
    ), recorded as (
      insert into resource_changes (resource_id, scan_id, kind, at, fields)
      select t.id, ${owner.scanId}, case t.fate when 'changed' then 'changed' else 'appeared' end, now(), case t.fate when 'changed' then t.fields end
      from todo t where t.fate <> 'same'
    )
    update scan_slices s set found = s.found + t.total + ${same.total}, created = s.created + t.fresh + ${same.created},
      updated = s.updated + t.total - t.fresh + ${same.total - same.created}, changed = s.changed + t.changed + ${same.changed},
      aws_calls = ${cost.calls}, retries = ${cost.retries}
    from live, tally t
    where s.id = live.id
    returning t.fresh + ${same.created} as created, t.total - t.fresh + ${same.total - same.created} as updated, t.changed + ${same.changed} as changed`
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

const UNIQUE_VIOLATION = "23505"

/** PostgreSQL's reason where it refused the data itself (SQLSTATE classes 22, 23 and 54), not the connection or the statement. */
function refusalOf(error: unknown): string | null {
  const { code, message } = postgresError(error)
  return /^(22|23|54)/.test(code ?? "") ? String(message).slice(0, 200) : null
}

const sum = (a: PageResult, b: PageResult): PageResult => ({
  created: a.created + b.created,
  updated: a.updated + b.updated,
  changed: a.changed + b.changed,
  errors: [...a.errors, ...b.errors],
})
