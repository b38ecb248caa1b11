import { createHash, randomInt } from "node:crypto"
import { eq } from "drizzle-orm"
import type { Queryable } from "@/lib/db/client"
import { setupCodes } from "@/lib/db/schema"

/** No I, O, 0 or 1: the code is read off a terminal. 12 of 32 signs are 60 bits. */
const SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"

/** Makes the code that the first visit must name, in place of any before it. Only its digest is stored. */
export async function issueSetupCode(db: Queryable): Promise<string> {
  const part = () => Array.from({ length: 4 }, () => SIGNS[randomInt(SIGNS.length)]).join("")
  const code = [part(), part(), part()].join("-")
  const row = { codeHash: digest(code), createdAt: new Date() }
  await db.insert(setupCodes).values(row).onConflictDoUpdate({ target: setupCodes.id, set: row })
  return code
}

/** Uses the code up. @returns whether it was the right one. */
export async function consumeSetupCode(tx: Queryable, code: string): Promise<boolean> {
  const used = await tx
    .delete(setupCodes)
    .where(eq(setupCodes.codeHash, digest(code)))
    .returning({ id: setupCodes.id })
  return used.length === 1
}

const digest = (code: string) => createHash("sha256").update(code.replaceAll("-", "")).digest("hex")
