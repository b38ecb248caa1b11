import { and, eq, sql } from "drizzle-orm"
import { z } from "zod"
import { recordAudit } from "@/lib/auth/audit"
import { hashPassword, verifyPassword } from "@/lib/auth/passwords"
import type { Role } from "@/lib/auth/permissions"
import { clearHits, takeHit } from "@/lib/auth/rate-limit"
import { consumeSetupCode } from "@/lib/auth/setup-code"
import { type Db, type Queryable, transact } from "@/lib/db/client"
import { users } from "@/lib/db/schema"
import { AppError } from "@/lib/errors"

export const passwordSchema = z
  .string()
  .min(12, "A password must have 12 characters or more.")
  .max(200, "A password must have 200 characters or fewer.")

export const emailSchema = z
  .string()
  .trim()
  .toLowerCase()
  .pipe(z.email("Enter an e-mail address such as ines@example.com."))

export const firstAdminSchema = z.object({
  code: z.string().trim().toUpperCase().min(1, "Enter the setup code that the server printed when it started."),
  email: emailSchema,
  password: passwordSchema,
})

export interface User {
  id: string
  email: string
  role: Role
  /** True for a one-time password: no other page opens until the user has chosen their own. */
  mustChangePassword: boolean
}

/** A user whose password was just checked. */
export interface SignedIn extends User {
  /** Changes with the password, and so ends the sessions that began with the one before. */
  passwordStamp: string
}

const SIGN_IN_WINDOW_SECONDS = 15 * 60
const SIGN_INS_PER_EMAIL_AND_ADDRESS = 10
/** From all addresses together. It is high, so that a stranger's tries do not soon lock the owner out. */
const SIGN_INS_PER_EMAIL = 100
const SIGN_INS_PER_ADDRESS = 50

const columns = {
  id: users.id,
  email: users.email,
  role: users.role,
  mustChangePassword: users.mustChangePassword,
}

const passwordStamp = sql<string>`md5(${users.passwordHash})`

/** Whether anybody can sign in yet. */
export async function hasUsers(db: Queryable): Promise<boolean> {
  const [row] = await db.execute<{ any: boolean }>(sql`select exists (select from users) as any`)
  return row?.any ?? false
}

/**
 * Creates the administrator at the first visit, with the code that the server printed. The code works once.
 * @throws AppError conflict if a user exists, invalid if the code is wrong, rate_limited after ten tries.
 */
export async function createFirstAdmin(
  db: Db,
  input: z.infer<typeof firstAdminSchema>,
  address: string,
): Promise<void> {
  await takeHit(db, `setup ${address}`, SIGN_INS_PER_EMAIL_AND_ADDRESS, SIGN_IN_WINDOW_SECONDS)
  if (await hasUsers(db)) throw adminExists()
  const passwordHash = await hashPassword(input.password)
  await transact(db, async (tx) => {
    await lockUsers(tx)
    if (await hasUsers(tx)) throw adminExists()
    if (!(await consumeSetupCode(tx, input.code))) {
      const message = "This is not the code that the server printed at its last start."
      throw new AppError("invalid", `Invalid request: ${message}`, { fields: [{ path: "code", message }] })
    }
    await insertAdmin(tx, input.email, passwordHash)
  })
}

/** Creates the administrator from ADMIN_EMAIL and ADMIN_PASSWORD if no user exists; otherwise does nothing. */
export async function ensureAdmin(db: Db, email: string, password: string): Promise<void> {
  if (await hasUsers(db)) return
  const passwordHash = await hashPassword(password)
  await transact(db, async (tx) => {
    await lockUsers(tx)
    if (!(await hasUsers(tx))) await insertAdmin(tx, email.toLowerCase(), passwordHash)
  })
}

/**
 * Finds the user with these credentials. It returns null both for an unknown address and for a wrong password, after
 * the same time.
 * @param address the caller's network address, for the rate limit.
 * @throws AppError rate_limited after too many tries with one e-mail address or from one network address.
 */
export async function signIn(db: Db, email: string, password: string, address: string): Promise<SignedIn | null> {
  const known = email.trim().toLowerCase().slice(0, 320)
  await takeHit(db, `sign-in from ${address}`, SIGN_INS_PER_ADDRESS, SIGN_IN_WINDOW_SECONDS)
  await takeHit(db, `sign-in as ${known}`, SIGN_INS_PER_EMAIL, SIGN_IN_WINDOW_SECONDS)
  await takeHit(db, `sign-in as ${known} from ${address}`, SIGN_INS_PER_EMAIL_AND_ADDRESS, SIGN_IN_WINDOW_SECONDS)
  const [user] = await db
    .select({ ...columns, passwordStamp, passwordHash: users.passwordHash })
    .from(users)
    .where(sql`lower(${users.email}) = ${known}`)
  const isRight = await verifyPassword(password.slice(0, 200), user?.passwordHash ?? (await decoyHash()))
  if (!user || !isRight) return null
  await clearHits(db, `sign-in as ${known} from ${address}`)
  await transact(db, async (tx) => {
    await tx.update(users).set({ lastSignInAt: new Date() }).where(eq(users.id, user.id))
    await recordAudit(tx, { actor: user.email, action: "user.signed_in", target: null })
  })
  const { passwordHash: _, ...signedIn } = user
  return signedIn
}

/** The user of a session, or null if the account was deleted, or its password replaced, since the session began. */
export async function findUser(db: Db, id: string, stamp: string): Promise<User | null> {
  const [user] = await db
    .select(columns)
    .from(users)
    .where(and(eq(users.id, id), eq(passwordStamp, stamp)))
  return user ?? null
}

/** Lets one transaction at a time decide by who exists. */
export const lockUsers = (tx: Queryable) => tx.execute(sql`lock table users in share row exclusive mode`)

const adminExists = () => new AppError("conflict", "An administrator already exists. Sign in instead.")

async function insertAdmin(tx: Queryable, email: string, passwordHash: string): Promise<void> {
  await tx.insert(users).values({ email, passwordHash, role: "admin" })
  await recordAudit(tx, { actor: "system", action: "user.created", target: email })
}

let decoy: Promise<string> | undefined
const decoyHash = () => {
  decoy ??= hashPassword("nobody's password")
  return decoy
}
