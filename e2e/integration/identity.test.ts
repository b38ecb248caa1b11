import { sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { takeHit } from "@/lib/auth/rate-limit"
import { issueSetupCode } from "@/lib/auth/setup-code"
import { authenticateToken, createToken, revokeTokens } from "@/lib/auth/tokens"
import { createFirstAdmin, ensureAdmin, signIn } from "@/lib/auth/users"
import { openTestDatabase, type TestDatabase } from "../support/database"
import { TEST_SECRETS } from "../support/secrets"

let database: TestDatabase
beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())

const EMAIL = "ines@example.com"

test("the first administrator needs the printed code, which works once", async () => {
  const { db } = database
  const code = await issueSetupCode(db)
  const admin = { email: EMAIL, password: TEST_SECRETS.password }
  await expect(createFirstAdmin(db, { ...admin, code: "AAAA-BBBB-CCCC" }, "1.2.3.4")).rejects.toMatchObject({
    code: "invalid",
    fields: [{ path: "code" }],
  })
  await createFirstAdmin(db, { ...admin, code }, "1.2.3.4")
  await expect(createFirstAdmin(db, { ...admin, email: "eve@example.com", code }, "1.2.3.4")).rejects.toMatchObject({
    code: "conflict",
  })
})

test("a start with ADMIN_EMAIL adds no user if one exists", async () => {
  await ensureAdmin(database.db, "other@example.com", "another-password")
  const [row] = await database.db.execute<{ count: number }>(sql`select count(*)::int from users`)
  expect(row?.count).toBe(1)
})

test("sign-in needs the right password, ignores the case of the e-mail address, and is audited", async () => {
  expect(await signIn(database.db, " INES@example.com", TEST_SECRETS.password, "1.2.3.4")).toMatchObject({
    email: EMAIL,
    role: "admin",
  })
  expect(await signIn(database.db, EMAIL, "wrong", "1.2.3.4")).toBeNull()
  expect(await signIn(database.db, "nobody@example.com", "wrong", "1.2.3.4")).toBeNull()
  const actions = await database.db.execute<{ action: string }>(sql`select action from audit_log order by id`)
  expect(actions.map(({ action }) => action)).toEqual(["user.created", "user.signed_in"])
})

test("the eleventh sign-in attempt for one e-mail address has to wait", async () => {
  const attempt = () => signIn(database.db, "target@example.com", "wrong", "9.9.9.9")
  for (let tries = 0; tries < 10; tries++) expect(await attempt()).toBeNull()
  await expect(attempt()).rejects.toMatchObject({
    code: "rate_limited",
    status: 429,
    retryAfterSeconds: expect.any(Number),
  })
})

test("a rate limit ends with its window", async () => {
  await takeHit(database.db, "short", 1, 1)
  await expect(takeHit(database.db, "short", 1, 1)).rejects.toMatchObject({ code: "rate_limited" })
  await new Promise((done) => setTimeout(done, 1100))
  await takeHit(database.db, "short", 1, 1)
})

test("a token is stored as a digest, has its scopes, and stops working when it expires or is revoked", async () => {
  const { db } = database
  const token = await createToken(database.ctx, { name: "ci", scopes: ["read"] })
  expect(token).toMatch(/^awc_[A-Za-z0-9_-]{43}$/)
  expect(await authenticateToken(db, token)).toMatchObject({ kind: "token", name: "token ci", scopes: ["read"] })
  const [row] = await db.execute<{ row: string; used: boolean }>(
    sql`select t::text as row, last_used_at is not null as used from api_tokens t where name = 'ci'`,
  )
  expect(row?.used).toBe(true)
  expect(row?.row).not.toContain(token.slice(4, 20))

  await expect(authenticateToken(db, "awc_short")).rejects.toMatchObject({
    message: expect.stringMatching(/^Not authenticated.*malformed/),
  })
  await expect(authenticateToken(db, `awc_${"x".repeat(43)}`)).rejects.toMatchObject({ code: "unauthenticated" })
  await revokeTokens(database.ctx, "ci")
  await expect(authenticateToken(db, token)).rejects.toMatchObject({ message: expect.stringMatching(/revoked/) })

  const old = await createToken(database.ctx, { name: "old", scopes: ["read"], expiresInDays: 1 })
  await db.execute(sql`update api_tokens set expires_at = now() - interval '1 second' where name = 'old'`)
  await expect(authenticateToken(db, old)).rejects.toMatchObject({ message: expect.stringMatching(/expired/) })
})
