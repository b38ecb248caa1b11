import { appendFileSync } from "node:fs"
import { expect, type Page } from "playwright/test"
import postgres from "postgres"
import { Webhook } from "standardwebhooks"
import { findRunningEmbedded } from "@/lib/db/embedded/start"
import { readerRole } from "../sandbox/company"
import { chooseMinimal, expectAccessible, expectNoSidewaysScroll, visit } from "../support/pages"
import { startReceiver } from "../support/receiver"
import { ended, makeToken } from "../support/rest"
import { isDeep } from "../support/sample"
import { putRole, setMember } from "../support/sandbox-control"
import { test } from "../support/signed-in"
import { TOKENS } from "../support/traces"

const ROOT = "111122223333"
const DEV = "432109876543"
const ACCOUNTS = [ROOT, "210987654321", "345678901234", DEV, "555566667777"]
const roleArn = (accountId: string) => `arn:aws:iam::${accountId}:role/aws-connect-read`

test.describe.configure({ mode: "serial" })

const heading = (page: Page, name: string) => page.getByRole("heading", { name, exact: true })

/** Runs a statement in the product's own database: it stands for the clock, which no page can set. */
async function sql(run: (database: postgres.Sql) => Promise<unknown>): Promise<void> {
  const database = postgres((await findRunningEmbedded(process.env.AWC_DATA_DIR ?? "")) ?? "", { max: 1 })
  await run(database)
  await database.end()
}

test("a role is connected step by step; its draft can be left and found again, and is tested before it is scanned", async ({
  page,
}) => {
  await visit(page, "/connections")
  await expect(page.getByText("No connections yet")).toBeVisible()
  await page.getByRole("link", { name: "Add connection" }).first().click()
  await page.getByRole("button", { name: "Continue" }).click()
  await expect(page.getByText("Give the connection a name.")).toBeVisible()
  await page.getByLabel("Name", { exact: true }).fill("dev by role")
  await chooseMinimal(page)
  await page.getByRole("button", { name: "Continue" }).click()
  await expect(page).toHaveURL(/\/connections\/[0-9a-f-]{36}\?step=access$/)
  const externalId = (await page.locator("code").filter({ hasText: /^awc-/ }).first().textContent()) ?? ""
  expect(externalId).toMatch(/^awc-[0-9a-f]{32}$/)
  await expect(page.getByText("AWSTemplateFormatVersion")).toBeVisible()
  await page.getByRole("tab", { name: "Terraform" }).click()
  await expect(page.getByText('resource "aws_iam_role"')).toBeVisible()

  await page.getByRole("link", { name: "Leave, and go on later" }).click()
  const row = page.locator("tbody").filter({ hasText: "dev by role" })
  await expect(row).toContainText("draft")
  await row.getByRole("link", { name: /^Go on/ }).click()
  await page.getByLabel("Role ARN").fill("not an arn")
  await page.getByRole("button", { name: "Continue to test" }).click()
  await expect(page.getByText(/Send a role's ARN/)).toBeVisible()
  await expect(page.getByLabel("Role ARN")).toHaveValue("not an arn")
  await page.getByLabel("Role ARN").fill(roleArn(DEV))
  await page.getByRole("button", { name: "Continue to test" }).click()
  await expect(page.getByText(/did not let this server in/)).toBeVisible()
  await expect(page.getByRole("link", { name: "Continue to schedule" })).toHaveCount(0)

  // The person creates the role, and its policy lacks an action.
  const role = readerRole(externalId)
  await putRole(DEV, { ...role, allow: role.allow.filter((action) => action !== "lambda:ListTags") })
  await page.getByRole("button", { name: "Check again" }).click()
  await expect(page.getByText("refused without the external id")).toBeVisible()
  await expect(page.getByText("missing lambda:ListTags")).toBeVisible()
  await expect(page.getByRole("button", { name: "Copy statement" })).toBeVisible()
  await putRole(DEV, role)
  await page.getByRole("button", { name: "Check again" }).click()
  await expect(page.getByText("missing lambda:ListTags")).toHaveCount(0)
  await page.getByRole("link", { name: "Continue to schedule" }).click()
  await page.getByLabel("How often").selectOption("cron")
  await page.getByLabel("Expression").fill("0 3 * *")
  await expect(page.getByText(/no cron expression/).first()).toBeVisible()
  await page.getByLabel("Expression").fill("30 6 * * 1-5")
  await page.getByLabel("Time zone").fill("Europe/Berlin")
  await expect(page.getByText("At 06:30, Monday through Friday")).toBeVisible()
  await page.getByRole("button", { name: "Save" }).click()
  await expect(heading(page, "dev by role")).toBeVisible()
  await expect(page.getByText("At 06:30, Monday through Friday, Europe/Berlin")).toBeVisible()
  // It starts some minutes later than it says, and says so.
  await expect(page.getByText(/each run [\d. a-z]+ later, to spread the load/)).toBeVisible()
  await page.getByRole("button", { name: "Scan now" }).click()
  await expect(page).toHaveURL(/\/scans\//)
  await expect(page.locator("header").getByText("complete")).toBeVisible()
})

test("a connection offers what an update brought; settings search types by permission", async ({ page }) => {
  await sql((database) => database`update connections set known_types = array_remove(known_types, 'sqs_queue')`)
  await visit(page, "/connections")
  await page.getByRole("link", { name: "dev by role" }).click()
  await expect(heading(page, "1 more resource type can be scanned")).toBeVisible()
  await page.getByText("Permissions that the identity needs for them").click()
  await expect(page.getByText("sqs:GetQueueAttributes")).toBeVisible()
  await page.getByRole("button", { name: "Not these" }).click()
  await expect(page.getByText(/more resource type can be scanned/)).toHaveCount(0)

  await visit(page, `${new URL(page.url()).pathname}?edit=settings`)
  await page.getByRole("button", { name: "Choose" }).click()
  await expect(page.getByRole("radio", { name: /^The six of the minimal policy/ })).toBeChecked()
  await page.getByLabel("Search resource types").fill("kms:DescribeKey")
  await page.getByRole("checkbox", { name: /^KMS keys/ }).check()
  await expect(page.getByRole("radio", { name: /^My own/ })).toBeChecked()
  await expect(page.getByText(/^7 types, \d+ permissions, about/)).toBeVisible()
  await page.getByRole("checkbox", { name: /^KMS keys/ }).uncheck()
  await page.getByRole("link", { name: "Cancel" }).click()
})

test("a schedule that comes due starts an ordinary scan", async ({ page }) => {
  await sql((database) => database`update schedules set next_run_at = now() - interval '1 second'`)
  await expect(async () => {
    await visit(page, "/scans?q=by:schedule")
    await expect(page.locator("tbody tr").first()).toContainText("schedule dev by role", { timeout: 500 })
  }).toPass({ timeout: 30_000 })
})

test("an account has a name in the place of its number, and is found by it", async ({ page }) => {
  const token = await makeToken("--name", "namer", "--scopes", "read,manage")
  await page.request.patch(`/api/aws/accounts/${DEV}`, {
    headers: { authorization: `Bearer ${token}` },
    data: { name: "Development" },
  })
  await visit(page, "/resources?q=account:development")
  await expect(page.locator("tbody tr").first()).toContainText("Development")
  const cell = page.locator("tbody [data-field=account]").first()
  await expect(cell).toHaveAttribute("title", DEV)
  await expect(page.getByRole("complementary", { name: "Filters" })).toContainText("Development")
  await page.request.patch(`/api/aws/accounts/${DEV}`, {
    headers: { authorization: `Bearer ${token}` },
    data: { name: null },
  })
})

test("an organisation is discovered and scanned, account by account", async ({ page, browser }) => {
  await visit(page, "/connections/new")
  await page.getByLabel("Name", { exact: true }).fill("shop organisation")
  await page.getByLabel(/All accounts of an organisation/).check()
  await expect(page.getByLabel("Role in each account")).toHaveValue("aws-connect-read")
  await chooseMinimal(page)
  await page.getByRole("button", { name: "Continue" }).click()
  const externalId = (await page.locator("code").filter({ hasText: /^awc-/ }).first().textContent()) ?? ""
  for (const accountId of ACCOUNTS) if (accountId !== DEV) await putRole(accountId, readerRole(externalId))
  await page.getByLabel("Role ARN").fill(roleArn(ROOT))
  await page.getByRole("button", { name: "Continue to test" }).click()
  await page.getByRole("link", { name: "Continue to schedule" }).click()
  await page.getByRole("button", { name: "Without a schedule" }).click()
  await setMember("555566667777", "SUSPENDED")
  await page.getByRole("button", { name: /More for shop/ }).click()
  await page.getByRole("menuitem", { name: "Discover accounts" }).click()
  await expect(page).toHaveURL(/\/discoveries\//)
  await expect(page.getByText("5 accounts in o-4kz81m2xq7")).toBeVisible({ timeout: 30_000 })
  await expect(page.locator("li").filter({ hasText: "shop-prod" })).toContainText("new")
  await page.getByRole("link", { name: "See the accounts" }).click()
  const rowOf = (name: string) => page.locator("tr").filter({ hasText: name })
  await expect(rowOf("shop-legacy")).toContainText("Suspended in the organisation")
  await rowOf("shop-root")
    .getByRole("button", { name: /^Leave out/ })
    .click()
  await expect(rowOf("shop-root")).toContainText("left out")
  await page.getByRole("button", { name: "Scan shop organisation" }).click()
  await expect(heading(page, "Scan of shop organisation")).toBeVisible()
  // The role of one account trusts another external id.
  await expect(page.locator("header").getByText("partial")).toBeVisible({ timeout: 60_000 })
  // The page also names accounts among what the scan changed.
  const partOf = (name: string) =>
    page.getByRole("region", { name: "Accounts" }).getByRole("listitem").filter({ hasText: name })
  await expect(partOf("shop-dev")).toContainText("failed")
  await expect(partOf("shop-dev")).toContainText("did not let this server in")
  await expect(partOf("shop-prod")).toContainText("complete")
  await putRole(DEV, { ...readerRole(externalId), externalId: undefined })
  // A refusal is remembered for five seconds: a retry within them is refused again.
  await page.waitForTimeout(5_200)
  await page.getByRole("button", { name: "Retry what failed" }).click()
  await expect(page).toHaveURL(/\/scans\/(?!.*undefined)/)
  await expect(partOf("shop-dev")).toContainText("complete", { timeout: 60_000 })
  await expect(partOf("shop-prod")).toHaveCount(0)

  // What has ended is not asked about again.
  const context = await browser.newContext()
  const later = await context.newPage()
  await later.clock.install()
  await visit(later, new URL(page.url()).pathname)
  const asked: string[] = []
  later.on("request", (request) => asked.push(request.url()))
  await later.clock.fastForward(120_000)
  expect(asked).toEqual([])
  await context.close()
})

test("a webhook tells a local receiver, signed; its log shows status and answer, and its secret can be replaced", async ({
  page,
}) => {
  const receiver = await startReceiver(() => ({ status: 202, body: "noted" }))
  await visit(page, "/notifications")
  await expect(page.getByText("Nobody is told yet")).toBeVisible()
  await page.getByRole("button", { name: "Add webhook" }).click()
  await page.getByLabel("Name", { exact: true }).fill("ops")
  await page.getByLabel("Address").fill("ftp://example.com")
  await page.getByRole("button", { name: "Add", exact: true }).click()
  await expect(page.getByText(/Send an address such as/)).toBeVisible()
  await page.getByLabel("Address").fill(receiver.url)
  await page.getByRole("button", { name: "Add", exact: true }).click()
  const secret =
    (await page
      .locator("code")
      .filter({ hasText: /^whsec_/ })
      .textContent()) ?? ""
  appendFileSync(TOKENS, `${secret}\n`)
  await page.getByRole("button", { name: "Done" }).click()
  await expect(page).toHaveURL(/\/notifications\/[0-9a-f-]{36}$/)
  await expect(page.getByText(secret)).toHaveCount(0)
  await page.getByRole("button", { name: "Send a test" }).click()
  await expect(page.locator("li").filter({ hasText: "Test" })).toContainText("Status 202: noted")
  const verify = (key: string, index: number) =>
    new Webhook(key).verify(receiver.got[index]?.body ?? "", receiver.got[index]?.headers as Record<string, string>)
  expect(verify(secret, 0)).toMatchObject({ type: "test" })

  await page.getByRole("button", { name: "Replace the secret" }).click()
  await page.getByRole("button", { name: "Replace it" }).click()
  const next =
    (await page
      .locator("code")
      .filter({ hasText: /^whsec_/ })
      .textContent()) ?? ""
  appendFileSync(TOKENS, `${next}\n`)
  expect(next).not.toBe(secret)
  await page.getByRole("button", { name: "Done" }).click()

  // A partial scan of a connection is told by itself.
  await putRole("210987654321", { ...readerRole("nobody-knows"), name: "aws-connect-read" })
  await visit(page, "/connections")
  await page.getByRole("button", { name: "Scan shop organisation" }).click()
  await expect.poll(() => receiver.got.length, { timeout: 60_000 }).toBe(2)
  expect(verify(next, 1)).toMatchObject({ type: "scan.partial", data: { connection_name: "shop organisation" } })
  expect(verify(secret, 1)).toMatchObject({ type: "scan.partial" })
  await receiver.stop()
})

test("deleting says what will happen, in numbers, and leaves resources unless they are deleted too", async ({
  page,
}) => {
  const counted = async () => {
    await visit(page, "/resources?q=account:shop-dev")
    return Number(
      (
        (await page
          .getByText(/ of \d+/)
          .first()
          .textContent()) ?? ""
      ).split(" of ")[1],
    )
  }
  const before = await counted()
  expect(before).toBeGreaterThan(10)
  await visit(page, "/connections")
  const remove = async (name: string, withResources: boolean) => {
    await page.getByRole("button", { name: `More for ${name}` }).click()
    await page.getByRole("menuitem", { name: "Delete…" }).click()
    await expect(page.getByText(/Its schedule ends/)).toBeVisible()
    if (withResources) await page.getByRole("checkbox").check()
    await page
      .getByRole("button", { name: withResources ? "Delete with its resources" : "Delete the connection" })
      .click()
    await expect(page.locator("tbody").filter({ hasText: name })).toHaveCount(0)
  }
  await remove("dev by role", false)
  expect(await counted()).toBe(before)
  await visit(page, "/connections")
  await remove("shop organisation", true)
  await expect(async () => {
    await visit(page, "/resources?q=account:shop-dev")
    await expect(page.getByText(/Nothing matches|nothing/i).first()).toBeVisible()
  }).toPass({ timeout: 30_000 })
})

test("axe finds nothing on the pages of connections, and none scrolls sideways", async ({ page }) => {
  test.setTimeout(180_000)
  const token = await makeToken("--name", "axe", "--scopes", "read,scan,manage")
  const headers = { authorization: `Bearer ${token}` }
  const made = await page.request.post("/api/aws/connections", {
    headers,
    data: {
      ...{ name: "axe", kind: "ambient", organisation: { role_name: "aws-connect-read" } },
      schedule: { cron: "0 3 * * *", time_zone: "Europe/Berlin" },
    },
  })
  const { id } = await made.json()
  await page.request.post(`/api/aws/connections/${id}/test`, { headers })
  const draft = await page.request.post("/api/aws/connections", { headers, data: { name: "a draft", kind: "role" } })
  const { id: draftId } = await draft.json()
  const { scan_id } = await (await page.request.post(`/api/aws/connections/${id}/scan`, { headers })).json()
  await ended(token, scan_id)
  const { webhooks } = await (await page.request.get("/api/aws/webhooks", { headers })).json()
  for (const path of [
    ...["/connections", "/connections/new", "/notifications"],
    ...[`/connections/${id}`, `/connections/${id}?edit=settings`, `/connections/${id}?edit=schedule`],
    ...[`/connections/${draftId}`, `/connections/${draftId}?step=test`, `/scans/${scan_id}`],
    `/notifications/${webhooks[0]?.id}`,
  ]) {
    await visit(page, path)
    for (const width of [390, 1440]) {
      await expectNoSidewaysScroll(page, path, width)
      if (isDeep || (width === 1440 && !path.endsWith("/new"))) await expectAccessible(page, `${path} at ${width}`)
    }
  }
  for (const one of [id, draftId]) await page.request.delete(`/api/aws/connections/${one}`, { headers })
})
