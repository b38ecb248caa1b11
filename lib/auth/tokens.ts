import { createHash, randomBytes } from "node:crypto"
import { and, eq, isNull } from "drizzle-orm"
import { z } from "zod"
import { recordAudit } from "@/lib/auth/audit"
import { type Actor, authorise, type Scope, scopes } from "@/lib/auth/permissions"
import type { Ctx } from "@/lib/context"
import { type Db, transact } from "@/lib/db/client"
import { apiTokens } from "@/lib/db/schema"
import { AppError } from "@/lib/errors"

const PREFIX = "awc_"
const TOKEN_SHAPE = /^awc_[A-Za-z0-9_-]{43}$/
/** How stale `last_used_at` may be: writing it at each request would cost too much. */
const USE_RESOLUTION_MS = 60_000

export const newTokenSchema = z.object({
  name: z.string().trim().min(1, "name must not be empty.").max(100, "name must have 100 characters or fewer."),
  scopes: z
    .array(z.enum(scopes, `scopes must be ${scopes.join(" or ")}.`))
    .min(1, "Give at least one scope.")
    // A token that manages connections and webhooks is asked for by name.
    .default(["read", "scan"]),
  expiresInDays: z.coerce
    .number()
    .int("days must be a whole number.")
    .min(1, "days must be 1 or more.")
    .max(3650, "days must be 3650 or less.")
    .optional(),
})

/** Creates a token. Its text is returned only here; the database stores only its SHA-256. */
export async function createToken(ctx: Ctx, input: z.infer<typeof newTokenSchema>): Promise<string> {
  authorise(ctx, "tokens.manage")
  const token = PREFIX + randomBytes(32).toString("base64url")
  const expiresAt = input.expiresInDays ? new Date(Date.now() + input.expiresInDays * 86_400_000) : null
  await transact(ctx.db, async (tx) => {
    await tx.insert(apiTokens).values({ name: input.name, scopes: input.scopes, tokenHash: digest(token), expiresAt })
    await recordAudit(tx, { actor: ctx.actor.name, action: "token.created", target: input.name })
  })
  return token
}

/**
 * The actor that a token belongs to.
 * @throws AppError unauthenticated if it is malformed, unknown, revoked or expired.
 */
export async function authenticateToken(db: Db, token: string): Promise<Actor> {
  if (!TOKEN_SHAPE.test(token)) throw unauthenticated("the token is malformed")
  const [known] = await db
    .select()
    .from(apiTokens)
    .where(eq(apiTokens.tokenHash, digest(token)))
  if (!known) throw unauthenticated("there is no such token")
  if (known.revokedAt) throw unauthenticated("the token was revoked")
  if (known.expiresAt && known.expiresAt <= new Date()) throw unauthenticated("the token has expired")
  if (!known.lastUsedAt || Date.now() - known.lastUsedAt.getTime() > USE_RESOLUTION_MS) {
    await db.update(apiTokens).set({ lastUsedAt: new Date() }).where(eq(apiTokens.id, known.id))
  }
  return { kind: "token", id: known.id, name: `token ${known.name}`, scopes: known.scopes as Scope[] }
}

/**
 * Revokes all tokens of that name that are not revoked yet.
 * @returns how many. @throws AppError not_found if there are none.
 */
export async function revokeTokens(ctx: Ctx, name: string): Promise<number> {
  authorise(ctx, "tokens.manage")
  return transact(ctx.db, async (tx) => {
    const revoked = await tx
      .update(apiTokens)
      .set({ revokedAt: new Date() })
      .where(and(eq(apiTokens.name, name), isNull(apiTokens.revokedAt)))
      .returning({ id: apiTokens.id })
    if (revoked.length === 0) {
      throw new AppError("not_found", `Not found: there is no live token named ${JSON.stringify(name)}.`)
    }
    await recordAudit(tx, { actor: ctx.actor.name, action: "token.revoked", target: name })
    return revoked.length
  })
}

const unauthenticated = (reason: string) => new AppError("unauthenticated", `Not authenticated: ${reason}.`)

const digest = (token: string) => createHash("sha256").update(token).digest("hex")
