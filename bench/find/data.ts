import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { drizzle } from "drizzle-orm/postgres-js"
import { migrate } from "drizzle-orm/postgres-js/migrator"
import postgres from "postgres"
import { APP_ROLE } from "@/lib/db/embedded/roles"
import { startEmbedded } from "@/lib/db/embedded/start"
import { describeAgain } from "@/lib/inventory/search/describe-again"
import { prepareDatabase } from "@/lib/prepare-database"
import { contextOf } from "./product"

/** Made once and kept, since making it takes minutes. Delete the folder to make it anew. */
const FOLDER = ".bench/find"
const READY = join(FOLDER, "ready.json")
/** The last migration of the release before the search tables. */
const BEFORE = "0004_read_model"
const BATCH = 50_000

export interface Million {
  url: string
  adminUrl: string
  directory: string
  /** How long bringing the filled database up to date took, when it was made. */
  upgradeSeconds: number
  resources: number
  stop(): Promise<void>
}

/** Starts the database with the generated inventory. @param count how many resources; three changes each. */
export async function openMillion(count: number): Promise<Million> {
  const directory = `${FOLDER}/data`
  mkdirSync(directory, { recursive: true })
  const server = await startEmbedded(directory)
  const admin = new URL(server.url)
  admin.username = "postgres"
  admin.password = readFileSync(join(directory, "postgres-password"), "utf8").trim()
  const url = server.url.replace(/\/postgres$/, "/find")
  if (!existsSync(READY) || JSON.parse(readFileSync(READY, "utf8")).resources !== count) {
    await make(admin.href, url, count)
  }
  const made = JSON.parse(readFileSync(READY, "utf8")) as { upgradeSeconds: number; resources: number }
  return { url, adminUrl: admin.href, directory, ...made, stop: () => server.stop() }
}

async function make(adminUrl: string, url: string, count: number): Promise<void> {
  rmSync(READY, { force: true })
  const admin = postgres(adminUrl, { max: 1, onnotice: () => {} })
  await admin.unsafe("drop database if exists find with (force)")
  await admin.unsafe(`create database find owner ${APP_ROLE}`)
  await admin.unsafe(`grant pg_monitor, pg_checkpoint, pg_maintain to ${APP_ROLE}`)
  await admin.end()
  const client = postgres(url, { max: 1, onnotice: () => {} })
  await migrate(drizzle(client), { migrationsFolder: releasedMigrations() })
  console.error(`Making ${count.toLocaleString("en-US")} resources, once`)
  await client.unsafe(SCANS)
  for (let from = 0; from < count; from += BATCH) {
    await client.unsafe(resourcesSql(from, Math.min(count, from + BATCH)))
  }
  await client.unsafe(changesSql(count))
  await client.unsafe(SLICES)
  await client.unsafe(SCAN_SLICES)
  await client.unsafe("vacuum analyze")
  console.error("Bringing it up to date")
  const startedAt = performance.now()
  await prepareDatabase({ databaseUrl: url })
  const upgradeSeconds = (performance.now() - startedAt) / 1000
  // What a worker does after an upgrade. Until then, queries ask the rows of the types whose rules are others.
  const { db } = contextOf({ url })
  await describeAgain(db)
  await db.$client.end()
  await client.unsafe("vacuum analyze")
  await client.end()
  writeFileSync(READY, JSON.stringify({ upgradeSeconds, resources: count }))
}

/** The migrations of the release before, to measure the upgrade of a filled database. */
function releasedMigrations(): string {
  const folder = join(mkdtempSync(join(tmpdir(), "awc-released-")), "drizzle")
  cpSync("drizzle", folder, { recursive: true })
  const journal = JSON.parse(readFileSync(join(folder, "meta/_journal.json"), "utf8")) as { entries: { tag: string }[] }
  const last = journal.entries.findIndex(({ tag }) => tag === BEFORE)
  writeFileSync(
    join(folder, "meta/_journal.json"),
    JSON.stringify({ ...journal, entries: journal.entries.slice(0, last + 1) }),
  )
  return folder
}

/** A number from 0 to n - 1 that depends on the row and the seed alone. */
const pick = (n: number, seed: number, row = "i") => `mod(abs(hashint8extended(${row}, ${seed}) / 7), ${n})`
/** The moments of a resource's two changes, in order: from when it was first seen until now. */
const CHANGED = [31, 32].map((seed) => `first_seen + (now() - first_seen) * ${fraction(seed)}`)
const [FIRST_CHANGE, LAST_CHANGE] = [`least(${CHANGED})`, `greatest(${CHANGED})`]
/** The first scan was so long ago. */
const DAYS = 400
const FIRST_SEEN = `now() - make_interval(secs => 86400 * ${DAYS}.0 * (1 - floor(i / 800) / 1250.0))`
/** So many of a thousand are gone. */
const isGone = () => `${pick(1000, 28)} < 30`

function fraction(seed: number): string {
  return `(mod(abs(hashint8extended(i, ${seed}) / 7), 1000000) / 1000000.0)`
}

const SCANS = `
  insert into scans (id, state, requested_by, account_id, home_region, resource_types, regions, created_at, started_at, ended_at)
  select md5('scan' || n)::uuid, 'success', 'bench', (100000000000 + n % 12)::text, 'us-east-1', '{}', '{*}',
    now() - make_interval(hours => n * 24 - 12), now() - make_interval(hours => n * 24 - 12),
    now() - make_interval(hours => n * 24 - 12) + interval '5 minutes'
  from generate_series(1, 300) n`

const SLICES = `
  insert into slices (account_id, type, region, verified_at, unverified_since)
  select account_id, type, slice_region, now() - interval '1 hour', case when hashtext(account_id || type || slice_region) % 200 = 0 then now() end
  from resources group by 1, 2, 3`

/** Every scan read every slice of its account. */
const SCAN_SLICES = `
  insert into scan_slices (scan_id, account_id, type, region, state, started_at, ended_at)
  select s.id, sl.account_id, sl.type, sl.region, 'done', s.started_at, s.ended_at
  from scans s join slices sl on sl.account_id = s.account_id`

const REGIONS =
  "array['us-east-1','eu-west-1','eu-central-1','us-west-2','ap-south-1','us-east-2','eu-west-2','ap-southeast-1','ap-northeast-1','ca-central-1','sa-east-1','eu-north-1','us-west-1','ap-southeast-2','eu-west-3','ap-northeast-2','eu-south-1']"
const SERVICES =
  "array['orders','billing','search','media','cart','profile','inventory','pricing','shipping','fraud','ledger','catalog','gateway','batch','report','worker','cache','queue','mail','audit']"
const TYPES = "array['ec2','lambda','s3','rds','elb','vpc']"
const STATUSES = "array['running','running','running','running','stopped','available','active','active','pending']"

/** The oddities of real life in the shares of the facts sheet: rare and common words, every script, missing names. */
function resourcesSql(from: number, to: number): string {
  return `
  insert into resources (id, account_id, region, type, resource_id, arn, name, status, vpc_id, subnet_id, private_ip,
    public_ip, tags, type_specific_properties, fingerprint, tags_digest, slice_region, first_seen_at, seen_at, last_changed_at,
    removed_at)
  select md5('r' || i)::uuid, account, region, type, rid,
    'arn:aws:' || type || ':' || region || ':' || account || ':instance/' || rid,
    case when i % 97 = 0 then null else
      service || case when i % 99991 = 7 then '-quokka' when i % 1013 = 3 then '-zephyr' when i % 21 in (4, 9) then '-checkout' else '' end || case when i % 501 = 0 then '-größe-日本' when i % 777 = 0 then '-Бухгалтерия' else '' end || '-' || i end,
    status, case when ${pick(10, 9)} < 7 then 'vpc-' || substr(md5('v' || ${pick(600, 10)}), 1, 17) end,
    case when ${pick(10, 9)} < 5 then 'subnet-' || substr(md5('s' || ${pick(2400, 11)}), 1, 17) end,
    case when type = 'ec2' then host('10.0.0.0'::inet + ${pick(16_000_000, 12)}) end,
    case when type = 'ec2' and ${pick(12, 13)} = 0 then host('52.0.0.0'::inet + ${pick(4_000_000, 14)}) end,
    case when ${pick(25, 15)} = 0 then '{}'::jsonb else jsonb_strip_nulls(jsonb_build_object(
      'env', (array['prod','prod','prod','staging','dev','test','qa','sandbox','demo'])[1 + ${pick(9, 16)}],
      'team', 'team-' || ${pick(60, 17)}, 'cost-center', 'cc-' || ${pick(460, 18)},
      'owner', case when ${pick(3, 19)} > 0 then 'owner' || ${pick(900, 20)} || '@example.com' end,
      'ticket', case when ${pick(20, 21)} = 0 then 'OPS-' || i end)) end,
    jsonb_build_object('instance_type', (array['m7g.large','m7g.xlarge','t3.micro','c7i.2xlarge','r6g.large'])[1 + ${pick(5, 22)}],
      'memory_size', ${pick(20, 23)} * 128, 'multi_az', ${pick(2, 24)} = 0, 'engine', (array['postgres','mysql','aurora'])[1 + ${pick(3, 25)}],
      'security_groups', jsonb_build_array(jsonb_build_object('id', 'sg-' || ${pick(3000, 26)}, 'name', 'group ' || ${pick(3000, 26)})),
      'launch_time', to_char(now() - make_interval(days => ${pick(700, 27)}::int), 'YYYY-MM-DD"T"00:00:00.000Z'),
      'description', repeat(md5('d' || i), 8)),
    md5('f' || i), md5('t' || i), region, first_seen, now() - interval '2 hours', ${LAST_CHANGE},
    case when ${isGone()} then ${LAST_CHANGE} end
  from (
    select i, (100000000000 + floor(12 * power(${fraction(1)}, 1.5)))::bigint::text as account,
      (${REGIONS})[1 + floor(17 * power(${fraction(2)}, 2))] as region,
      case when ${fraction(3)} < 0.72 then (${TYPES})[1 + floor(6 * power(${fraction(4)}, 1.6))] else 'type' || (7 + ${pick(20, 5)}) end as type,
      'i-' || substr(md5('id' || i), 1, 17) as rid,
      (${SERVICES})[1 + ${pick(20, 6)}] as service, (${STATUSES})[1 + ${pick(9, 7)}] as status,
      ${FIRST_SEEN} as first_seen
    from generate_series(${from}::bigint, ${to - 1}::bigint) i
  ) source`
}

/** Three changes each, in the order of time: it appeared, its status changed, and then changed again, or it went. */
function changesSql(count: number): string {
  const status = (old: string, now: string) =>
    `jsonb_build_object('status', jsonb_build_object('old', ${old}, 'new', ${now}))`
  const known = `(${STATUSES})[1 + ${pick(9, 7)}]`
  return `
  insert into resource_changes (resource_id, scan_id, kind, at, fields)
  select md5('r' || i)::uuid, md5('scan' || (1 + ${pick(300, 30)}))::uuid,
    case when n = 0 then 'appeared' when n = 2 and ${isGone()} then 'removed' else 'changed' end,
    case n when 0 then first_seen when 1 then ${FIRST_CHANGE} else ${LAST_CHANGE} end,
    case when n = 0 or n = 2 and ${isGone()} then null
      when n = 1 and ${isGone()} then ${status("'starting'", known)}
      when n = 1 then ${status("'starting'", "'checking'")} else ${status("'checking'", known)} end
  from (select i, ${FIRST_SEEN} as first_seen from generate_series(0::bigint, ${count - 1}::bigint) i) source,
    generate_series(0, 2) n order by 4, i, n`
}
