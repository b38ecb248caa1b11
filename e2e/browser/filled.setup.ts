import { writeFileSync } from "node:fs"
import { expect, test } from "playwright/test"
import { ADMIN_EMAIL, SESSION } from "../support/lane"
import { signIn } from "../support/people"
import { ensureScanned } from "../support/rest"
import { TEST_SECRETS } from "../support/secrets"

test("the inventory is filled, and the administrator is signed in", async () => {
  await ensureScanned()
  const cookies = (await signIn(ADMIN_EMAIL, TEST_SECRETS.password))?.split("; ") ?? []
  expect(cookies.length).toBeGreaterThan(0)
  const state = cookies.map((cookie) => {
    const [name = "", ...value] = cookie.split("=")
    const rest = { domain: "127.0.0.1", path: "/", expires: -1, httpOnly: true, secure: false, sameSite: "Lax" }
    return { name, value: value.join("="), ...rest }
  })
  writeFileSync(SESSION, JSON.stringify({ cookies: state, origins: [] }))
})
