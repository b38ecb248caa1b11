import { sql } from "drizzle-orm"
import { bigint, boolean, check, integer, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core"
import { time } from "@/lib/db/schema/columns"

export const users = pgTable(
  "users",
  {
    id: uuid().primaryKey().defaultRandom(),
    email: text().notNull(),
    /** scrypt, with its parameters and salt. */
    passwordHash: text().notNull(),
    role: text({ enum: ["admin", "operator", "viewer"] }).notNull(),
    /** True for a one-time password: the user must choose their own first. */
    mustChangePassword: boolean().notNull().default(false),
    createdAt: time().notNull().defaultNow(),
    lastSignInAt: time(),
  },
  (t) => [
    uniqueIndex("users_email_key").on(sql`lower(${t.email})`),
    check("users_role_check", sql`${t.role} in ('admin', 'operator', 'viewer')`),
  ],
)

/** At most one row: the digest of the setup code, until the first administrator exists. */
export const setupCodes = pgTable(
  "setup_codes",
  { id: integer().primaryKey().default(1), codeHash: text().notNull(), createdAt: time().notNull().defaultNow() },
  (t) => [check("setup_codes_one_row", sql`${t.id} = 1`)],
)

export const apiTokens = pgTable(
  "api_tokens",
  {
    id: uuid().primaryKey().defaultRandom(),
    name: text().notNull(),
    /** SHA-256 of the token, hex. The token itself is not stored. */
    tokenHash: text().notNull().unique("api_tokens_token_hash_key"),
    scopes: text().array().notNull(),
    createdAt: time().notNull().defaultNow(),
    expiresAt: time(),
    lastUsedAt: time(),
    revokedAt: time(),
  },
  (t) => [check("api_tokens_scopes_check", sql`${t.scopes} <@ array['read', 'scan', 'manage']`)],
)

export const auditLog = pgTable("audit_log", {
  id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
  at: time().notNull().defaultNow(),
  /** Who: an e-mail address, `token <name>`, or `system`. */
  actor: text().notNull(),
  action: text().notNull(),
  target: text(),
})

export const rateLimits = pgTable("rate_limits", {
  key: text().primaryKey(),
  hits: integer().notNull(),
  resetsAt: time().notNull(),
})
