import type { Queryable } from "@/lib/db/client"
import { auditLog } from "@/lib/db/schema"

export interface AuditEntry {
  actor: string
  action:
    | "values.revealed"
    | "view.deleted"
    | "connection.created"
    | "connection.changed"
    | "connection.deleted"
    | "connection.keys_replaced"
    | "account.forgotten"
    | "account.named"
    | "schedule.changed"
    | "webhook.created"
    | "webhook.changed"
    | "webhook.secret_rotated"
    | "webhook.deleted"
    | "user.created"
    | "user.changed"
    | "user.signed_in"
    | "password.changed"
    | "token.created"
    | "token.revoked"
  target: string | null
}

/** Adds an entry to the audit log, in the same transaction as the act that it records. */
export async function recordAudit(db: Queryable, entry: AuditEntry): Promise<void> {
  await db.insert(auditLog).values(entry)
}
