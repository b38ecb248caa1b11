import { randomBytes } from "node:crypto"
import { and, eq, sql } from "drizzle-orm"
import { z } from "zod"
import { recordAudit } from "@/lib/auth/audit"
import { hashPassword } from "@/lib/auth/passwords"
import { authorise, roles } from "@/lib/auth/permissions"
import { emailSchema, lockUsers, passwordSchema } from "@/lib/auth/users"
import type { Ctx } from "@/lib/context"
import { type Queryable, transact } from "@/lib/db/client"
import { users } from "@/lib/db/schema"
import { AppError } from "@/lib/errors"

export const saveUserSchema = z.object({
  email: emailSchema,
  role: z.enum(roles, `role must be one of: ${roles.join(", ")}.`),
  /** Replaces a forgotten password with a new one-time password. */
  resetPassword: z.boolean().default(false),
})

export interface SavedUser {
  outcome: "created" | "changed"
  /** Shown only once; null if the password did not change. It opens only the page that replaces it. */
  oneTimePassword: string | null
}

/**
 * Creates a user, or changes the role of an existing one.
 * @throws AppError conflict if no administrator would be left.
 */
export async function saveUser(ctx: Ctx, input: z.infer<typeof saveUserSchema>): Promise<SavedUser> {
  authorise(ctx, "users.manage")
  const password = randomBytes(12).toString("base64url")
  const fresh = { passwordHash: await hashPassword(password), mustChangePassword: true }
  return transact(ctx.db, async (tx) => {
    await lockUsers(tx)
    const [known] = await tx
      .select({ id: users.id, role: users.role })
      .from(users)
      .where(sql`lower(${users.email}) = ${input.email}`)
    const entry = { actor: ctx.actor.name, target: `${input.email} as ${input.role}` }
    if (!known) {
      await tx.insert(users).values({ email: input.email, role: input.role, ...fresh })
      await recordAudit(tx, { ...entry, action: "user.created" })
      return { outcome: "created", oneTimePassword: password }
    }
    if (known.role === "admin" && input.role !== "admin") await assertOtherAdmin(tx, known.id)
    const change = { role: input.role, ...(input.resetPassword && fresh) }
    await tx.update(users).set(change).where(eq(users.id, known.id))
    await recordAudit(tx, { ...entry, action: "user.changed" })
    return { outcome: "changed", oneTimePassword: input.resetPassword ? password : null }
  })
}

async function assertOtherAdmin(tx: Queryable, id: string): Promise<void> {
  const others = await tx
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.role, "admin"), sql`${users.id} <> ${id}`))
  if (others.length === 0) {
    throw new AppError("conflict", "This is the only administrator. Make another user an administrator first.")
  }
}

export const newPasswordSchema = z.object({ password: passwordSchema })

/**
 * Replaces the password of a user who signed in with a one-time password.
 * @throws AppError forbidden for anyone else.
 */
export async function choosePassword({ db }: Pick<Ctx, "db">, userId: string, password: string): Promise<void> {
  const passwordHash = await hashPassword(password)
  await transact(db, async (tx) => {
    const [changed] = await tx
      .update(users)
      .set({ passwordHash, mustChangePassword: false })
      .where(and(eq(users.id, userId), eq(users.mustChangePassword, true)))
      .returning({ email: users.email })
    if (!changed) throw new AppError("forbidden", "Not allowed: this page replaces one-time passwords only.")
    await recordAudit(tx, { actor: changed.email, action: "password.changed", target: null })
  })
}
