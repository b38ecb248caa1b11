import { sql } from "drizzle-orm"
import type { FoundResource } from "@/lib/aws/resource"
import type { Ctx } from "@/lib/context"
import { loadResources, type ResourceView } from "@/lib/inventory/read/view"
import { closeSlice } from "@/lib/scans/run/close-slice"
import { type Random, seededRandom } from "../sandbox/random"
import { randomResource } from "./random-inventory"
import type { Plain } from "./reference-filter"
import { found, holdSlice, storePage, storeSlice } from "./slices"

const TYPES = ["ec2", "rds", "lambda", "elb"] as const
const COST = { calls: 0, retries: 0 }
const FAILURE = { kind: "denied", code: "AccessDenied", message: "Denied", missingPermission: null } as const
const DENIED = { kind: "failed", failure: FAILURE } as const

/** The whole inventory as it was at a moment, with what was removed, read when that moment was now. */
export interface Snapshot {
  at: string
  rows: ResourceView[]
  /** The moment is in the middle of a slice, so the rows are those of before it. */
  isTorn: boolean
}

export interface PlayedHistory {
  snapshots: Snapshot[]
  scans: string[]
}

/**
 * Plays a random history through the product's own writers: resources appear, change, lose readable tags, go and return;
 * slices are stored in pages, and fail now and then. Moments between two pages are among the snapshots.
 */
export async function playHistory(ctx: Ctx, seed: number, count: number, steps: number): Promise<PlayedHistory> {
  const random = seededRandom(seed)
  const lives = Array.from({ length: count }, (_, index) => ({ index, type: random.pick(TYPES), isThere: false }))
  const snapshots: Snapshot[] = []
  const scans: string[] = []
  for (let step = 0; step < steps; step++) {
    for (const type of TYPES) {
      const listed = lives
        .filter((life) => life.type === type)
        .flatMap((life) => {
          life.isThere = life.isThere ? !random.chance(0.2) : random.chance(0.5)
          return life.isThere ? [toFound(random, life.index, type)] : []
        })
      const half = Math.ceil(listed.length / 2)
      const pages = [listed.slice(0, half), listed.slice(half)]
      if (random.chance(0.7)) {
        scans.push((await storeSlice(ctx, type, pages)).scanId)
        continue
      }
      const before = await snapshotRows(ctx)
      const slice = await holdSlice(ctx, type)
      const seen = new Set<string>()
      for (const page of pages) {
        for (const { id } of await storePage(ctx, slice, page)) seen.add(id)
        snapshots.push({ at: await clock(ctx), rows: before, isTorn: true })
      }
      const fate = random.chance(0.5) ? DENIED : ({ kind: "complete", warning: null } as const)
      await closeSlice(ctx.db, slice, fate, seen, COST)
      scans.push(slice.scanId)
    }
    snapshots.push({ at: await clock(ctx), rows: await snapshotRows(ctx), isTorn: false })
  }
  await ctx.db.execute(sql`update scans set state = 'success', ended_at = now() where ended_at is null`)
  return { snapshots, scans }
}

/** The database's clock, in microseconds, and a moment of which nothing else is a part. */
async function clock(ctx: Ctx): Promise<string> {
  await ctx.db.execute(sql`select pg_sleep(0.003)`)
  const [row] = await ctx.db.execute<{ at: string }>(
    sql`select to_char(date_trunc('milliseconds', clock_timestamp()) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at`,
  )
  return row?.at ?? ""
}

async function snapshotRows(ctx: Ctx): Promise<ResourceView[]> {
  const ids = await ctx.db.execute<{ id: string }>(sql`select id from resources`)
  return loadResources(
    ctx,
    ids.map(({ id }) => id),
  )
}

function toFound(random: Random, index: number, type: string): FoundResource {
  const one = differently(random, index, type)
  const tags = random.chance(0.15) ? undefined : (one.tags ?? {})
  return found(`r-${index}`, {
    ...{ arn: one.arn, name: one.name, status: one.status, vpcId: one.vpc_id, subnetId: one.subnet_id },
    ...{ privateIp: one.private_ip, publicIp: one.public_ip, properties: one.properties, tags },
  })
}

/** The same resource with other facts: few differ from one step to the next, as in life. */
function differently(random: Random, index: number, type: string): Plain {
  const variant = random.chance(0.6) ? 0 : random.below(4)
  const fixed = seededRandom(1 + index * 7 + variant)
  for (;;) {
    const one = randomResource(fixed, index, Date.UTC(2026, 0, 1), ["none"])
    if (one.type === type) return one
  }
}

/** A snapshot's rows for the filter that knows no SQL. @param scans by row id. */
export const toPlain = (rows: readonly ResourceView[], scans: ReadonlyMap<string, string[]>): Plain[] =>
  rows.map(({ type_specific_properties: properties, unverified_since, ...row }) => ({
    ...row,
    properties,
    first_seen_at: Date.parse(row.first_seen_at),
    seen_at: Date.parse(row.last_seen_at),
    last_changed_at: Date.parse(row.last_changed_at),
    removed_at: row.removed_at === null ? null : Date.parse(row.removed_at),
    is_unverified: unverified_since !== null,
    scans: scans.get(row.id) ?? [],
  }))
