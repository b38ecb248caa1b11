import { appendFileSync } from "node:fs"
import { expect, test } from "playwright/test"
import { readerRole } from "../sandbox/company"
import { BASE_URL } from "../support/lane"
import { call, ended, KEYS, makeToken } from "../support/rest"
import { putRole } from "../support/sandbox-control"
import { TOKENS } from "../support/traces"

const PROD = "210987654321"
const ARN = `arn:aws:iam::${PROD}:role/aws-connect-read`
let token: string

test.describe.configure({ mode: "serial" })
test.beforeAll(async () => {
  token = await makeToken("--name", "connections", "--scopes", "read,scan,manage")
})

const post = (path: string, body?: unknown) => call(token, "POST", `/api/aws/${path}`, body)

test("a connection over REST: made, tested, scanned, changed, deleted", async () => {
  const made = await post("connections", {
    name: "prod",
    kind: "role",
    resource_types: ["ec2", "vpc"],
    regions: ["us-east-1"],
  })
  expect(made.status).toBe(201)
  const { id, external_id } = made.body
  expect(made.headers.get("location")).toBe(`/api/aws/connections/${id}`)
  expect(made.body).toMatchObject({ kind: "role", role_arn: null, is_draft: true, schedule: null, account_id: null })
  expect((await post(`connections/${id}/scan`)).status).toBe(422)
  await putRole(PROD, readerRole(external_id))
  const changed = await call(token, "PATCH", `/api/aws/connections/${id}`, {
    role_arn: ARN,
    schedule: {
      cron: "0 3 * * *",
      time_zone: "Europe/Berlin",
      jitter_seconds: 300,
      overlap: "skip",
      catch_up_seconds: 3600,
      is_paused: false,
    },
  })
  expect(changed.status).toBe(200)
  expect(changed.body.schedule.next_runs).toHaveLength(5)
  const tested = await post(`connections/${id}/test`)
  expect(tested.body).toMatchObject({ status: "ok", account_id: PROD, trust: "external_id_required" })
  expect(tested.body.types).toEqual([
    expect.objectContaining({ type: "ec2", state: "allowed", missing_permission: null, statement: null }),
    expect.objectContaining({ type: "vpc", state: "allowed" }),
  ])
  const started = await post(`connections/${id}/scan`, { resource_types: ["vpc"] })
  expect(started.status).toBe(202)
  expect(started.body).toMatchObject({ status: "started", scan_id: expect.any(String) })
  expect(await ended(token, started.body.scan_id)).toMatchObject({
    ...{ state: "success", connection_id: id, resource_types: ["vpc"], regions: ["us-east-1"] },
  })
  // The documented place of a saved connection, in every route that takes credentials.
  const whole = await post("scan", { credentials: { connection_id: id } })
  expect(whole.body).toMatchObject({
    status: "success",
    resources_found: { ec2: expect.any(Number), vpc: expect.any(Number) },
  })
  expect((await post("test-connection", { connection_id: id })).body).toMatchObject({
    status: "success",
    account_id: PROD,
  })
  const later = await post("scan-async", { credentials: { connection_id: id } })
  expect(later.status).toBe(202)
  await ended(token, later.body.scan_id)
  const template = await call(token, "GET", `/api/aws/cloudformation.yaml?connection=${id}`)
  expect(template.headers.get("content-type")).toContain("yaml")
  expect(template.body).toContain(external_id)
  const listed = await call(token, "GET", "/api/aws/connections")
  expect(listed.body.connections).toHaveLength(1)
  expect((await call(token, "DELETE", `/api/aws/connections/${id}`)).status).toBe(204)
  expect((await call(token, "GET", `/api/aws/connections/${id}`)).status).toBe(404)
})

test("saved keys go in and never come out", async () => {
  const made = await post("connections", { name: "keys", kind: "keys", ...KEYS })
  expect(made.status).toBe(201)
  expect(JSON.stringify(made.body)).not.toContain(KEYS.aws_secret_access_key)
  expect(made.body.access_key_id).toBe("AKIA…MPLE")
  const tested = await post(`connections/${made.body.id}/test`)
  expect(tested.body).toMatchObject({ status: "ok", account_id: "123456789012", trust: null })
  await call(token, "DELETE", `/api/aws/connections/${made.body.id}`)
})

test("schedules by themselves, for who may scan but not change connections", async () => {
  const operator = await makeToken("--name", "scheduler", "--scopes", "read,scan")
  const { body } = await post("connections", { name: "scheduled", kind: "ambient" })
  const made = await call(operator, "POST", "/api/aws/schedules", { connection_id: body.id, cron: "15 * * * *" })
  expect(made.status).toBe(201)
  expect(made.body).toMatchObject({
    name: "scheduled",
    words: expect.stringContaining("15 minutes past the hour"),
    overlap: "skip",
  })
  expect(
    (await call(operator, "POST", "/api/aws/schedules", { connection_id: body.id, cron: "15 * * * *" })).status,
  ).toBe(422)
  const path = `/api/aws/schedules/${body.id}`
  expect((await call(operator, "PATCH", path, { is_paused: true })).body).toMatchObject({
    is_paused: true,
    next_runs: [],
  })
  expect((await call(operator, "GET", "/api/aws/schedules")).body.schedules).toHaveLength(1)
  expect((await call(operator, "DELETE", path)).status).toBe(204)
  expect((await call(operator, "GET", path)).status).toBe(404)
  expect((await call(operator, "DELETE", `/api/aws/connections/${body.id}`)).status).toBe(403)
  await call(token, "DELETE", `/api/aws/connections/${body.id}`)
})

test("a webhook's secret is told once, and neither it nor the address afterwards", async () => {
  // Not through `call`, which records answers for the search for secrets: this one may hold it.
  const made = await fetch(`${BASE_URL}/api/aws/webhooks`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ name: "rest", url: "https://example.com/hooks/SECRETPATH", events: ["scan.failed"] }),
  })
  const webhook = (await made.json()) as { id: string; secret: string; host: string }
  appendFileSync(TOKENS, `${webhook.secret}\n`)
  expect([made.status, webhook.host]).toEqual([201, "example.com"])
  expect(webhook.secret).toMatch(/^whsec_/)
  const listed = await call(token, "GET", "/api/aws/webhooks")
  expect(JSON.stringify(listed.body)).not.toContain("SECRETPATH")
  expect(await call(token, "GET", `/api/aws/webhooks/${webhook.id}/deliveries`)).toMatchObject({
    body: { deliveries: [] },
  })
  expect((await call(token, "DELETE", `/api/aws/webhooks/${webhook.id}`)).status).toBe(204)
})

const cases: [what: string, method: string, path: string, body: unknown, status: number, field: string][] = [
  ["no name", "POST", "connections", { kind: "role" }, 422, "name"],
  ["an unknown kind", "POST", "connections", { name: "x", kind: "magic" }, 422, "kind"],
  ["an external id", "POST", "connections", { name: "x", kind: "role", external_id: "mine" }, 422, "external_id"],
  ["a malformed role", "POST", "connections", { name: "x", kind: "role", role_arn: "role/x" }, 422, "role_arn"],
  [
    "a role of another partition",
    "POST",
    "connections",
    { name: "x", kind: "role", home_region: "cn-north-1", role_arn: ARN },
    422,
    "role_arn",
  ],
  [
    "keys without a secret",
    "POST",
    "connections",
    { name: "x", kind: "keys", aws_access_key_id: KEYS.aws_access_key_id },
    422,
    "aws_secret_access_key",
  ],
  ["a role for keys", "POST", "connections", { name: "x", kind: "keys", ...KEYS, role_arn: ARN }, 422, "role_arn"],
  [
    "a base that is not there",
    "POST",
    "connections",
    { name: "x", kind: "role", base: "00000000-0000-4000-8000-000000000000" },
    422,
    "base",
  ],
  [
    "a session of a day",
    "POST",
    "connections",
    { name: "x", kind: "role", duration_seconds: 86400 },
    422,
    "duration_seconds",
  ],
  [
    "a cron of six fields",
    "POST",
    "connections",
    { name: "x", kind: "ambient", schedule: { cron: "0 0 3 * * *" } },
    422,
    "schedule.cron",
  ],
  [
    "an unknown zone",
    "POST",
    "connections",
    { name: "x", kind: "ambient", schedule: { cron: "0 3 * * *", time_zone: "Mars/Base" } },
    422,
    "schedule.time_zone",
  ],
  [
    "an unknown overlap",
    "POST",
    "connections",
    { name: "x", kind: "ambient", schedule: { cron: "0 3 * * *", overlap: "all" } },
    422,
    "schedule.overlap",
  ],
  [
    "a role name with an ARN",
    "POST",
    "connections",
    { name: "x", kind: "ambient", organisation: { role_name: ARN } },
    422,
    "organisation.role_name",
  ],
  ["a malformed connection", "POST", "scan", { credentials: { connection_id: "x" } }, 422, "credentials.connection_id"],
  ["no credentials", "POST", "scan", {}, 422, "credentials"],
  ["a webhook without events", "POST", "webhooks", { name: "x", url: "https://example.com" }, 422, "events"],
  [
    "a webhook with a password",
    "POST",
    "webhooks",
    { name: "x", url: "https://a:b@example.com", events: ["scan.failed"] },
    422,
    "url",
  ],
  [
    "a view that is not named",
    "POST",
    "webhooks",
    { name: "x", url: "https://example.com", events: ["view.matched"] },
    422,
    "view_ids",
  ],
  ["an account of eleven digits", "PATCH", "accounts/12345678901", { name: "x" }, 422, ""],
]

for (const [what, method, path, body, status, field] of cases) {
  test(`${what}: ${status}, and the field is named`, async () => {
    const answer = await call(token, method, `/api/aws/${path}`, body)
    expect(answer.status).toBe(status)
    expect(answer.body.errors?.[0].path).toBe(field)
    expect(answer.body.detail).toMatch(/^Invalid request/)
    expect(JSON.stringify(answer.body)).not.toContain(KEYS.aws_secret_access_key)
  })
}

test("what is not there is a 404", async () => {
  const nothing = "00000000-0000-4000-8000-000000000000"
  for (const path of [
    `connections/${nothing}`,
    "connections/nonsense",
    `discoveries/${nothing}`,
    `schedules/${nothing}`,
  ])
    expect((await call(token, "GET", `/api/aws/${path}`)).status, path).toBe(404)
  expect((await post("scan", { credentials: { connection_id: nothing } })).status).toBe(404)
})
