import { expect, type Page } from "playwright/test"
import { SANDBOX_KEYS } from "../sandbox/generate"
import { chooseMinimal } from "../support/pages"
import { setDenied, setFaults } from "../support/sandbox-control"
import { TEST_SECRETS } from "../support/secrets"
import { test } from "../support/signed-in"
import { keepAnswers } from "../support/traces"

test.beforeEach(async ({ page }) => {
  keepAnswers(page)
  await setFaults({ latencyMs: 0, hang: [] })
  await setDenied([])
})

/** Opens the dialog, fills in the keys and submits them. */
async function connect(page: Page, keys: { id?: string; secret?: string; token?: string } = {}) {
  await page.getByRole("button", { name: "Connect to AWS" }).click()
  await page.getByLabel("Access key ID").fill(keys.id ?? SANDBOX_KEYS.accessKeyId)
  await page.getByLabel("Secret access key", { exact: true }).fill(keys.secret ?? SANDBOX_KEYS.secretAccessKey)
  await page.getByLabel("Session token").fill(keys.token ?? "")
  await chooseInDialog(page)
  await page.getByRole("button", { name: "Connect & Scan" }).click()
}

/** Chooses the six types, in the dialog's second view. */
async function chooseInDialog(page: Page, without?: readonly string[]) {
  await chooseMinimal(page, without)
  await page.getByRole("button", { name: "Done" }).click()
}

const ALL_BUT_VPC = ["EC2 instances", "RDS databases", "Lambda functions", "S3 buckets", "Load balancers"]

const stat = (page: Page, label: string) => page.locator("dl > div").filter({ hasText: label }).locator("dd")

test("every wrong field shows its problem before anything is sent", async ({ page }) => {
  await page.goto("/resources")
  const sent: string[] = []
  page.on("request", (request) => request.postData()?.includes("aws_access_key_id") && sent.push(request.url()))
  await connect(page, { id: "  ASIAIOSFODNN7EXAMPLE ", secret: "" })
  await expect(page.getByText("Enter the secret access key.")).toBeVisible()
  await expect(page.getByText("This is a temporary key, so its session token is needed.")).toBeVisible()
  await page.getByLabel("Access key ID").fill("not a key")
  await page.getByRole("button", { name: "Connect & Scan" }).click()
  await expect(page.getByText(/An access key ID starts with AKIA or ASIA/)).toBeVisible()
  await chooseInDialog(page, [...ALL_BUT_VPC, "VPCs"])
  await expect(page.getByText("My own choice")).toBeVisible()
  await page.getByRole("button", { name: "Connect & Scan" }).click()
  await expect(page.getByText("Choose at least one resource type.")).toBeVisible()
  expect(sent).toEqual([])
})

test("the secret is hidden and can be shown, and its field is not a password field", async ({ page }) => {
  await page.goto("/resources")
  await page.getByRole("button", { name: "Connect to AWS" }).click()
  const secret = page.getByLabel("Secret access key", { exact: true })
  await expect(secret).not.toHaveAttribute("type", "password")
  await expect(secret).toHaveCSS("-webkit-text-security", "disc")
  await page.getByRole("button", { name: "Show the secret access key" }).click()
  await expect(secret).toHaveCSS("-webkit-text-security", "none")
  await expect(page.getByLabel("Region", { exact: true })).toHaveValue("us-east-1")
  await expect(page.getByLabel("Region", { exact: true }).locator("option:checked")).toHaveText(
    "us-east-1 — N. Virginia",
  )
  await expect(page.getByText(/^\d+ types, \d+ permissions, about [\d,]+ calls in 17 regions$/)).toBeVisible()
})

test("a person can choose the regions to scan", async ({ page }) => {
  await page.goto("/resources")
  await page.getByRole("button", { name: "Connect to AWS" }).click()
  await page.getByLabel("Scan", { exact: true }).selectOption("Chosen regions")
  await page.getByLabel("Access key ID").fill(SANDBOX_KEYS.accessKeyId)
  await page.getByLabel("Secret access key", { exact: true }).fill(SANDBOX_KEYS.secretAccessKey)
  await page.getByRole("button", { name: "Connect & Scan" }).click()
  await expect(page.getByText("Choose at least one region.")).toBeVisible()
  await page
    .getByRole("group", { name: "Regions to scan" })
    .getByRole("checkbox", { name: /^eu-central-1/ })
    .check()
  await chooseInDialog(page, ALL_BUT_VPC)
  await page.getByRole("button", { name: "Connect & Scan" }).click()
  await expect(page.getByRole("link", { name: "View resources" })).toBeVisible({ timeout: 40_000 })
  await expect(page.locator("td[data-state]")).toHaveText(["3"])
})

test("wrong keys show AWS's refusal in the documented words, and the form keeps its input", async ({ page }) => {
  await page.goto("/resources")
  await connect(page, { secret: TEST_SECRETS.wrongSecretKey })
  await expect(page.getByText(/^Failed to connect to AWS: SignatureDoesNotMatch/)).toBeVisible()
  await expect(page.getByLabel("Access key ID")).toHaveValue(SANDBOX_KEYS.accessKeyId)
  await connectAgain(page, "AKIAUNKNOWNUNKNOWN00")
  await expect(page.getByText(/^Failed to connect to AWS: InvalidClientTokenId/)).toBeVisible()
})

const connectAgain = async (page: Page, id: string) => {
  await page.getByLabel("Access key ID").fill(id)
  await page.getByRole("button", { name: "Connect & Scan" }).click()
}

test("the progress of a scan moves, survives a reload, and ends with the final counts", async ({ page }) => {
  await setFaults({ latencyMs: 700 })
  await page.goto("/resources")
  await connect(page)
  await expect(page).toHaveURL(/\/scans\/[0-9a-f-]{36}$/)
  await expect(page.getByRole("heading", { name: "Scan of 123456789012" })).toBeVisible()
  await expect(page.getByText(/connected in us-east-1, started by ines@example.com/)).toBeVisible()
  const found = stat(page, "resources found")
  const values = new Set<string>()
  await expect
    .poll(async () => {
      values.add((await found.textContent()) ?? "")
      return values.size
    })
    .toBeGreaterThan(2)
  await expect(page.locator('td[data-state="running"]').first()).toBeVisible()
  const address = page.url()
  await page.goto("/resources")
  await page.getByRole("link", { name: /Scan of 123456789012/ }).click()
  await expect(page).toHaveURL(address)
  await page.reload()
  await expect(page.getByRole("link", { name: "View resources" })).toBeVisible({ timeout: 40_000 })
  await expect(found).toHaveText("600")
  await expect(stat(page, "new, 0 changed, 0 removed, 0 checks failed")).toHaveText("597")
  await expect(page.locator('tr[data-type="ec2"]')).toContainText("done, 269")
  await expect(page.locator('tr[data-type="s3"]')).toContainText("76 · global")
  // Numbers of the whole inventory may be a moment old.
  await page.waitForTimeout(300)
  await page.getByRole("link", { name: "View resources" }).click()
  await expect(page.getByText("600 in 1 account, 4 regions")).toBeVisible()
})

test("running scans move by themselves, wherever they are shown, and say nothing of their end before it", async ({
  page,
}) => {
  // The networks of each region hang until the test lets them go on.
  const waiting = ["us-east-1", "eu-west-1", "eu-central-1", "ap-south-1"]
  const hang = () => setFaults({ hang: waiting.map((region) => ({ action: "ec2:DescribeVpcs", region })) })
  const letOneGo = () => {
    waiting.pop()
    return hang()
  }
  await hang()
  await page.goto("/resources")
  await connect(page)
  await expect(page).toHaveURL(/\/scans\/[0-9a-f-]{36}$/)
  const scan = page.url()
  await expect(page.getByText("17 of 21")).toBeVisible({ timeout: 30_000 })
  await expect(page.getByText("Nothing different so far. The scan is still running.")).toBeVisible()
  const strip = page.getByRole("link", { name: /^running/ })
  for (const [path, place, done] of [
    ["/resources?q=type:vpc", strip, 17],
    ["/overview", strip, 18],
    ["/scans", page.locator("tbody tr").first(), 19],
  ] as const) {
    await page.goto(path)
    await expect(place).toContainText(`${done} of 21`)
    await letOneGo()
    await expect(place).toContainText(`${done + 1} of 21`)
  }
  await letOneGo()
  await expect(page.locator("tbody tr").first()).toContainText("complete")
  await page.goto(scan)
  await expect(page.getByText("Nothing is different from what was known before.")).toBeVisible()
})

test("a URL that cannot be read says so and shows what it can", async ({ page }) => {
  await page.goto("/resources?sort=colour&page=-3&type=vpc")
  await expect(page.getByText(/The address was not understood/)).toBeVisible()
  await expect(page.getByText(/^1–(\d+) of \1$/)).toBeVisible()
})

test("a row's title opens its page with properties, tags, ARN, console link and history", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"])
  await page.goto("/resources?q=type:ec2 checkout")
  await page.locator("tbody a").first().click()
  await expect(page).toHaveURL(/\/resources\/[0-9a-f-]{36}$/)
  await expect(page.getByRole("heading", { name: "Properties" })).toBeVisible()
  await expect(page.locator("header").getByText("Instance type")).toBeVisible()
  await expect(page.getByRole("heading", { name: /^Tags \(/ })).toBeVisible()
  await page.getByRole("button", { name: "Copy ARN" }).click()
  await expect(page.getByRole("button", { name: "Copied" })).toBeVisible()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^arn:aws:ec2:/)
  await expect(page.getByRole("link", { name: /Open in AWS console/ })).toHaveAttribute(
    "href",
    /^https:\/\/console\.aws\.amazon\.com\/ec2\/home\?region=/,
  )
  await page.getByRole("link", { name: /^History/ }).click()
  await expect(page.getByText("appeared", { exact: true })).toBeVisible()
})

test("environment values are hidden until an administrator reveals them", async ({ page }) => {
  await page.goto("/resources?type=lambda")
  // Opens the first function that has an environment.
  for (const link of await page.locator("tbody a").all()) {
    await page.goto((await link.getAttribute("href")) ?? "")
    if (await page.getByText("DB_PASSWORD", { exact: true }).isVisible()) break
    await page.goBack()
  }
  await expect(page.getByText("••••").first()).toBeVisible()
  expect(await page.content()).not.toContain(TEST_SECRETS.lambdaValue)
  // This answer must contain the values, so the search for leaks leaves it out.
  page.removeAllListeners("response")
  await page.getByRole("button", { name: "Reveal values" }).click()
  await expect(page.getByText(/^hunter2-/)).toBeVisible()
  await page.getByRole("button", { name: "Hide values" }).click()
  await expect(page.getByText(/^hunter2-/)).toBeHidden()
})

test("if the values cannot be fetched, the page stays and says what to do", async ({ page }) => {
  await page.goto("/resources?type=lambda")
  for (const link of await page.locator("tbody a").all()) {
    await page.goto((await link.getAttribute("href")) ?? "")
    if (await page.getByText("DB_PASSWORD", { exact: true }).isVisible()) break
    await page.goBack()
  }
  await page.route("**/resources/**", (route) =>
    route.request().method() === "POST" ? route.abort("internetdisconnected") : route.continue(),
  )
  await page.getByRole("button", { name: "Reveal values" }).click()
  await expect(page.getByText("The server did not answer. Try again.")).toBeVisible()
  await expect(page.getByRole("heading", { name: "Properties" })).toBeVisible()
})

test("a submission starts no scan after its dialog was closed, even if another one follows", async ({ page }) => {
  await page.goto("/resources")
  const scans = async () => (await (await page.request.get("/api/aws/scans?limit=200")).json()).scans.length
  const before = await scans()
  await setFaults({ latencyMs: 1_500 })
  await connect(page)
  await expect(page.getByRole("button", { name: "Testing…" })).toBeVisible()
  await page.getByRole("button", { name: "Cancel", exact: true }).click()
  await connect(page)
  await expect(page).toHaveURL(/\/scans\/[0-9a-f-]{36}$/, { timeout: 20_000 })
  await setFaults({ latencyMs: 0 })
  // Longer than the connection test of the first submission would take.
  await page.waitForTimeout(3_000)
  expect(await scans()).toBe(before + 1)
  await expect(page.getByRole("link", { name: "View resources" })).toBeVisible({ timeout: 40_000 })
})

test("a second scan updates resources and creates none", async ({ page }) => {
  await page.goto("/resources")
  await connect(page)
  await expect(page.getByRole("link", { name: "View resources" })).toBeVisible({ timeout: 40_000 })
  await expect(stat(page, "new, 0 changed, 0 removed, 0 checks failed")).toHaveText("0")
})

test("a denied type shows the reason and the fix, and its resources stay but are unverified", async ({ page }) => {
  await setDenied([{ action: "rds:DescribeDBInstances", region: "eu-west-1" }])
  await page.goto("/resources")
  await connect(page)
  await expect(page.getByRole("listitem").filter({ hasText: "RDS databases, eu-west-1" })).toBeVisible({
    timeout: 40_000,
  })
  await expect(page.getByRole("listitem").getByText(/This identity may not call rds:DescribeDBInstances/)).toBeVisible()
  await expect(page.locator('tr[data-type="rds"] td[data-state="failed"]')).toHaveText("denied")
  await expect(page.getByRole("button", { name: "Copy policy statement" })).toBeVisible()
  await page.getByText("21 slices in detail").click()
  const row = page.getByRole("row", { name: /^RDS databases, eu-west-1/ })
  await expect(row).toContainText("AccessDenied. This identity may not call rds:DescribeDBInstances.")
  await expect(row).toContainText(/\d s/)
  await page.goto("/resources?q=type:rds region:eu-west-1")
  await expect(page.locator("tbody tr")).toHaveCount(13)
  await expect(page.locator("tbody").getByText("unverified")).toHaveCount(13)
})

test("a retry asks for the keys again and scans only the slices that failed", async ({ page }) => {
  await setDenied([{ action: "rds:DescribeDBInstances", region: "eu-west-1" }])
  await page.goto("/resources")
  await connect(page)
  await expect(page.getByRole("listitem").filter({ hasText: "RDS databases, eu-west-1" })).toBeVisible({
    timeout: 40_000,
  })
  const failed = page.url()
  await setDenied([])
  await page.getByRole("button", { name: "Retry what failed" }).click()
  await expect(page.getByText(/A new scan of the 1 slice that could not be read completely/)).toBeVisible()
  await expect(page.getByRole("checkbox")).toHaveCount(0)
  await page.getByRole("button", { name: "Retry", exact: true }).click()
  await expect(page.getByText("Enter the access key ID.")).toBeVisible()
  await page.getByLabel("Access key ID").fill(SANDBOX_KEYS.accessKeyId)
  await page.getByLabel("Secret access key", { exact: true }).fill(SANDBOX_KEYS.secretAccessKey)
  await page.getByRole("button", { name: "Retry", exact: true }).click()
  await expect(page).not.toHaveURL(failed)
  await expect(page.getByText("This scan repeats what failed in")).toBeVisible({ timeout: 40_000 })
  await expect(page.locator("td[data-state]")).toHaveText(["13"], { timeout: 40_000 })
  await expect(page.getByRole("button", { name: "Retry what failed" })).toHaveCount(0)
})

test("scans are found in the grammar of the inventory, and the URL holds the query", async ({ page }) => {
  await page.goto("/scans")
  const box = page.getByRole("combobox")
  const rows = page.locator("tbody tr")
  const find = async (text: string) => {
    await box.fill(text)
    await box.press("Enter")
    await expect(page).toHaveURL((url) => url.searchParams.get("q") === text)
  }
  await find("state:partial")
  await expect(rows.filter({ hasText: "complete" })).toHaveCount(0)
  await expect(rows.filter({ hasNotText: "partial" })).toHaveCount(0)
  await expect(rows.first()).toContainText("partial")
  for (const text of [
    "ines@example state:partial",
    "account:123456789012 started:<1d",
    "by:ines type:rds",
    "-state:failed found:>0",
  ]) {
    await find(text)
    await expect(rows.first()).toContainText("ines@example.com")
  }
  await find("nobody at all")
  await expect(page.getByText("No scan matches")).toBeVisible()
  await page.getByRole("link", { name: "Show all scans" }).click()
  await expect(rows.filter({ hasText: "complete" }).first()).toBeVisible()
  await page.goto("/scans?q=stat:partial")
  await expect(page.getByText("No field is called stat. Did you mean state:?")).toBeVisible()
  await page.goto("/scans?state=partial")
  await expect(box).toHaveValue("state:partial")
})

test("a scan can be cancelled, and what it found stays", async ({ page }) => {
  await setFaults({ latencyMs: 400 })
  await page.goto("/resources")
  await connect(page)
  await expect(page).toHaveURL(/\/scans\//)
  await page.getByRole("button", { name: "Cancel scan" }).click()
  await expect(page.locator("header").getByText("cancelled")).toBeVisible()
  await page.goto("/scans")
  await expect(page.locator("tbody tr").first()).toContainText("cancelled")
  await page.goto("/resources")
  await expect(page.getByText("600 in 1 account")).toBeVisible()
})

for (const [name, path] of [
  ["resources", "/resources"],
  ["scans", "/scans"],
] as const) {
  test(`no page scrolls sideways on a phone: ${name}`, async ({ page }) => {
    await page.setViewportSize({ width: 390, height: 844 })
    await page.goto(path)
    await page.locator("tbody a").first().waitFor()
    const width = () => page.evaluate(() => document.documentElement.scrollWidth)
    expect(await width()).toBe(390)
    await page.locator("tbody a").first().click()
    await expect(page).toHaveURL(/[0-9a-f-]{36}$/)
    expect(await width()).toBe(390)
  })
}

test("a page that does not exist is a 404 that says so", async ({ page }) => {
  for (const path of ["/resources/nonsense", "/scans/nonsense", "/nowhere"]) {
    const answer = await page.goto(path)
    expect(answer?.status(), path).toBe(404)
    await expect(page.getByRole("heading", { name: "There is nothing here" })).toBeVisible()
  }
})
