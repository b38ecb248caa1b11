import { type SQL, sql } from "drizzle-orm"
import { resourceTypeKeys } from "@/lib/aws/resource-types/registry"
import { type Db, type Queryable, transact } from "@/lib/db/client"
import { type Described, describe, type SearchRow } from "@/lib/inventory/search/describe"
import { describeStored } from "@/lib/inventory/search/describe-stored"
import { holdRules, rulesOf } from "@/lib/inventory/search/rules"
import { storeDescriptions, storeTexts } from "@/lib/inventory/search/store-descriptions"
import { arrayLiteral } from "@/lib/query/to-sql"

const BATCH = 1_000
const LOCK = 7_267_008

/** Another process is describing. */
class TakenError extends Error {}

/**
 * Describes again what was described by other rules than this version's, in batches, while the product runs: queries ask
 * the rows themselves until a type is done. It can be ended at any time and goes on where it was. If another process does
 * it, it returns at once.
 * @returns how many resources and earlier versions it described.
 */
export async function describeAgain(db: Db): Promise<number> {
  let done = 0
  /** Batch after batch, each behind the one before: what is done is not read again. */
  const all = async (again: Again, condition: SQL) => {
    for (let after: Place | null = FIRST; after; ) {
      const from: Place = after
      const batch = await transact(db, (tx) => alone(tx, () => again(tx, condition, from)), { isDurable: false })
      done += batch.count
      after = batch.last
    }
  }
  try {
    // What a worker of an earlier version wrote may be of any type, and an index leads to it.
    await all(againResources, sql`s.rules is null`)
    await all(againVersions, sql`r.rules is null`)
    for (const type of await findOutdated(db)) {
      const isOld = (alias: "s" | "r") =>
        sql`r.type = ${type} and ${sql.raw(alias)}.rules is distinct from ${rulesOf(type)}`
      do {
        await all(againResources, isOld("s"))
        await all(againVersions, isOld("r"))
      } while (!(await forget(db, type)))
    }
  } catch (error) {
    if (!(error instanceof TakenError)) throw error
  }
  return done
}

/** Where a batch ended: a resource's row id, and for versions their beginning. */
interface Place {
  id: string
  at: string
}
const FIRST: Place = { id: "00000000-0000-0000-0000-000000000000", at: "-infinity" }

/** Describes a batch behind a place. @returns how many, and where it ended; null at the end. */
type Again = (tx: Queryable, condition: SQL, after: Place) => Promise<{ count: number; last: Place | null }>

async function alone<T>(tx: Queryable, act: (tx: Queryable) => Promise<T>): Promise<T> {
  const [row] = await tx.execute<{ ours: boolean }>(sql`select pg_try_advisory_xact_lock(${LOCK}) as ours`)
  if (!row?.ours) throw new TakenError()
  return act(tx)
}

/** The types of this version that other rules are known of. */
async function findOutdated(db: Queryable): Promise<string[]> {
  const rows = await db.execute<{ type: string; rules: number }>(sql`select type, rules from search_rules`)
  const outdated = rows.filter(({ type, rules }) => resourceTypeKeys.includes(type) && rules !== rulesOf(type))
  return [...new Set(outdated.map(({ type }) => type))]
}

async function againResources(...[tx, condition, after]: Parameters<Again>): ReturnType<Again> {
  // Locked in the order of writers, who lock a resource before they describe it.
  const rows = await tx.execute<{ id: string }>(sql`
    select r.id from resource_search s join resources r on r.id = s.id where ${condition} and r.id > ${after.id}::uuid
    order by r.id limit ${BATCH} for share of r`)
  const described = await describeStored(
    tx,
    rows.map(({ id }) => id),
  )
  await storeDescriptions(tx, described, false)
  const last = rows.at(-1)
  return { count: rows.length, last: last ? { id: last.id, at: "" } : null }
}

async function againVersions(...[tx, condition, after]: Parameters<Again>): ReturnType<Again> {
  const rows = await tx.execute<Described & { at: string } & Record<string, unknown>>(sql`
    select id, type, resource_id as "resourceId", name, arn, vpc_id as "vpcId", subnet_id as "subnetId",
      private_ip as "privateIp", public_ip as "publicIp", tags, type_specific_properties as properties,
      last_changed_at::text as at
    from resource_versions r
    where ${condition} and (r.id, r.last_changed_at) > (${after.id}::uuid, ${after.at}::timestamptz)
    order by r.id, r.last_changed_at limit ${BATCH}`)
  if (rows.length === 0) return { count: 0, last: null }
  const described = rows.map((row) => ({ ...describe(row), at: row.at }))
  await storeTexts(tx, described)
  const column = (of: (row: SearchRow & { at: string }) => string) => sql`${arrayLiteral(described.map(of))}`
  await tx.execute(sql`
    with ${holdRules(described.map(({ type }) => type))}
    update resource_versions v set search = sent.search, terms = sent.terms::bigint[], addresses = sent.addresses::inet[],
      rules = sent.rules
    from unnest(${column(({ id }) => id)}::uuid[], ${column(({ at }) => at)}::timestamptz[],
      ${column(({ search }) => search)}::text[], ${column(({ terms }) => arrayLiteral(terms))}::text[],
      ${column(({ addresses }) => arrayLiteral(addresses))}::text[], ${column(({ rules }) => String(rules))}::int[])
      as sent(id, at, search, terms, addresses, rules)
    where v.id = sent.id and v.last_changed_at = sent.at`)
  const last = rows.at(-1)
  return { count: rows.length, last: last ? { id: last.id, at: last.at } : null }
}

/**
 * From now on, queries trust the index for this type. Whoever still describes by other rules holds their row, so the
 * deletion waits for it.
 * @returns false if there is more to describe.
 */
async function forget(db: Db, type: string): Promise<boolean> {
  return transact(db, async (tx) => {
    const rules = rulesOf(type)
    await tx.execute(sql`with ${holdRules([type])} delete from search_rules where type = ${type} and rules <> ${rules}`)
    const [row] = await tx.execute<{ is_left: boolean }>(sql`
      select exists (select from resource_search s join resources r on r.id = s.id
          where r.type = ${type} and s.rules is distinct from ${rules})
        or exists (select from resource_versions where type = ${type} and rules is distinct from ${rules}) as is_left`)
    if (row?.is_left) {
      await tx.execute(sql`insert into search_rules (type, rules) values (${type}, 0) on conflict do nothing`)
      return false
    }
    return true
  })
}
