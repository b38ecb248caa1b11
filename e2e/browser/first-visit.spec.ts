import { expect, test } from "playwright/test"
import { ADMIN_EMAIL, SESSION } from "../support/lane"
import { TEST_SECRETS } from "../support/secrets"
import { keepAnswers, printedSetupCode } from "../support/traces"

test("a stranger without the setup code cannot become the administrator", async ({ page }) => {
  keepAnswers(page)
  await page.goto("/")
  await expect(page).toHaveURL(/\/setup$/)
  await page.getByLabel("Setup code").fill("AAAA-BBBB-CCCC")
  await page.getByLabel("E-mail").fill("eve@example.com")
  await page.getByLabel("Password").fill("short")
  await page.getByRole("button", { name: "Create administrator" }).click()
  await expect(page.getByText("A password must have 12 characters or more.")).toBeVisible()
  await page.getByLabel("Password").fill("long-enough-for-anyone")
  await page.getByRole("button", { name: "Create administrator" }).click()
  await expect(page.getByText("This is not the code that the server printed at its last start.")).toBeVisible()
  await expect(page.getByLabel("E-mail")).toHaveValue("eve@example.com")
})

test("the first visit creates the administrator with the printed code", async ({ page, context }) => {
  keepAnswers(page)
  await page.goto("/resources")
  await page.getByLabel("Setup code").fill(printedSetupCode().toLowerCase())
  await page.getByLabel("E-mail").fill(ADMIN_EMAIL)
  await page.getByLabel("Password").fill(TEST_SECRETS.password)
  await page.getByRole("button", { name: "Create administrator" }).click()
  await expect(page).toHaveURL(/\/overview$/)
  await expect(page.getByRole("heading", { name: "No resources yet" })).toBeVisible()
  await expect(page.getByRole("button", { name: "Connect to AWS" })).toBeVisible()
  const cookie = (await context.cookies()).find(({ name }) => name.includes("session-token"))
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Lax" })
})

test("sign-in needs the right password, and sign-out ends the session", async ({ page, context }) => {
  keepAnswers(page)
  await page.goto("/resources")
  await expect(page).toHaveURL(/\/sign-in\?next=%2Fresources$/)
  await page.goto("/setup")
  await expect(page).toHaveURL(/\/sign-in$/)
  await page.getByLabel("E-mail").fill(ADMIN_EMAIL)
  await page.getByLabel("Password").fill("wrong-wrong-wrong")
  await page.getByRole("button", { name: "Sign in" }).click()
  await expect(page.getByText("E-mail or password is wrong.")).toBeVisible()
  await page.getByLabel("Password").fill(TEST_SECRETS.password)
  await page.getByRole("button", { name: "Sign in" }).click()
  await expect(page).toHaveURL(/\/overview$/)
  await page.getByRole("button", { name: "Sign out" }).click()
  await expect(page).toHaveURL(/\/sign-in$/)
  await page.goto("/scans")
  await expect(page).toHaveURL(/\/sign-in\?next=%2Fscans$/)

  await page.getByLabel("E-mail").fill(ADMIN_EMAIL)
  await page.getByLabel("Password").fill(TEST_SECRETS.password)
  await page.getByRole("button", { name: "Sign in" }).click()
  await expect(page).toHaveURL(/\/scans$/)
  await context.storageState({ path: SESSION })
})
