import { and, eq } from "drizzle-orm"
import { recordAudit } from "@/lib/auth/audit"
import { authorise } from "@/lib/auth/permissions"
import type { Ctx } from "@/lib/context"
import { transact } from "@/lib/db/client"
import { resources } from "@/lib/db/schema"
import { AppError } from "@/lib/errors"
import { inScope } from "@/lib/inventory/read/scope"
import { unseal } from "@/lib/seal"

/**
 * Decrypts the sealed values of one resource (a function's environment). The audit log records who read them.
 * @throws AppError not_found.
 */
export async function revealValues(ctx: Ctx, resourceRowId: string): Promise<Record<string, string>> {
  authorise(ctx, "values.reveal")
  return transact(ctx.db, async (tx) => {
    const [row] = await tx
      .select({ sealed: resources.sealedValues, arn: resources.arn })
      .from(resources)
      .where(and(eq(resources.id, resourceRowId), inScope(ctx, "resources.account_id")))
    if (!row) throw new AppError("not_found", "Not found: there is no such resource.")
    await recordAudit(tx, { actor: ctx.actor.name, action: "values.revealed", target: row.arn ?? resourceRowId })
    if (!row.sealed) return {}
    return JSON.parse(unseal(ctx.config.encryptionKey, row.sealed, resourceRowId)) as Record<string, string>
  })
}
