import { randomUUID } from "node:crypto"
import { sql } from "drizzle-orm"
import postgres from "postgres"
import type { FoundResource } from "@/lib/aws/resource"
import { type Db, openDb, transact } from "@/lib/db/client"
import { APP_ROLE } from "@/lib/db/embedded/roles"
import { mergeSearchIndexes } from "@/lib/inventory/search/build-indexes"
import { describe } from "@/lib/inventory/search/describe"
import { storeDescriptions } from "@/lib/inventory/search/store-descriptions"
import { toRows } from "@/lib/inventory/write/digest"
import type { HeldSlice } from "@/lib/inventory/write/held-slice"
import { insertNew } from "@/lib/inventory/write/insert-new"
import type { Figure } from "../figures"
import type { Million } from "./data"

const PAGE = 1_000
const sealing = { encryptionKey: Buffer.alloc(32).toString("base64"), keepsSecretValues: true }

/** Every index and count that the search brought; the rows beside `resources` stay. */
const WITHOUT = `
  drop index resource_search_words_idx, resource_search_terms_idx, search_terms_words_idx, resource_addresses_address_idx;
  drop trigger count_inserted_resources on resources; drop trigger count_updated_resources on resources;
  drop trigger count_deleted_resources on resources;
  drop index resources_name_idx, resources_last_changed_at_idx, resources_first_seen_at_idx,
    resources_place_idx, resources_removed_at_idx, resource_changes_scan_id_idx`

/** What is stored: the whole, the same without the new indexes and counts, or as it was before there was a search. */
type Way = "whole" | "without indexes" | "before"

/** Stores new resources into a copy of the million, with everything, and into copies without what the search needs. */
export async function benchStoring(million: Million, count: number): Promise<Figure[]> {
  const older = await measure(million, count, "before")
  const before = await measure(million, count, "without indexes")
  const after = await measure(million, count, "whole")
  const what = `storing ${count.toLocaleString("en-US")} new resources into the million`
  return [
    { figure: `${what}: time`, value: after.seconds, unit: "s", reference: before.seconds, wanted: "<= 2" },
    { figure: `${what}: WAL`, value: after.megabytes, unit: "MB", reference: before.megabytes, wanted: "<= 2.5" },
    {
      figure: `${what}: time, against the release before`,
      value: after.seconds,
      unit: "s",
      reference: older.seconds,
      wanted: null,
    },
    {
      figure: `${what}: WAL, against the release before`,
      value: after.megabytes,
      unit: "MB",
      reference: older.megabytes,
      wanted: null,
    },
  ]
}

async function measure(million: Million, count: number, way: Way) {
  const admin = postgres(million.adminUrl, { max: 1, onnotice: () => {} })
  const name = "find_stored"
  await admin.unsafe(`drop database if exists ${name} with (force)`)
  await admin.unsafe(`create database ${name} template find owner ${APP_ROLE}`)
  const db = openDb({ databaseUrl: million.url.replace(/\/find$/, `/${name}`) }, { maxConnections: 1 })
  if (way !== "whole") await db.$client.unsafe(WITHOUT)
  await admin.unsafe("checkpoint")
  const lsn = async () => String((await admin.unsafe("select pg_current_wal_lsn() as lsn"))[0]?.lsn)
  const from = await lsn()
  const startedAt = performance.now()
  await store(db, count, way)
  const seconds = (performance.now() - startedAt) / 1000
  const [row] = await admin.unsafe(`select pg_wal_lsn_diff('${await lsn()}', '${from}') / 1e6 as megabytes`)
  await db.$client.end()
  await admin.unsafe(`drop database ${name} with (force)`)
  await admin.end()
  return { seconds, megabytes: Number(row?.megabytes) }
}

async function store(db: Db, count: number, way: Way): Promise<void> {
  const slice: HeldSlice = {
    ...{
      id: randomUUID(),
      attempt: 1,
      scanId: randomUUID(),
      accountId: "100000000003",
      type: "ec2",
      region: "eu-west-1",
    },
    ...{ isBlank: true, volatile: [], learned: {}, revision: 1, sealedProperty: null },
  }
  await db.execute(sql`insert into scans (id, requested_by, home_region, resource_types, regions)
    values (${slice.scanId}, 'bench', 'us-east-1', '{}', '{}')`)
  for (let from = 0; from < count; from += PAGE) {
    const found = Array.from({ length: PAGE }, (_, at) => instance(from + at))
    const rows = toRows(slice, found, sealing)
    await transact(
      db,
      async (tx) => {
        await insertNew(tx, [{ slice, rows, sealing }])
        if (way === "before") return
        const described = rows.map(({ id, found: one }) =>
          describe({ ...one, id, type: "ec2", tags: one.tags ?? null }),
        )
        await storeDescriptions(tx, described, true)
      },
      { isDurable: false },
    )
  }
  if (way === "whole") await mergeSearchIndexes(db)
}

/** An instance like those of the million: five tags, a dozen properties. */
function instance(n: number): FoundResource {
  const id = `i-${(0x0f00_0000_0000_00n + BigInt(n) * 7919n).toString(16).padStart(17, "0")}`
  const service = ["orders", "billing", "search", "media", "checkout", "profile"][n % 6] ?? ""
  return {
    ...{ region: "eu-west-1", resourceId: id, arn: `arn:aws:ec2:eu-west-1:100000000003:instance/${id}` },
    ...{
      name: `${service}-fresh-${n}`,
      status: n % 9 ? "running" : "stopped",
      vpcId: `vpc-${n % 600}`,
      subnetId: `subnet-${n % 2400}`,
    },
    ...{
      privateIp: `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`,
      publicIp: n % 12 ? null : `52.3.${(n >> 8) & 255}.${n & 255}`,
    },
    tags: {
      ...{ "cost-center": `cc-${n % 460}`, env: n % 3 ? "prod" : "staging", owner: `owner${n % 900}@example.com` },
      ...{ team: `team-${n % 60}`, ...(n % 20 === 0 && { ticket: `OPS-${n}` }) },
    },
    properties: {
      ...{ instance_type: "m7g.large", ami_id: `ami-${n % 40}`, key_name: "ops", availability_zone: "eu-west-1a" },
      ...{
        launch_time: "2026-03-01T09:12:44.000Z",
        security_groups: [{ id: `sg-${n % 3000}`, name: `group ${n % 3000}` }],
      },
      ...{ private_ips: [`10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`], public_ips: [], ipv6_addresses: [] },
      ...{ monitoring: "disabled", platform: "Linux/UNIX", architecture: "arm64", iam_instance_profile: null },
    },
  }
}
