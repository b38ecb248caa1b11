import { sql } from "drizzle-orm"
import { expect } from "vitest"
import type { Db } from "@/lib/db/client"
import { describeStored } from "@/lib/inventory/search/describe-stored"

/** Compares the counts that the writers keep with a count, in one snapshot. @returns what differs: none, if all is right. */
export async function wrongCounts(db: Pick<Db, "execute">): Promise<Record<string, unknown>[]> {
  return db.execute(sql`
    with counted as (
      select account_id, type, slice_region, region, coalesce(status, '') as status, count(*)::int as count
      from resources where removed_at is null group by 1, 2, 3, 4, 5
    ), keys as (
      select account_id, type, slice_region, key, count(*)::int as count
      from resources, jsonb_object_keys(tags) as key where removed_at is null group by 1, 2, 3, 4
    )
    select 'slice' as what, account_id, type, slice_region, region, status, c.count as counted, k.count as kept
    from counted c full join slice_counts k using (account_id, type, slice_region, region, status)
    where coalesce(c.count, 0) <> coalesce(k.count, 0)
    union all
    select 'key', account_id, type, slice_region, key, '', c.count, k.count
    from keys c full join tag_key_counts k using (account_id, type, slice_region, key)
    where coalesce(c.count, 0) <> coalesce(k.count, 0)`)
}

/** Checks that every resource is described as its stored row says: what a search finds is what there is. */
export async function expectDescribed(db: Db): Promise<void> {
  const rows = await db.execute<{ id: string; search: string | null; terms: string[]; addresses: string[] }>(sql`
    select r.id, s.search, array(select t::text from unnest(s.terms) t order by 1) as terms,
      array(select a.address::text from resource_addresses a where a.resource_id = r.id order by 1) as addresses
    from resources r left join resource_search s on s.id = r.id order by r.id`)
  const wanted = (
    await describeStored(
      db,
      rows.map(({ id }) => id),
    )
  ).sort((a, b) => (a.id < b.id ? -1 : 1))
  // PostgreSQL writes no leading zeros.
  const inet = (address: string) => address.replace(/\/(32|128)$/, "").replace(/(^|:)0+(?=[0-9a-f])/g, "$1")
  expect(rows.map((row) => ({ ...row, addresses: row.addresses.map(inet).sort() }))).toEqual(
    wanted.map(({ id, search, terms, addresses }) => ({
      id,
      search,
      terms: [...terms].sort(),
      addresses: addresses.map(inet).sort(),
    })),
  )
  const known = new Set((await db.execute<{ id: string }>(sql`select id::text from search_terms`)).map(({ id }) => id))
  for (const { texts } of wanted) for (const { id } of texts) expect(known.has(id)).toBe(true)
}
