import { type SQL, sql } from "drizzle-orm"
import type { Queryable } from "@/lib/db/client"
import { factNames } from "@/lib/inventory/columns"
import type { Row, Sealing } from "@/lib/inventory/write/digest"
import type { HeldSlice } from "@/lib/inventory/write/held-slice"
import { readSent, toSent } from "@/lib/inventory/write/send"
import type { Tally } from "@/lib/inventory/write/tally"
import { arrayLiteral } from "@/lib/query/to-sql"

/**
 * Renews rows that are stored already, and records what differs.
 * @param startedAt when the slice began: a row that was first seen after that counts as created.
 */
export async function renewKnown(
  tx: Queryable,
  slice: HeldSlice,
  rows: readonly Row[],
  startedAt: string,
  sealing: Sealing,
): Promise<Tally> {
  const sent = toSent([{ slice, rows, sealing }])
  const [renewed] = await tx.execute(statement(slice, sent, startedAt, sealing.keepsSecretValues))
  if (!renewed) throw new Error("The statement that renews rows returned no row")
  return renewed as unknown as Tally
}

/** A fact that could not be read is filled in from the stored row, if that is of the same thing. */
const readFacts = sql.raw(
  factNames
    .map((name) => `case when '${name}' = any(i.unread) and not again then k.${name} else i.${name} end as ${name}`)
    .join(", "),
)
const renewedFacts = sql.raw(factNames.map((name) => `${name} = f.${name}`).join(", "))
const factPairs = (alias: "k" | "c") => sql.raw(factNames.map((name) => `'${name}', ${alias}.${name}`).join(", "))

/**
 * Each row has one fate:
 * - `again`: AWS's mark of the thing is another one: what was stored is gone, and this one was made under its name.
 * - `returned`: the stored row was marked as removed. The differences are recorded, so that the past stays known.
 * - `changed`: a fact differs.
 * - `same`: only a digest differs, for example because another version computed it in another way. The row is renewed,
 *   and no change is recorded.
 *
 * This is one statement, so that each row is read once, and nothing changes between comparison and update.
 */
function statement(slice: HeldSlice, sent: string, startedAt: string, keepsSecretValues: boolean): SQL {
  // Fields that are not compared.
  const ignored = [...slice.volatile, ...(keepsSecretValues ? [] : ["values_digest"])]
  // Neither is what an earlier revision of the type read otherwise. (The function leaves out new and dropped properties.)
  const learned = Object.entries(slice.learned).map(
    ([name, revision]) => sql` || case when coalesce(k.revision, 1) < ${revision} then array[${name}] else '{}' end`,
  )
  const values = sql` || case when ${areValuesLearned(slice)} then '{values_digest}'::text[] else '{}' end`
  // A status that passes was stored where it was the first one. What follows is no change.
  const passed = sql` || case when k.status = any(${arrayLiteral(slice.passing ?? [])}::text[]) then '{status}'::text[] else '{}' end`
  const uncompared = sql.join([sql`(${`{${ignored.join(",")}}`}::text[]`, ...learned, values, passed, sql`)`])
  return sql`
    with
    -- The rows as they were sent.
    input as materialized (select ${readSent} from jsonb_array_elements(${sent}::jsonb) as sent(item)),
    -- Their stored rows. They are locked, so that nobody changes them between our comparison and our update. The order
    -- is always the same, so that two scans of the same rows cannot deadlock.
    known as materialized (
      select r.* from resources r join input i on i.id = r.id order by r.id for update of r
    ),
    -- Each row, with the facts that differ. What could not be read is filled in from the stored row.
    compared as materialized (
      select i.id, i.fingerprint, i.unread, i.birth, again, c.*, k.birth as old_birth, k.first_seen_at, k.last_changed_at, k.removed_at,
        jsonb_difference(${factsOfRow("k", sql`k.type_specific_properties`, sql`k.values_digest`)} - ${uncompared},
          ${factsOfRow("c", sql`c.properties`, sql`c.values_digest`)} - ${uncompared}) as fields
      from input i join known k on k.id = i.id
      cross join lateral (select coalesce(i.birth <> k.birth, false) and ${isBirthCompared(slice)} as again) b
      cross join lateral (
        select ${readFacts}, case when i.unread is null or again then i.properties else i.properties || (
            select coalesce(jsonb_object_agg(key, value), '{}') from jsonb_each(k.type_specific_properties)
            where key = any(i.unread)) end as properties,
          case when again then i.tags else coalesce(i.tags, k.tags) end as tags,
          case when again then i.tags_digest else coalesce(i.tags_digest, k.tags_digest) end as tags_digest,
          case when i.keeps_values and not again then k.sealed_values else i.sealed_values end as sealed_values,
          case when i.keeps_values and not again then k.values_digest else i.values_digest end as values_digest
      ) c
    ),
    fated as materialized (
      select c.*, greatest(now(), c.last_changed_at) as changed_at,
        case when again then 'again' when removed_at is not null then 'returned' when fields = '{}' then 'same' else 'changed' end as fate
      from compared c
    ),
    renewed as (
      update resources r set ${renewedFacts}, tags = f.tags, type_specific_properties = f.properties,
        sealed_values = f.sealed_values, values_digest = f.values_digest, tags_digest = f.tags_digest,
        fingerprint = f.fingerprint, birth = coalesce(f.birth, r.birth),
        first_seen_at = case f.fate when 'again' then f.changed_at else r.first_seen_at end,
        revision = ${slice.revision}, slice_region = ${slice.region}, seen_at = now(), removed_at = null,
        last_changed_at = case f.fate when 'same' then r.last_changed_at else f.changed_at end
      from fated f where r.id = f.id and (f.fate <> 'same' or f.unread is null or f.properties <> r.type_specific_properties)
    ),
    recorded as (
      insert into resource_changes (resource_id, scan_id, kind, at, fields)
      select id, ${slice.scanId}, kind, changed_at, fields from (
        select id, case fate when 'again' then 'appeared' else fate end as kind, changed_at,
          case fate when 'again' then fields - coalesce(unread, '{}') || jsonb_build_object('birth', jsonb_build_object('old', old_birth, 'new', birth))
            else fields end as fields
        from fated where fate <> 'same'
        union all select id, 'removed', changed_at, null from fated where fate = 'again' and removed_at is null
      ) happened
      -- What went was there before what appeared.
      order by id, kind desc
    )
    select count(*)::int as total, count(*) filter (where is_new)::int as created,
      count(*) filter (where not is_new and (fate <> 'same' or last_changed_at >= ${startedAt}::timestamptz))::int as changed,
      count(*) filter (where fate = 'again' and removed_at is null)::int as removed
    from (select *, fate = 'again' or first_seen_at >= ${startedAt}::timestamptz as is_new from fated) f`
}

/** A release that takes its mark from elsewhere has learned; see `learned`. */
const isBirthCompared = ({ learned }: HeldSlice): SQL => sql`coalesce(k.revision, 1) >= ${learned.birth ?? 1}`

/** Values that were not kept then, though there were some, are learned now: that is no change. Their names are compared. */
const areValuesLearned = ({ sealedProperty }: HeldSlice) =>
  sealedProperty === null
    ? sql`false`
    : sql`(k.values_digest is null and k.type_specific_properties -> ${sealedProperty} not in ('null', '[]'))`

/**
 * A row as one flat object: columns, properties, `values_digest`, and each tag as `tag:KEY`. If the stored tags are
 * unknown, the found tags are one fact, `tags`: they became known, which is not the same as being added.
 */
const factsOfRow = (alias: "k" | "c", properties: SQL, valuesDigest: SQL): SQL => {
  // Tags that could not be read are no difference.
  const tags = alias === "k" ? sql`k.tags` : sql`coalesce(c.tags, k.tags)`
  return sql`(
  jsonb_build_object(${factPairs(alias)}) || ${properties}
  || jsonb_build_object('values_digest', ${valuesDigest})
  || case when k.tags is not null then tag_facts(${tags})
     when ${tags} is null then '{}' else jsonb_build_object('tags', ${tags}) end)`
}
