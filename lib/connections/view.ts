import { type ConnectionRow, loadConnection } from "@/lib/access/credentials"
import { can } from "@/lib/auth/permissions"
import { newTypes } from "@/lib/aws/resource-types/choices"
import { cronWords, jitterOf, nextTimes } from "@/lib/connections/schedule/cron"
import type { Ctx } from "@/lib/context"
import type { Queryable } from "@/lib/db/client"
import type { schedules, TestResult } from "@/lib/db/schema"
import type { ConnectionKind, ScanState } from "@/lib/db/states"
import { isUuid } from "@/lib/db/text"
import { AppError } from "@/lib/errors"

/** How many next runs a schedule shows. */
const SHOWN_RUNS = 5

export interface ScheduleView {
  connection_id: string
  cron: string
  /** `At 03:00`. */
  words: string
  time_zone: string
  jitter_seconds: number
  /** How long after its time each run of this schedule starts: its own share of the jitter. */
  delay_seconds: number
  overlap: "skip" | "buffer_one"
  catch_up_seconds: number
  is_paused: boolean
  next_runs: string[]
  last_run_at: string | null
  last_outcome: string | null
}

/** A connection as REST and the pages show it. It never holds a secret. */
export interface ConnectionView {
  id: string
  name: string
  kind: ConnectionKind
  is_draft: boolean
  account_id: string | null
  account_name: string | null
  home_region: string
  regions: string[]
  resource_types: string[] | null
  /** What a release brought since somebody chose, and this connection does not scan. */
  new_types: string[]
  role_arn: string | null
  /** Null for who may not use the connection. */
  external_id: string | null
  session_name: string | null
  duration_seconds: number | null
  chain: string[]
  base: string | null
  /** `AKIA…7QX4`. */
  access_key_id: string | null
  keys_changed_at: string | null
  organisation: { role_name: string; scope: "all" | "ous" | "chosen"; ou_paths: string[]; accounts: number } | null
  schedule: ScheduleView | null
  last_test: TestResult | null
  last_scan: { scan_id: string; state: ScanState; ended_at: string | null; requested_by: string } | null
  /** How many runs have failed in a row, and since when that needs attention. */
  failed_runs: number
  failing_since: string | null
  created_at: string
  updated_at: string
}

export interface Joined {
  connection: ConnectionRow
  schedule: typeof schedules.$inferSelect | null
  accountName: string | null
  members: number
  lastScan: { id: string; state: ScanState; ended_at: string | null; requested_by: string } | null
}

export function toScheduleView(schedule: typeof schedules.$inferSelect, now = new Date()): ScheduleView {
  const { cron, timeZone, jitterSeconds } = schedule
  const jitter = jitterOf(schedule.connectionId, jitterSeconds) * 1000
  const next = schedule.isPaused ? [] : nextTimes(cron, timeZone, new Date(now.getTime() - jitter), SHOWN_RUNS)
  return {
    connection_id: schedule.connectionId,
    cron,
    words: cronWords(cron),
    time_zone: timeZone,
    jitter_seconds: jitterSeconds,
    delay_seconds: jitter / 1000,
    overlap: schedule.overlap,
    catch_up_seconds: schedule.catchUpSeconds,
    is_paused: schedule.isPaused,
    next_runs: next.map((time) => new Date(time.getTime() + jitter).toISOString()),
    last_run_at: schedule.lastRunAt?.toISOString() ?? null,
    last_outcome: schedule.lastOutcome,
  }
}

export function toConnectionView(
  ctx: Ctx,
  { connection, schedule, accountName, members, lastScan }: Joined,
): ConnectionView {
  const { memberRoleName, memberScope, memberOus, accessKeyId } = connection
  return {
    id: connection.id,
    name: connection.name,
    kind: connection.kind,
    is_draft: connection.isDraft,
    account_id: connection.accountId,
    account_name: accountName,
    home_region: connection.homeRegion,
    regions: connection.regions,
    resource_types: connection.resourceTypes,
    new_types: newTypes(connection.resourceTypes, connection.knownTypes),
    role_arn: connection.roleArn,
    external_id: can(ctx.actor, "connections.use") ? connection.externalId : null,
    session_name: connection.sessionName,
    duration_seconds: connection.durationSeconds,
    chain: connection.chain,
    base: connection.baseId,
    access_key_id: accessKeyId && `${accessKeyId.slice(0, 4)}…${accessKeyId.slice(-4)}`,
    keys_changed_at: connection.keysChangedAt?.toISOString() ?? null,
    organisation:
      memberRoleName === null
        ? null
        : { role_name: memberRoleName, scope: memberScope, ou_paths: memberOus, accounts: members },
    schedule: schedule && toScheduleView(schedule),
    last_test: connection.lastTest,
    last_scan: lastScan && {
      ...{ scan_id: lastScan.id, state: lastScan.state, requested_by: lastScan.requested_by },
      ended_at: lastScan.ended_at && new Date(lastScan.ended_at).toISOString(),
    },
    failed_runs: connection.failedRuns,
    failing_since: connection.failingSince?.toISOString() ?? null,
    created_at: connection.createdAt.toISOString(),
    updated_at: connection.updatedAt.toISOString(),
  }
}

/** The connection's row. @throws AppError not_found, also for a malformed id. */
export async function findConnection({ db }: { db: Queryable }, id: string): Promise<ConnectionRow> {
  if (!isUuid(id)) throw new AppError("not_found", "Not found: there is no such connection.")
  return loadConnection(db, id)
}
