import { sql } from "drizzle-orm"
import type { Db } from "@/lib/db/client"
import { describeMissing } from "@/lib/inventory/search/describe-missing"
import { resourceRowId } from "@/lib/inventory/write/digest"
import { type Random, seededRandom } from "../sandbox/random"
import type { Plain } from "./reference-filter"

export const ACCOUNTS = ["100000000001", "100000000002", "100000000003", "100000000004", "100000000005"]
export const REGIONS = ["eu-west-1", "eu-central-1", "us-east-1", "ap-south-1"]
const TYPES = ["ec2", "rds", "lambda", "s3", "elb", "vpc"]
const STATUSES = ["running", "stopped", "available", "Active", "CREATE_COMPLETE", "backing-up", null]
/** Every script, case that folds in odd ways, and what SQL, LIKE and regular expressions would read as syntax. */
export const WORDS = [
  ...[
    "web",
    "Prod",
    "checkout",
    "api_7",
    "100%",
    "a\\b",
    "größe",
    "ΟΔΟΣ",
    "Бухгалтерия",
    "日本語",
    "مرحبا",
    "naïve",
    "🚀",
    "İstanbul",
  ],
  ...[
    "x'y",
    'q"q',
    "a.b*c",
    "(paren)",
    "OR",
    "-minus",
    "a,b",
    "k=v",
    "  two",
    "tab\there",
    "ﬁ",
    "e\u0301",
    "Ünïcödé",
    "[x]",
    "^$",
  ],
]
const KEYS = ["env", "owner", "cost center", "ENV", "größe", "k=v", "a:b", 'q"', "Name"]
const VALUES = ["prod", "Prod", "staging", "", "pr*d", "a,b", "日本", "x y", "100%", "_", "\\"]

export const MINUTE_MS = 60_000

/** Random resources: odd names, nulls, empty tags, odd numbers, addresses of both kinds. */
export function randomResources(random: Random, count: number, now: number, scans: readonly string[]): Plain[] {
  return Array.from({ length: count }, (_, index) => randomResource(random, index, now, scans))
}

/** One random resource; the index makes its identity its own. */
export function randomResource(random: Random, index: number, now: number, scans: readonly string[]): Plain {
  const [account_id, region, type] = [random.pick(ACCOUNTS), random.pick(REGIONS), random.pick(TYPES)]
  const resource_id = `${random.pick(["i", "vpc", "fn", "ID"])}-${random.chance(0.2) ? random.pick(WORDS) : ""}${index.toString(16)}`
  const first_seen_at = now - random.below(90 * 1440) * MINUTE_MS
  const last_changed_at = first_seen_at + random.below((now - first_seen_at) / MINUTE_MS + 1) * MINUTE_MS
  return {
    ...{ account_id, region, type, resource_id, first_seen_at, last_changed_at },
    id: resourceRowId(account_id, region, type, resource_id),
    arn: random.chance(0.1) ? null : `arn:aws:${type}:${region}:${account_id}:thing/${type}-${index}`,
    name: random.chance(0.1)
      ? null
      : Array.from({ length: 1 + random.below(3) }, () => random.pick(WORDS)).join(random.pick(["-", " ", ""])),
    status: random.pick(STATUSES),
    vpc_id: random.chance(0.5) ? `vpc-${random.below(6)}` : null,
    subnet_id: random.chance(0.4) ? `subnet-${random.below(9)}` : null,
    private_ip: random.chance(0.4) ? address(random) : null,
    public_ip: random.chance(0.1) ? `52.1.${random.below(4)}.${random.below(256)}` : null,
    tags: random.chance(0.08) ? null : tagsOf(random),
    properties: propertiesOf(type, random, now),
    seen_at: now - random.below(5 * 1440) * MINUTE_MS,
    removed_at: random.chance(0.1) ? last_changed_at : null,
    is_unverified: false,
    scans: random.chance(0.1) ? [random.pick(scans)] : [],
  }
}

const address = (random: Random): string =>
  random.chance(0.1)
    ? random.pick(["999.1.1.1", "no address", "10.0.0"])
    : `10.${random.below(3)}.${random.below(4)}.${random.below(256)}`

const tagsOf = (random: Random): Record<string, string> =>
  Object.fromEntries(Array.from({ length: random.below(4) }, () => [random.pick(KEYS), random.pick(VALUES)]))

/** Properties of the type, as its schema has them, and now and then without a value. */
function propertiesOf(type: string, random: Random, now: number): Record<string, unknown> {
  const maybe = <T>(value: T): T | null => (random.chance(0.15) ? null : value)
  const time = () => maybe(new Date(now - random.below(500 * 1440) * MINUTE_MS).toISOString())
  const groups = () => Array.from({ length: random.below(3) }, () => `sg-${random.below(5)}`)
  const number = () => maybe(random.pick([0, 1, -1, 128, 512, 1024, 0.5, 1e15, 2048]))
  switch (type) {
    case "ec2":
      return {
        instance_type: maybe(random.pick(["m7g.large", "m7g.xlarge", "t3.micro", "T3.Micro"])),
        launch_time: time(),
        security_groups: groups().map((id) => ({ id, name: maybe(random.pick(WORDS)) })),
        ipv6_addresses: random.chance(0.3) ? [`fd00::${(1 + random.below(9)).toString(16)}`] : [],
        monitoring: maybe("disabled"),
      }
    case "rds":
      return {
        ...{ engine: maybe(random.pick(["postgres", "mysql", "Aurora"])), allocated_storage: number(), port: number() },
        ...{
          multi_az: maybe(random.chance(0.5)),
          publicly_accessible: maybe(random.chance(0.3)),
          security_groups: groups(),
        },
      }
    case "lambda":
      return {
        ...{ runtime: maybe(random.pick(["nodejs20.x", "python3.12"])), memory_size: number(), last_modified: time() },
        ...{ layers: groups(), description: maybe(random.pick([...WORDS, ""])), architectures: maybe(["arm64"]) },
      }
    case "elb":
      return {
        type: maybe(random.pick(["network", "application"])),
        scheme: maybe(random.pick(["internal", "internet-facing"])),
      }
    case "vpc":
      return {
        cidr_block: random.pick(["10.0.0.0/16", "10.1.0.0/16", "10.2.0.0/20", "172.16.0.0/12"]),
        is_default: random.chance(0.3),
        ipv6_cidr_block_associations: random.chance(0.3) ? [{ cidr_block: "fd00::/56", state: "associated" }] : [],
      }
    default:
      return { creation_date: time(), location: maybe(random.pick(REGIONS)) }
  }
}

/** Stores resources with their slices, scans and search rows. Some slices are unverified; the resources say so. */
export async function storeResources(db: Db, resources: Plain[], scans: readonly string[]): Promise<void> {
  const random = seededRandom(7)
  const unverified = new Set(
    ACCOUNTS.flatMap((account) => TYPES.filter(() => random.chance(0.15)).map((type) => `${account} ${type}`)),
  )
  for (const one of resources) one.is_unverified = unverified.has(`${one.account_id} ${one.type}`)
  await db.execute(sql`
    insert into scans (id, requested_by, home_region, resource_types, regions)
    select value::uuid, 'test', 'us-east-1', '{}', '{}' from jsonb_array_elements_text(${JSON.stringify(scans)}::jsonb)`)
  const rows = JSON.stringify(resources)
  await db.execute(sql`
    insert into resources (id, account_id, region, type, resource_id, arn, name, status, vpc_id, subnet_id, private_ip, public_ip,
      tags, type_specific_properties, fingerprint, slice_region, first_seen_at, seen_at, last_changed_at, removed_at)
    select id, account_id, region, type, resource_id, arn, name, status, vpc_id, subnet_id, private_ip, public_ip,
      nullif(tags, 'null'), properties, '', region, to_timestamp(first_seen_at / 1000), to_timestamp(seen_at / 1000),
      to_timestamp(last_changed_at / 1000), to_timestamp(removed_at / 1000)
    from jsonb_to_recordset(${rows}::jsonb) as r(id uuid, account_id text, region text, type text, resource_id text, arn text,
      name text, status text, vpc_id text, subnet_id text, private_ip text, public_ip text, tags jsonb, properties jsonb,
      first_seen_at double precision, seen_at double precision, last_changed_at double precision, removed_at double precision)`)
  await db.execute(sql`
    insert into slices (account_id, type, region, unverified_since)
    select account_id, type, region, case when bool_or(is_unverified) then now() end
    from jsonb_to_recordset(${rows}::jsonb) as r(account_id text, type text, region text, is_unverified boolean) group by 1, 2, 3`)
  await db.execute(sql`
    insert into resource_changes (resource_id, scan_id, kind, at)
    select id, scan::uuid, 'appeared', now()
    from jsonb_to_recordset(${rows}::jsonb) as r(id uuid, scans text[]), unnest(scans) as scan`)
  await describeMissing(db, () => {})
}
