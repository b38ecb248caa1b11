import { createHash } from "node:crypto"
import { type SQL, sql } from "drizzle-orm"
import type { Display, Telling } from "@/lib/aws/resource-types/define"
import { findResourceType } from "@/lib/aws/resource-types/registry"
import type { Queryable } from "@/lib/db/client"
import { isIndexed } from "@/lib/inventory/fields"
import { arrayLiteral } from "@/lib/query/to-sql"

/** The rules of the version that kept none: rows of before are marked with this number. */
const FIRST = 1
/** What the rules of these types were then. While they are the same, nothing has to be described again. */
const FIRST_RULES: Readonly<Record<string, number>> = {
  ec2: 1_398_599_716,
  rds: 870_083_334,
  lambda: 763_973_394,
  s3: 1_571_674_331,
  elb: 1_399_341_361,
  vpc: 1_545_681_768,
}

/** The parts of a type's definition that decide what its resources are found by. */
interface DescribingRules {
  display: Readonly<Record<string, Display | undefined>>
  publicWhen?: { property: string; is: string | boolean } | undefined
  managedWhen?: readonly Telling[] | undefined
}

/**
 * The rules by which a type's resources are described, as a number above 0 that changes with them: which properties are
 * indexed, hold addresses, and say *public* or *managed*. Everything else in `describe` comes from columns, by rules that do not change.
 */
function rulesNumber({ display, publicWhen = undefined, managedWhen = undefined }: DescribingRules): number {
  const flagged = Object.entries(display)
    .flatMap(([key, one = {}]) => {
      const flags = [isIndexed(one), one.isAddress ?? false, one.isPublicAddress ?? false, one.unusedStates ?? []]
      return isIndexed(one) || one.isAddress || one.isPublicAddress ? [[key, ...flags]] : []
    })
    .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1))
  const text = JSON.stringify([flagged, publicWhen ?? null, ...(managedWhen ? [managedWhen] : [])])
  return (createHash("sha256").update(text).digest().readUInt32BE(0) >>> 1) + FIRST + 1
}

const known = new Map<string, number>()

/** The rules of a type as this version has them. */
export function rulesOf(type: string): number {
  const kept = known.get(type)
  if (kept !== undefined) return kept
  const definition = findResourceType(type)
  const current = rulesNumber(definition ?? { display: {} })
  const rules = FIRST_RULES[type] === current ? FIRST : current
  known.set(type, rules)
  return rules
}

/**
 * `held as (…), noted as (…)`: says, in the transaction that describes resources of these types, by which rules. Their rows
 * in `search_rules` cannot be deleted before it ends.
 */
export function holdRules(types: Iterable<string>): SQL {
  const all = [...new Set(types)].sort()
  const sent = sql`unnest(${arrayLiteral(all)}::text[], ${arrayLiteral(all.map((type) => String(rulesOf(type))))}::int[])
    as sent(type, rules)`
  return sql`
    held as materialized (
      select s.type, s.rules from search_rules s join ${sent} using (type, rules) order by s.type for key share of s
    ), noted as (
      insert into search_rules (type, rules)
      select type, rules from ${sent} where not exists (select from held where held.type = sent.type)
      order by type on conflict (type, rules) do update set rules = excluded.rules
    )`
}

/** Of so many rows without rules the types are looked up; of more, any type may be among them. */
const MAX_UNMARKED = 1_000

/**
 * The types of which resources, or earlier versions of them, may have been described by other rules than this version's.
 * What the index says of their properties is not the truth. Nearly every query asks this first, so it is little work as long
 * as nothing is unmarked.
 * @param types all types that this version knows.
 */
export async function findUntrusted(db: Queryable, types: readonly string[]): Promise<ReadonlySet<string>> {
  const [row] = await db.execute<{ described: [type: string, rules: number][]; has_unmarked: boolean }>(sql`
    select coalesce((select json_agg(json_build_array(type, rules)) from search_rules), '[]') as described,
      exists (select from resource_search where rules is null) or
      exists (select from resource_versions where rules is null) as has_unmarked`)
  const others = (row?.described ?? []).filter(([type, rules]) => types.includes(type) && rules !== rulesOf(type))
  const unmarked = row?.has_unmarked ? await unmarkedTypes(db, types) : []
  return new Set([...others.map(([type]) => type), ...unmarked])
}

/** The types of rows without rules, which a worker of an earlier version described: an index leads to them. */
async function unmarkedTypes(db: Queryable, types: readonly string[]): Promise<readonly string[]> {
  const rows = await db.execute<{ type: string }>(sql`
    select r.type from (select id from resource_search where rules is null limit ${MAX_UNMARKED + 1}) u
      join resources r on r.id = u.id
    union all select type from (select type from resource_versions where rules is null limit ${MAX_UNMARKED + 1}) v`)
  return rows.length > MAX_UNMARKED ? types : rows.map(({ type }) => type)
}
