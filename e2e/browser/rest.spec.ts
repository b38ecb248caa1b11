import { expect, test } from "playwright/test"
import { resourceTypeKeys } from "@/lib/aws/resource-types/registry"
import { MINIMAL_POLICY } from "../sandbox/account"
import { companyAccount } from "../sandbox/company"
import { BASE_URL, SESSION } from "../support/lane"
import { call, ended, KEYS, makeToken } from "../support/rest"
import { setDenied, setFaults } from "../support/sandbox-control"
import { TEST_SECRETS } from "../support/secrets"

let token: string
let reader: string

test.beforeAll(async () => {
  token = await makeToken("--name", "ci")
  reader = await makeToken("--name", "reader", "--scopes", "read", "--days", "30")
})
test.beforeEach(async () => {
  await setFaults({ latencyMs: 0, hang: [] })
  await setDenied([])
})

const scan = (body: object = {}) => call(token, "POST", "/api/aws/scan", { credentials: KEYS, ...body })

test("the token command prints the token and nothing else", () => {
  expect(token).toMatch(/^awc_[A-Za-z0-9_-]{43}$/)
})

test("health and readiness need no token", async () => {
  expect(await call(null, "GET", "/api/health")).toMatchObject({ status: 200, body: { status: "ok" } })
  expect(await call(null, "GET", "/api/ready")).toMatchObject({
    status: 200,
    body: { status: "ready", checks: { database: "ok", migrations: "ok", queue: "ok" } },
  })
})

test("test-connection answers as the contract says", async () => {
  const answer = await call(token, "POST", "/api/aws/test-connection", {
    ...KEYS,
    region: "us-east-1",
    aws_session_token: null,
  })
  expect(answer.status).toBe(200)
  expect(answer.body).toEqual({
    status: "success",
    message: "Successfully connected to AWS",
    account_id: "123456789012",
    current_region: "us-east-1",
    available_regions: ["ap-south-1", "eu-central-1", "eu-west-1", "us-east-1"],
  })
})

test("test-connection without ec2:DescribeRegions is a success with a warning", async () => {
  await setDenied([{ action: "ec2:DescribeRegions" }])
  const { status, body } = await call(token, "POST", "/api/aws/test-connection", { ...KEYS, region: "eu-west-1" })
  expect(status).toBe(200)
  expect(body).toMatchObject({
    status: "success",
    available_regions: ["eu-west-1"],
    warnings: [expect.stringContaining("ec2:DescribeRegions")],
  })
})

test("wrong credentials are a 400 with AWS's code", async () => {
  const wrong = { ...KEYS, aws_secret_access_key: TEST_SECRETS.wrongSecretKey }
  const tested = await call(token, "POST", "/api/aws/test-connection", wrong)
  expect(tested.status).toBe(400)
  expect(tested.headers.get("content-type")).toContain("application/problem+json")
  expect(tested.body.detail).toMatch(/^Failed to connect to AWS: SignatureDoesNotMatch/)
  const scanned = await scan({ credentials: { ...KEYS, aws_access_key_id: "AKIAUNKNOWNUNKNOWN00" } })
  expect(scanned.status).toBe(400)
  expect(scanned.body.detail).toMatch(/^Failed to connect to AWS: InvalidClientTokenId/)
})

test("scan answers with the counts of what it found, and the sums agree", async () => {
  const { status, body } = await scan({ resource_types: ["ec2", "rds", "lambda"], regions: ["us-east-1", "eu-west-1"] })
  expect(status).toBe(200)
  expect(body).toMatchObject({
    status: "success",
    message: "Scan complete. Found 360 resources.",
    resources_found: { ec2: 204, rds: 30, lambda: 126 },
    scan_id: expect.any(String),
  })
  const { created, updated, errors } = body.import_stats
  expect(created + updated + errors).toBe(360)
  expect(body.errors).toBeUndefined()
})

test("a scan covers the credentials' region and the six types by default", async () => {
  const { body } = await scan({ credentials: { ...KEYS, region: "ap-south-1" }, resource_types: null, regions: null })
  expect(body.resources_found).toEqual({ ec2: 37, rds: 4, lambda: 18, s3: 76, elb: 4, vpc: 2 })
})

test("a denied type makes the scan partial, with one error per failed slice", async () => {
  await setDenied([{ action: "lambda:ListFunctions" }])
  const { status, body } = await scan({ resource_types: ["lambda", "vpc"], regions: ["us-east-1", "eu-west-1"] })
  expect(status).toBe(200)
  expect(body.status).toBe("partial")
  expect(body.errors).toEqual(
    ["eu-west-1", "us-east-1"].map((region) => ({
      region,
      resource_type: "lambda",
      code: "AccessDenied",
      message: "This identity may not call lambda:ListFunctions.",
      missing_permission: "lambda:ListFunctions",
    })),
  )
})

test("a scan with every slice denied is a 403", async () => {
  await setDenied([{ action: "ec2:DescribeVpcs" }])
  const { status, body } = await scan({ resource_types: ["vpc"] })
  expect(status).toBe(403)
  expect(body.detail).toMatch(/^Failed to scan AWS resources: AccessDenied/)
})

test("scan-async answers at once, and its scan can be followed to the end", async () => {
  const started = await call(token, "POST", "/api/aws/scan-async", {
    credentials: KEYS,
    resource_types: ["elb"],
    regions: ["eu-west-1"],
  })
  expect(started.status).toBe(202)
  expect(started.body).toEqual({
    status: "started",
    message: "AWS scan started in background. Resources will be imported automatically.",
    scan_id: expect.any(String),
  })
  expect(started.headers.get("location")).toBe(`/api/aws/scans/${started.body.scan_id}`)
  const body = await ended(token, started.body.scan_id)
  expect(body).toMatchObject({
    state: "success",
    status: "success",
    requested_by: "token ci",
    resources_found: { elb: 12 },
    progress: { slices_done: 1, slices_total: 1, resources_found: 12, by_region: { "eu-west-1": 12 } },
  })
  const { body: all } = await call(reader, "GET", "/api/aws/scans?limit=1")
  expect(all.scans[0].scan_id).toBe(started.body.scan_id)
})

test("progress is sent as Server-Sent Events until the scan ends", async () => {
  await setFaults({ latencyMs: 60 })
  const { body } = await call(token, "POST", "/api/aws/scan-async", { credentials: KEYS, regions: ["*"] })
  const answer = await fetch(`${BASE_URL}/api/aws/scans/${body.scan_id}/events`, {
    headers: { authorization: `Bearer ${reader}` },
  })
  expect(answer.headers.get("content-type")).toBe("text/event-stream")
  const events = (await answer.text()).split("\n\n").filter((event) => event.startsWith("event: "))
  const progress = events
    .filter((event) => event.startsWith("event: progress"))
    .map((event) => JSON.parse(event.split("\ndata: ")[1] ?? ""))
  expect(progress.length).toBeGreaterThan(2)
  expect(progress.at(-1)).toMatchObject({ state: "success", progress: { resources_found: 600 } })
  expect(events.at(-1)).toContain("event: end")
})

test("DELETE cancels a scan and can be repeated", async () => {
  await setFaults({ latencyMs: 300 })
  const { body } = await call(token, "POST", "/api/aws/scan-async", { credentials: KEYS, regions: ["*"] })
  const cancelled = await call(token, "DELETE", `/api/aws/scans/${body.scan_id}`)
  expect(cancelled.body).toMatchObject({ state: "cancelled", status: "cancelled" })
  expect((await call(token, "DELETE", `/api/aws/scans/${body.scan_id}`)).status).toBe(200)
})

test("a scan past its time limit answers 504 with its id and goes on", async () => {
  test.setTimeout(90_000)
  await setFaults({ hang: [{ action: "ec2:DescribeVpcs", region: "us-east-1" }] })
  const { status, body } = await scan({ resource_types: ["vpc"] })
  expect(status).toBe(504)
  expect(body.detail).toMatch(/^Request timeout/)
  await setFaults({ hang: [] })
  expect(await ended(token, body.scan_id)).toMatchObject({ state: "success", resources_found: { vpc: 5 } })
})

test("supported-resources is public and names the permissions", async () => {
  const { status, body } = await call(null, "GET", "/api/aws/supported-resources")
  expect(status).toBe(200)
  expect(body.supported_resources[0]).toMatchObject({
    ...{ type: "ec2", category: "Compute", view: "ec2_instances" },
    name: "EC2 Instances",
    description: "Virtual servers in the cloud",
    permissions: ["ec2:DescribeInstances"],
    bundles: ["*", "recommended", "Compute"],
  })
  const lambda = body.supported_resources.find((one: { type: string }) => one.type === "lambda")
  const memory = { name: "memory_size", kind: "number", unit: "MB", label: "Memory", references: null }
  expect(lambda.properties).toContainEqual(memory)
  const trail = body.supported_resources.find((one: { type: string }) => one.type === "cloudtrail_trail")
  expect(trail.properties).toContainEqual(expect.objectContaining({ name: "bucket", references: ["s3"] }))
  expect(body.supported_resources.map((one: { type: string }) => one.type)).toEqual(resourceTypeKeys)
})

test("iam-policy has only the actions that are needed", async () => {
  const all = await call(reader, "GET", "/api/aws/iam-policy")
  expect(all.body.Statement[0].Action).toEqual([...MINIMAL_POLICY].sort())
  const some = await call(reader, "GET", "/api/aws/iam-policy?resource_types=ec2,rds")
  expect(some.body.Statement[0].Action).toEqual([
    "ec2:DescribeInstances",
    "ec2:DescribeRegions",
    "rds:DescribeDBInstances",
    "rds:ListTagsForResource",
    "sts:GetCallerIdentity",
  ])
})

test("resources are filtered, sorted and paged by cursor", async () => {
  const path = "/api/aws/resources?type=ec2&region=eu-west-1&sort=-name&limit=50"
  const first = await call(reader, "GET", path)
  expect(first.body.resources).toHaveLength(50)
  const second = await call(reader, "GET", `${path}&cursor=${first.body.next_cursor}`)
  expect(second.body.resources).toHaveLength(36)
  expect(second.body.next_cursor).toBeNull()
  const listed: { name: string | null; resource_id: string }[] = [...first.body.resources, ...second.body.resources]
  const state = companyAccount().regions["eu-west-1"]
  const instances = state?.reservations.flatMap(({ Instances }) => Instances ?? [])
  expect(listed.map(({ resource_id }) => resource_id).sort()).toEqual(
    instances?.map(({ InstanceId }) => InstanceId).sort(),
  )
  const names = listed.map(({ name, resource_id }) => (name ?? resource_id).toLowerCase())
  expect(names).toEqual([...names].sort().reverse())
  const tagged = await call(reader, "GET", "/api/aws/resources?tag.env=prod&type=rds&q=orders")
  expect(tagged.body.resources.map((one: { name: string }) => one.name)).toEqual([
    "orders-batch-5",
    "orders-batch-6",
    "orders-proxy-12",
  ])
  for (const one of tagged.body.resources) expect(one).toMatchObject({ type: "rds", tags: { env: "prod" } })
  const [one] = first.body.resources
  const alone = await call(reader, "GET", `/api/aws/resources/${one.id}`)
  expect(alone.body).toEqual({ ...one, relations: expect.any(Array) })
  const history = await call(reader, "GET", `/api/aws/resources/${one.id}/changes`)
  expect(history.body).toMatchObject({ next_cursor: null })
  expect(history.body.changes.at(-1)).toMatchObject({ kind: "appeared", fields: {}, scan_id: expect.any(String) })
  expect(Object.keys(one)).toEqual(
    expect.arrayContaining([
      "id",
      "account_id",
      "arn",
      "tags",
      "type_specific_properties",
      "first_seen_at",
      "last_seen_at",
      "last_changed_at",
      "removed_at",
    ]),
  )
})

test("the query language works over REST, and a mistake has its place and a suggestion", async () => {
  const found = await call(
    reader,
    "GET",
    `/api/aws/resources?q=${encodeURIComponent("type:ec2 (tag:env=prod OR checkout) -status:terminated")}&limit=1000`,
  )
  expect(found.body.resources.length).toBeGreaterThan(5)
  for (const { type, status, tags, name } of found.body.resources) {
    expect(type).toBe("ec2")
    expect(status).not.toBe("terminated")
    expect(tags?.env === "prod" || JSON.stringify([name, tags]).toLowerCase().includes("checkout")).toBe(true)
  }
  const wrong = await call(reader, "GET", "/api/aws/resources?q=web%20regoin:eu-west-1")
  expect(wrong.status).toBe(422)
  expect(wrong.body.errors).toEqual([
    {
      path: "q",
      message: "No field is called regoin. Did you mean region:?",
      start: 4,
      end: 11,
      suggestion: "region:",
    },
  ])
})

test("facets, completion and pages backwards", async () => {
  const facets = await call(reader, "GET", "/api/aws/resources/facets?q=type:rds&facets=type,region,tag.env")
  expect(facets.body.count).toEqual({ value: 39, is_exact: true })
  expect(facets.body.facets.type).toContainEqual({ value: "rds", count: 39, is_exact: true })
  expect(facets.body.facets.type.length).toBeGreaterThan(3)
  expect(
    facets.body.facets["tag.env"].map(({ count }: { count: number }) => count).reduce((a: number, b: number) => a + b),
  ).toBe(39)
  const complete = await call(reader, "GET", "/api/aws/query/complete?q=type:rds%20region:eu&cursor=18")
  expect(complete.body).toMatchObject({ from: 9, to: 18 })
  expect(complete.body.suggestions).toContainEqual({ text: "region:eu-west-1", label: "eu-west-1", count: 13 })
  const first = await call(reader, "GET", "/api/aws/resources?sort=region&limit=20")
  const second = await call(reader, "GET", `/api/aws/resources?sort=region&limit=20&cursor=${first.body.next_cursor}`)
  const back = await call(
    reader,
    "GET",
    `/api/aws/resources?sort=region&limit=20&cursor=${second.body.previous_cursor}`,
  )
  expect(first.body.previous_cursor).toBeNull()
  expect(back.body.resources).toEqual(first.body.resources)
})

test("exports stream with a file's name", async () => {
  const csv = await call(reader, "GET", "/api/aws/resources/export?format=csv&q=type:rds&columns=name,region")
  expect(csv.headers.get("content-type")).toBe("text/csv; charset=utf-8")
  expect(csv.headers.get("content-disposition")).toMatch(/^attachment; filename="resources-\d{4}-\d\d-\d\d\.csv"$/)
  expect(csv.body.trim().split("\n")).toHaveLength(40)
  expect(csv.body.startsWith("name,region\n")).toBe(true)
})

test("a selection that no address could hold is exported by POST", async () => {
  const all = await call(reader, "GET", "/api/aws/resources/export?columns=id")
  const chosen = all.body.split("\n").slice(1, 401)
  const csv = await call(reader, "POST", "/api/aws/resources/export", { columns: "id", ids: chosen.join(",") })
  expect(chosen).toHaveLength(400)
  expect(csv.body.trim().split("\n")).toEqual(["id", ...chosen])
})

test("views are made, changed, listed and deleted by a token that may write", async () => {
  const made = await call(token, "POST", "/api/aws/views", {
    name: "Databases",
    q: "type:rds",
    columns: ["name", "region"],
  })
  expect(made.status).toBe(201)
  expect(made.headers.get("location")).toBe(`/api/aws/views/${made.body.id}`)
  expect(made.body).toMatchObject({
    name: "Databases",
    q: "type:rds",
    columns: ["name", "region"],
    sort: "name",
    as_of: null,
    is_shared: true,
  })
  const changed = await call(token, "PATCH", `/api/aws/views/${made.body.id}`, { q: "type:rds is:public" })
  expect(changed.body).toMatchObject({ name: "Databases", q: "type:rds is:public" })
  expect((await call(token, "GET", "/api/aws/views")).body.views).toContainEqual(changed.body)
  const wrong = await call(token, "POST", "/api/aws/views", { name: "", q: "regoin:x" })
  expect(wrong.status).toBe(422)
  expect(wrong.body.errors.map(({ path }: { path: string }) => path).sort()).toEqual(["name", "q"])
  expect((await call(token, "DELETE", `/api/aws/views/${made.body.id}`)).status).toBe(204)
  expect((await call(token, "GET", `/api/aws/views/${made.body.id}`)).status).toBe(404)
})

test("a session is accepted from our own pages and refused from another site", async ({ browser }) => {
  const context = await browser.newContext({ storageState: SESSION })
  const cookie = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join("; ")
  expect((await call(null, "GET", "/api/aws/scans", undefined, { cookie })).status).toBe(200)
  expect(
    (await call(null, "GET", "/api/aws/scans", undefined, { cookie, "sec-fetch-site": "cross-site" })).status,
  ).toBe(401)
  expect(
    (await call(null, "POST", "/api/aws/test-connection", KEYS, { cookie, origin: "https://evil.example" })).status,
  ).toBe(401)
  expect((await call(null, "GET", "/api/aws/scans", undefined, { cookie, origin: "nonsense" })).status).toBe(401)
  expect(
    (
      await call(null, "POST", "/api/aws/test-connection", KEYS, {
        cookie,
        origin: BASE_URL,
        "sec-fetch-site": "same-origin",
      })
    ).status,
  ).toBe(200)
  await context.close()
})

test("too many requests are a 429 that says when to try again", async () => {
  const other = await makeToken("--name", "hasty")
  let last = await call(other, "POST", "/api/aws/test-connection", KEYS)
  for (let tries = 0; tries < 35 && last.status !== 429; tries++)
    last = await call(other, "POST", "/api/aws/test-connection", KEYS)
  expect(last.status).toBe(429)
  expect(last.body.detail).toMatch(/^Too many requests/)
  expect(Number(last.headers.get("retry-after"))).toBeGreaterThan(0)
})

test("a revoked token is refused", async () => {
  const short = await makeToken("--name", "short-lived")
  expect((await call(short, "GET", "/api/aws/scans")).status).toBe(200)
  expect(await makeToken("--revoke", "short-lived")).toBe("Revoked: 1")
  const { status, body, headers } = await call(short, "GET", "/api/aws/scans")
  expect(status).toBe(401)
  expect(headers.get("www-authenticate")).toBe("Bearer")
  expect(body.detail).toMatch(/^Not authenticated/)
})
