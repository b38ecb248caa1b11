import { eq } from "drizzle-orm"
import { recordAudit } from "@/lib/audit"
import type { Db } from "@/lib/db/client"
import { resources } from "@/lib/db/schema"
import { AppError } from "@/lib/errors"
import { unseal } from "@/lib/seal"

/**
 * The sealed values of one resource (a function's environment) in the clear, and a line in the audit log that says who looked.
 * The caller has checked that `actor` may.
 * @throws AppError not_found.
 */
export async function revealValues(db: Db, actor: string, resourceRowId: string): Promise<Record<string, string>> {
  return db.transaction(async (tx) => {
    const [row] = await tx
      .select({ sealed: resources.sealedValues, arn: resources.arn })
      .from(resources)
      .where(eq(resources.id, resourceRowId))
    if (!row) throw new AppError("not_found", "Not found: there is no such resource.")
    await recordAudit(tx, { actor, action: "values.revealed", target: row.arn ?? resourceRowId })
    return row.sealed ? (JSON.parse(unseal(row.sealed, resourceRowId)) as Record<string, string>) : {}
  })
}
