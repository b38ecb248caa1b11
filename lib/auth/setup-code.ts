import { createHash, randomInt } from "node:crypto"
import { eq } from "drizzle-orm"
import type { Queryable } from "@/lib/db/client"
import { setupCodes } from "@/lib/db/schema"

/** Without I, O, 0 and 1, since people copy the code from a terminal. 12 of 32 characters give 60 bits. */
const SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"

/** Creates the code that the first visit asks for, and replaces any earlier one. Only its digest is stored. */
export async function issueSetupCode(db: Queryable): Promise<string> {
  const part = () => Array.from({ length: 4 }, () => SIGNS[randomInt(SIGNS.length)]).join("")
  const code = [part(), part(), part()].join("-")
  const row = { codeHash: digest(code), createdAt: new Date() }
  await db.insert(setupCodes).values(row).onConflictDoUpdate({ target: setupCodes.id, set: row })
  return code
}

/** Deletes the code if it is the right one, so that it works once. @returns whether it was right. */
export async function consumeSetupCode(tx: Queryable, code: string): Promise<boolean> {
  const used = await tx
    .delete(setupCodes)
    .where(eq(setupCodes.codeHash, digest(code)))
    .returning({ id: setupCodes.id })
  return used.length === 1
}

const digest = (code: string) => createHash("sha256").update(code.replaceAll("-", "")).digest("hex")
