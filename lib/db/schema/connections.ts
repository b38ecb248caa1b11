import { type SQL, sql } from "drizzle-orm"
import {
  type AnyPgColumn,
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uuid,
} from "drizzle-orm/pg-core"
import { time } from "@/lib/db/schema/columns"
import { connectionKinds, discoveryStates, memberScopes, overlapPolicies } from "@/lib/db/states"

/** What a connection's test found; `lib/connections/preflight.ts` makes it. */
export interface TestResult {
  status: "ok" | "partial" | "failed"
  at: string
  account_id: string | null
  account_name: string | null
  arn: string | null
  partition: string | null
  /** Enabled regions; only the current one where they could not be listed. */
  regions: string[]
  regions_listed: boolean
  /** Whether the role can be assumed without the external id; null for other kinds of connections. */
  trust: "external_id_required" | "too_open" | null
  /** Why nothing could be tested; null where the account was reached. */
  problem: { code: string; message: string } | null
  /** The first one is about the trust where that is too open. */
  warnings: string[]
  types: TypeTest[]
  /** Of an organisation: the account in which the types were tested. */
  tested_in: { account_id: string; name: string } | null
}

export interface TypeTest {
  type: string
  state: "allowed" | "denied" | "unknown"
  missing_permission: string | null
  /** What denies it, as far as AWS says. */
  denied_by: "policy" | "boundary" | "organisation" | "session" | "endpoint" | null
  message: string | null
  /** An IAM statement that allows it; null where none would help. */
  statement: { Effect: "Allow"; Action: string[]; Resource: "*" | readonly string[] } | null
}

/** How one account, or the accounts of an organisation, are reached. */
export const connections = pgTable(
  "connections",
  {
    id: uuid().primaryKey().defaultRandom(),
    name: text().notNull(),
    kind: text({ enum: connectionKinds }).notNull(),
    /** A draft is not scanned: its test was not seen yet. */
    isDraft: boolean().notNull().default(true),
    homeRegion: text().notNull(),
    /** As a scan takes them; `*` stands for every enabled region. */
    regions: text().array().notNull(),
    /** Null for the types of the minimal policy. */
    resourceTypes: text().array(),
    /** The types that there were when somebody last chose; null before they were noted. */
    knownTypes: text().array(),
    roleArn: text(),
    /** Made by us, one for each connection. It is no secret, but it never changes. */
    externalId: text(),
    sessionName: text(),
    durationSeconds: integer(),
    /** Further roles, each assumed with the one before it. */
    chain: text().array().notNull().default([]),
    /** The connection whose credentials assume the role; null for what the machine has. */
    baseId: uuid().references((): AnyPgColumn => connections.id, { onDelete: "restrict" }),
    accessKeyId: text(),
    /** AES-256-GCM, bound to this row. */
    sealedKeys: text(),
    keysChangedAt: time(),
    /** The role that is assumed in each account of the organisation; null for a connection to one account. */
    memberRoleName: text(),
    memberScope: text({ enum: memberScopes }).notNull().default("all"),
    /** The OU paths whose accounts are scanned, with those below them. */
    memberOus: text().array().notNull().default([]),
    accountId: text(),
    lastTest: jsonb().$type<TestResult>(),
    /** How many runs in a row could not be started or read nothing. */
    failedRuns: integer().notNull().default(0),
    /** Since when its runs have failed three times in a row. */
    failingSince: time(),
    createdBy: text().notNull(),
    createdAt: time().notNull().defaultNow(),
    updatedAt: time().notNull().defaultNow(),
  },
  (t) => [
    check("connections_kind_check", sql`${t.kind} in ('role', 'keys', 'ambient')`),
    check(
      "connections_external_id_check",
      sql`${t.externalId} is not null or (${t.kind} <> 'role' and ${t.memberRoleName} is null)`,
    ),
  ],
)

/** When a connection is scanned. Its name in scans is the connection's. */
export const schedules = pgTable(
  "schedules",
  {
    connectionId: uuid()
      .primaryKey()
      .references(() => connections.id, { onDelete: "cascade" }),
    cron: text().notNull(),
    timeZone: text().notNull(),
    jitterSeconds: integer().notNull(),
    overlap: text({ enum: overlapPolicies }).notNull(),
    catchUpSeconds: integer().notNull(),
    isPaused: boolean().notNull().default(false),
    /** The cron expression's own time of the next run; the run starts up to `jitter_seconds` later. */
    nextTime: time(),
    nextRunAt: time(),
    /** A run that came while the one before it was under way waits for that one's end. */
    isBuffered: boolean().notNull().default(false),
    lastScanId: uuid(),
    lastRunAt: time(),
    /** What became of the last due time: `started`, `skipped`, `buffered`, `missed`, or why it could not start. */
    lastOutcome: text(),
    updatedAt: time().notNull().defaultNow(),
  },
  (t) => [
    index("schedules_due_idx").on(t.nextRunAt).where(sql`not ${t.isPaused}`),
    check("schedules_overlap_check", sql`${t.overlap} in ('skip', 'buffer_one')`),
  ],
)

/** The names of accounts. */
export const accounts = pgTable("accounts", {
  accountId: text().primaryKey(),
  /** The organisation's name for it. */
  organisationName: text(),
  /** The name that a person gave it, which comes first. */
  givenName: text(),
  name: text().generatedAlwaysAs((): SQL => sql`coalesce(given_name, organisation_name)`),
})

/** The accounts of an organisation, as its last discovery found them. */
export const organisationAccounts = pgTable(
  "organisation_accounts",
  {
    connectionId: uuid()
      .notNull()
      .references(() => connections.id, { onDelete: "cascade" }),
    accountId: text().notNull(),
    name: text().notNull(),
    /** `Root/Workloads/Prod`. */
    ouPath: text().notNull(),
    /** AWS's own state (`ACTIVE`, `SUSPENDED`, …), or `LEFT` if a complete discovery no longer named it. */
    state: text().notNull(),
    /** A person's own choice; null for what the organisation's scope says. */
    choice: boolean(),
    firstDiscoveredAt: time().notNull(),
    lastDiscoveredAt: time().notNull(),
  },
  (t) => [primaryKey({ columns: [t.connectionId, t.accountId] })],
)

/** One reading of an organisation's list of accounts. */
export const discoveries = pgTable(
  "discoveries",
  {
    id: uuid().primaryKey(),
    connectionId: uuid()
      .notNull()
      .references(() => connections.id, { onDelete: "cascade" }),
    state: text({ enum: discoveryStates }).notNull().default("queued"),
    requestedBy: text().notNull(),
    organisationId: text(),
    found: integer().notNull().default(0),
    /** What it found: `[{ account_id, name, what }]`, of accounts that are new, changed their state or name, or left. */
    events: jsonb().$type<DiscoveryEvent[]>().notNull().default([]),
    errorCode: text(),
    errorMessage: text(),
    missingPermission: text(),
    createdAt: time().notNull().defaultNow(),
    startedAt: time(),
    endedAt: time(),
  },
  (t) => [
    index("discoveries_connection_id_idx").on(t.connectionId, t.createdAt.desc()),
    check("discoveries_state_check", sql`${t.state} in ('queued', 'running', 'success', 'partial', 'failed')`),
  ],
)

export interface DiscoveryEvent {
  account_id: string
  name: string
  what: "new" | "renamed" | "moved" | "suspended" | "active again" | "left" | "state changed"
}
