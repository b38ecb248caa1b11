import type { Queryable } from "@/lib/db/client"
import { auditLog } from "@/lib/db/schema"

export interface AuditEntry {
  actor: string
  action:
    | "values.revealed"
    | "user.created"
    | "user.changed"
    | "user.signed_in"
    | "password.changed"
    | "token.created"
    | "token.revoked"
  target: string | null
}

/** Writes one line of the audit log, in the transaction of the act itself. */
export async function recordAudit(db: Queryable, entry: AuditEntry): Promise<void> {
  await db.insert(auditLog).values(entry)
}
