import { sql } from "drizzle-orm"
import type { App } from "@/lib/context"
import { type Queryable, transact } from "@/lib/db/client"

/** Whoever closes a slice commits within this time, so that older scans are complete when they are folded. */
const GRACE = sql`interval '5 minutes'`

/** So many at a time: an upgraded database may have years of scans, and a serverless call has minutes. */
const MOST_SCANS = 1_000

/** The slices of a scan that ended by themselves: only a cancelled one says nothing of its place. */
const ENDED = sql`ended_at is not null and state <> 'cancelled'`

/**
 * What was listed to its end, and is as it was before. What others refer to keeps its row: the changes that a slice
 * recorded name its end, and one that another scan joined is named by that one.
 */
const IS_UNEVENTFUL = sql`(s.state = 'done' and s.is_list_whole and s.attempt = 1 and s.joined_slice_id is null
  and s.created = 0 and s.changed = 0 and s.removed = 0 and s.errors = 0 and s.updated = s.found
  and not exists (select from scan_slices j where j.joined_slice_id = s.id))`

const PLACE_ORDER = sql`order by s.region collate "C", s.type collate "C"`

/**
 * Folds the uneventful slices of ended scans: one row of lists takes the place of theirs. Scans, pages and the history show
 * them as before. The oldest come first. @returns how many scans were folded.
 */
export async function foldScans({ db }: Pick<App, "db">, grace = GRACE): Promise<number> {
  for (let count = 0; count < MOST_SCANS; count++) {
    const isMore = await transact(db, async (tx) => {
      const [scan] = await tx.execute<{ id: string }>(sql`
        select id from scans where folded_at is null and ended_at < now() - ${grace} order by ended_at limit 1
        for no key update skip locked`)
      if (scan) await foldScan(tx, scan.id)
      return scan !== undefined
    })
    if (!isMore) return count
  }
  return MOST_SCANS
}

async function foldScan(tx: Queryable, scanId: string): Promise<void> {
  await rememberVerified(tx, scanId)
  await insertFolded(tx, scanId)
  await tx.execute(sql`delete from scan_slices s where s.scan_id = ${scanId} and ${IS_UNEVENTFUL}`)
  await tx.execute(sql`update scans set folded_at = now() where id = ${scanId}`)
}

/** A slice that was not verified remembers when it had been, since older slices will not be looked at for that. */
const rememberVerified = (tx: Queryable, scanId: string) =>
  tx.execute(sql`
    with unread as materialized (
      select s.id, s.account_id, s.type, s.region, s.ended_at from scan_slices s
      where s.scan_id = ${scanId} and ${ENDED} and (s.state = 'failed' or not s.is_list_whole)
    ), folded as materialized (
      select m.ended_at, f.* from (select distinct account_id, ended_at from unread) m
      cross join lateral folded_as_of(m.ended_at, m.account_id) f
    ), known as materialized (
      select u.*, greatest((
        select f.verified_at from folded f where f.account_id = u.account_id and f.ended_at = u.ended_at
          and f.type = u.type and f.region = u.region), (
        select s.ended_at from scan_slices s
        where s.account_id = u.account_id and s.type = u.type and s.region = u.region and s.state in ('done', 'partial')
          and s.is_list_whole and s.ended_at <= u.ended_at order by s.ended_at desc limit 1)) as at
      from unread u
    )
    update scan_slices x set verified_before = coalesce(greatest(k.at, (
        -- It knew of a time before its own end: one that ended before that time knows nothing more.
        select s.verified_before from scan_slices s
        where s.account_id = k.account_id and s.type = k.type and s.region = k.region and s.verified_before is not null
          and s.ended_at <= k.ended_at and s.ended_at > coalesce(k.at, '-infinity')
        order by s.ended_at desc limit 1)), 'epoch')
    from known k where x.id = k.id`)

/** Adds nothing where nothing can be folded. */
const insertFolded = (tx: Queryable, scanId: string) =>
  tx.execute(sql`
    with ended as materialized (
      select s.*, ${IS_UNEVENTFUL} as is_folded from scan_slices s where s.scan_id = ${scanId} and ${ENDED}
    ), places as (
      insert into place_sets (account_id, digest, types, regions)
      select s.account_id, encode(sha256(convert_to(string_agg(s.region || ' ' || s.type, ',' ${PLACE_ORDER}), 'UTF8')), 'hex'),
        array_agg(s.type ${PLACE_ORDER}), array_agg(s.region ${PLACE_ORDER})
      from ended s group by s.account_id having bool_or(s.is_folded)
      -- Changes nothing, and returns the set that is there.
      on conflict (account_id, digest) do update set digest = excluded.digest
      returning id
    ), times as materialized (
      select at, row_number() over (order by at) as number from (
        select started_at as at from ended where is_folded union select ended_at from ended where is_folded) moments
    )
    insert into folded_slices (scan_id, place_set, first_ended_at, last_ended_at, times, started, ended, found, aws_calls,
      retries)
    select ${scanId}, (select id from places), min(s.ended_at), max(s.ended_at), (select array_agg(at order by at) from times),
      array_agg(case when s.is_folded then b.number else 0 end ${PLACE_ORDER}),
      array_agg(case when s.is_folded then e.number else 0 end ${PLACE_ORDER}),
      array_agg(case when s.is_folded then s.found else 0 end ${PLACE_ORDER}),
      array_agg(case when s.is_folded then s.aws_calls else 0 end ${PLACE_ORDER}),
      array_agg(case when s.is_folded then s.retries else 0 end ${PLACE_ORDER})
    from ended s left join times b on b.at = s.started_at left join times e on e.at = s.ended_at
    having bool_or(s.is_folded)`)
