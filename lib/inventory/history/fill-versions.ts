import { sql } from "drizzle-orm"
import { type Db, type Queryable, transact } from "@/lib/db/client"
import { factNames } from "@/lib/inventory/columns"
import { type Fields, type State, undo } from "@/lib/inventory/history/undo"
import { type Described, describe, type SearchRow } from "@/lib/inventory/search/describe"
import { storeTexts } from "@/lib/inventory/search/store-descriptions"
import { arrayLiteral } from "@/lib/query/to-sql"

const BATCH = 300
/** So many versions are sent at once: a resource may have any number of changes, and a text in JSON has an end. */
const MOST_SENT = 1_000
const REPORT_MS = 5_000

interface Stored extends State, Record<string, unknown> {
  id: string
  type: string
  resource_id: string
  /** The newest first. */
  changes: { kind: string; at: string; fields: Fields | null }[]
}

/** A state that a later change replaced. */
interface Version extends State {
  from: string
  until: string
  isRemoved: boolean
}

/**
 * Rebuilds from the changes what resources were before versions were kept. It can be ended at any time and goes on where
 * it was. Meanwhile the trigger keeps what new changes replace.
 * @returns how many resources it went through.
 */
export async function fillVersions(db: Db, report: (line: string) => void = console.log): Promise<number> {
  let done = 0
  let reportedAt = Date.now()
  for (;;) {
    const count = await transact(db, fillBatch, { isDurable: false })
    if (count === 0) return done
    done += count
    if (Date.now() - reportedAt < REPORT_MS) continue
    reportedAt = Date.now()
    report(`Preparing the history: ${done.toLocaleString("en-US")} resources.`)
  }
}

async function fillBatch(tx: Queryable): Promise<number> {
  const [fill] = await tx.execute<{ position: string }>(
    sql`select position from version_fill where not is_done for update`,
  )
  if (!fill) return 0
  const facts = sql.raw(factNames.map((name) => `'${name}', r.${name}`).join(", "))
  const rows = await tx.execute<Stored>(sql`
    select r.id, r.type, r.resource_id, jsonb_build_object(${facts}) as facts, r.tags,
      r.type_specific_properties as properties, r.values_digest as "valuesDigest",
      (select json_agg(json_build_object('kind', c.kind, 'at', c.at, 'fields', c.fields) order by c.id desc)
        from resource_changes c where c.resource_id = r.id) as changes
    from resources r where r.id > ${fill.position}::uuid order by r.id limit ${BATCH}`)
  const versions = rows.flatMap((row) => versionsOf(row).map((version) => describeVersion(row, version)))
  if (versions.length > 0) {
    await storeTexts(tx, versions)
    for (let at = 0; at < versions.length; at += MOST_SENT) await insert(tx, versions.slice(at, at + MOST_SENT))
    await knowStatuses(
      tx,
      rows.map(({ id }) => id),
    )
  }
  const last = rows.at(-1)
  await tx.execute(
    last ? sql`update version_fill set position = ${last.id}` : sql`update version_fill set is_done = true`,
  )
  return rows.length
}

/** Goes back through the changes. What was before the first one is nothing. */
function versionsOf({ facts, tags, properties, valuesDigest, changes }: Stored): Version[] {
  const versions: Version[] = []
  let state: State = { facts, tags, properties, valuesDigest }
  for (const [at, change] of (changes ?? []).entries()) {
    const before = changes[at + 1]
    if (!before) break
    state = undo(state, change.fields ?? {})
    versions.push({ ...state, from: before.at, until: change.at, isRemoved: before.kind === "removed" })
  }
  return versions
}

type DescribedVersion = Version & SearchRow

function describeVersion({ id, type, resource_id }: Stored, version: Version): DescribedVersion {
  const { facts, tags, properties } = version
  const described: Described = {
    ...{ id, type, resourceId: resource_id, tags, properties },
    ...{ name: facts.name ?? null, arn: facts.arn ?? null, vpcId: facts.vpc_id ?? null },
    ...{ subnetId: facts.subnet_id ?? null, privateIp: facts.private_ip ?? null, publicIp: facts.public_ip ?? null },
  }
  return { ...version, ...describe(described) }
}

async function insert(tx: Queryable, versions: readonly DescribedVersion[]): Promise<void> {
  // Ids of terms are larger than JSON's numbers, so the lists are PostgreSQL's own literals.
  const sent = versions.map(({ texts: _, terms, addresses, ...version }) => ({
    ...version,
    terms: arrayLiteral(terms),
    addresses: arrayLiteral(addresses),
  }))
  const names = sql.raw(factNames.join(", "))
  const facts = sql.raw(factNames.map((name) => `v.facts ->> '${name}'`).join(", "))
  await tx.execute(sql`
    insert into resource_versions (id, account_id, region, type, resource_id, ${names}, tags, type_specific_properties,
      values_digest, slice_region, first_seen_at, seen_at, last_changed_at, removed_at, until, search, terms, addresses, rules)
    select r.id, r.account_id, r.region, r.type, r.resource_id, ${facts}, nullif(v.tags, 'null'), v.properties,
      v."valuesDigest", r.slice_region, r.first_seen_at, v."from", v."from", case when v."isRemoved" then v."from" end, v.until, v.search,
      v.terms::bigint[], v.addresses::inet[], v.rules
    from jsonb_to_recordset(${JSON.stringify(sent)}::jsonb) as v(id uuid, facts jsonb, tags jsonb, properties jsonb,
      "valuesDigest" text, "from" timestamptz, until timestamptz, "isRemoved" boolean, search text, terms text, addresses text, rules int)
    join resources r on r.id = v.id where v."from" < v.until
    on conflict (id, last_changed_at) do nothing`)
}

/** A status that nothing has any more is known with a count of 0, so that queries about the past find it. */
async function knowStatuses(tx: Queryable, ids: readonly string[]): Promise<void> {
  await tx.execute(sql`
    insert into slice_counts (account_id, type, slice_region, region, status, count)
    select distinct account_id, type, slice_region, region, coalesce(status, ''), 0 from resource_versions
    where id = any(${arrayLiteral(ids)}::uuid[]) order by 1, 2, 3, 4, 5 on conflict do nothing`)
}
