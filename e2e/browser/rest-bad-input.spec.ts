import { expect, test } from "playwright/test"
import { call, KEYS, makeToken } from "../support/rest"
import { TEST_SECRETS } from "../support/secrets"

interface Case {
  what: string
  method?: string
  path: string
  body?: unknown
  /** The Authorization header: a valid token if undefined, no header if null. */
  authorization?: string | null
  reader?: boolean
  status: number
  detail: RegExp
  field?: string
}

const INVALID = /^Invalid request/
const UNKNOWN = /^Not authenticated/
const scanOf = (more: object) => ({ credentials: KEYS, ...more })
const keysWith = (more: object) => ({ ...KEYS, ...more })

/** The same mistakes in the credentials, for every route that takes credentials. */
const credentialCases = (path: string, prefix: string, wrap: (keys: unknown) => unknown): Case[] =>
  (
    [
      ["no access key id", { aws_secret_access_key: "x" }, "aws_access_key_id"],
      ["an empty access key id", keysWith({ aws_access_key_id: "  " }), "aws_access_key_id"],
      ["a malformed access key id", keysWith({ aws_access_key_id: "hello" }), "aws_access_key_id"],
      ["a number as access key id", keysWith({ aws_access_key_id: 12 }), "aws_access_key_id"],
      ["no secret", { aws_access_key_id: KEYS.aws_access_key_id }, "aws_secret_access_key"],
      ["a null secret", keysWith({ aws_secret_access_key: null }), "aws_secret_access_key"],
      ["a secret with a line break", keysWith({ aws_secret_access_key: "a\nb" }), "aws_secret_access_key"],
      ["a temporary key without a token", keysWith({ aws_access_key_id: "ASIAIOSFODNN7EXAMPLE" }), "aws_session_token"],
      ["a session token of the wrong type", keysWith({ aws_session_token: { a: 1 } }), "aws_session_token"],
      ["an unknown region", keysWith({ region: "mars-north-1" }), "region"],
      ["a region of the wrong type", keysWith({ region: ["us-east-1"] }), "region"],
      ["a null region", keysWith({ region: null }), "region"],
    ] as const
  ).map(([what, keys, field]) => ({
    what,
    method: "POST",
    path,
    body: wrap(keys),
    status: 422,
    detail: INVALID,
    field: prefix + field,
  }))

const bodyCases = (path: string): Case[] =>
  (
    [
      ["no body", ""],
      ["a body that is not JSON", "{"],
      ["a form", "a=1&b=2"],
      ["an array", []],
      ["a string", '"text"'],
      ["a number", "7"],
      ["null", "null"],
    ] as const
  ).map(([what, body]) => ({ what, method: "POST", path, body, status: 422, detail: INVALID }))

const tooLarge = (path: string): Case => ({
  what: "a body over the limit",
  method: "POST",
  path,
  body: { pad: "x".repeat(70_000) },
  status: 413,
  detail: /^Request too large/,
})

const scanCases = (path: string): Case[] => [
  ...bodyCases(path),
  tooLarge(path),
  ...credentialCases(path, "credentials.", (credentials) => ({ credentials })),
  { what: "no credentials", method: "POST", path, body: {}, status: 422, detail: INVALID, field: "credentials" },
  {
    what: "credentials of the wrong type",
    method: "POST",
    path,
    body: { credentials: "keys" },
    status: 422,
    detail: INVALID,
    field: "credentials",
  },
  {
    what: "a saved connection that does not exist",
    method: "POST",
    path,
    body: { credentials: { connection_id: "x" } },
    status: 422,
    detail: INVALID,
    field: "credentials.connection_id",
  },
  {
    what: "an unknown type",
    method: "POST",
    path,
    body: scanOf({ resource_types: ["ec2", "ec3"] }),
    status: 422,
    detail: INVALID,
    field: "resource_types.1",
  },
  {
    what: "types that are not a list",
    method: "POST",
    path,
    body: scanOf({ resource_types: "ec2" }),
    status: 422,
    detail: INVALID,
    field: "resource_types",
  },
  {
    what: "no types at all",
    method: "POST",
    path,
    body: scanOf({ resource_types: [] }),
    status: 422,
    detail: INVALID,
    field: "resource_types",
  },
  {
    what: "an unknown region in the list",
    method: "POST",
    path,
    body: scanOf({ regions: ["us-east-1", "nowhere"] }),
    status: 422,
    detail: INVALID,
    field: "regions.1",
  },
  {
    what: "regions that are not a list",
    method: "POST",
    path,
    body: scanOf({ regions: "*" }),
    status: 422,
    detail: INVALID,
    field: "regions",
  },
  {
    what: "a read-only token",
    method: "POST",
    path,
    body: scanOf({}),
    reader: true,
    status: 403,
    detail: /^Not allowed/,
  },
]

const cursorOf = (at: string, id: string) => Buffer.from(JSON.stringify([at, id])).toString("base64url")

const queryCases: Case[] = (
  [
    ["/api/aws/resources?limit=0", "limit"],
    ["/api/aws/resources?limit=1001", "limit"],
    ["/api/aws/resources?limit=many", "limit"],
    ["/api/aws/resources?limit=1.5", "limit"],
    ["/api/aws/resources?sort=colour", "sort"],
    ["/api/aws/resources?sort=--name", "sort"],
    ["/api/aws/resources?cursor=nonsense", "cursor"],
    ["/api/aws/resources?cursor=eyJhIjoxfQ", "cursor"],
    [`/api/aws/resources?q=${"x".repeat(2001)}`, "q"],
    ["/api/aws/resources?q=regoin:eu", "q"],
    ["/api/aws/resources?q=memory_size:big", "q"],
    ['/api/aws/resources?q="open', "q"],
    ["/api/aws/resources?sort=properties.shoe_size", "sort"],
    ["/api/aws/resources?cursor=e30", "cursor"],
    ["/api/aws/resources/facets?facets=shoe_size", "facets"],
    ["/api/aws/resources/facets?q=(", "q"],
    ["/api/aws/resources/export?format=pdf", "format"],
    ["/api/aws/resources/export?columns=shoe_size", "columns"],
    ["/api/aws/resources/export?ids=7", "ids"],
    ["/api/aws/resources/export?raw=maybe", "raw"],
    ["/api/aws/resources?as_of=yesterday", "as_of"],
    ["/api/aws/resources?as_of=2999-01-01", "as_of"],
    ["/api/aws/resources/facets?as_of=2026-13-01", "as_of"],
    ["/api/aws/resources/export?as_of=x", "as_of"],
    ["/api/aws/changes?kind=gone", "kind"],
    ["/api/aws/changes?from=x", "from"],
    ["/api/aws/changes?cursor=nonsense", "cursor"],
    // A cursor of another list, and one of a day that does not exist.
    [`/api/aws/changes?cursor=${cursorOf("2026-11-28 09:00:00+00", "00000000-0000-4000-8000-000000000000")}`, "cursor"],
    [`/api/aws/changes?cursor=${cursorOf("2026-99-99 09:00:00+00", "7")}`, "cursor"],
    [`/api/aws/compare?from=2026-11-01&kind=changed&cursor=${cursorOf("2026-11-28 09:00:00+00", "7")}`, "cursor"],
    ["/api/aws/changes?q=regoin:eu", "q"],
    ["/api/aws/coverage?account=shop", "account"],
    ["/api/aws/compare", "from"],
    ["/api/aws/compare?from=2026-11-01&to=2026-10-01", "from"],
    ["/api/aws/compare?from=2026-11-01&to=2999-01-01", "to"],
    ["/api/aws/compare?from=2026-11-01&kind=returned", "kind"],
    ["/api/aws/compare?from=2026-11-01&kind=changed&cursor=W10", "cursor"],
    ["/api/aws/compare/export?from=2026-11-01", "kind"],
    ["/api/aws/compare/export?from=2026-11-01&kind=changed&format=xlsx", "format"],
    ["/api/aws/query/complete?cursor=x", "cursor"],
    ["/api/aws/query/complete?q=%00", "q"],
    ["/api/aws/scans?q=stat:partial", "q"],
    ["/api/aws/resources?q=%00", "q"],
    ["/api/aws/resources?removed=maybe", "removed"],
    ["/api/aws/resources?sort=name&sort=type", "sort"],
    ["/api/aws/resources?type=%00", "type"],
    ["/api/aws/resources?tag.env=%00", "tags.env"],
    ["/api/aws/scans?limit=0", "limit"],
    ["/api/aws/scans?limit=x", "limit"],
    ["/api/aws/scans?before=nonsense", "before"],
    ["/api/aws/scans?before=00000000-0000-4000-8000-000000000000", "before"],
    ["/api/aws/iam-policy?resource_types=ec9", "resource_types.0"],
    ["/api/aws/iam-policy?resource_types=", "resource_types.0"],
  ] as const
).map(([path, field]) => ({ what: "a wrong parameter", path, status: 422, detail: INVALID, field }))

const absent: Case[] = [
  "/api/aws/resources/nonsense",
  "/api/aws/resources/00000000-0000-4000-8000-000000000000",
  "/api/aws/scans/nonsense",
  "/api/aws/scans/00000000-0000-4000-8000-000000000000",
  "/api/aws/scans/nonsense/events",
  "/api/aws/scans/%00",
  "/api/aws/no-such-route",
  "/api/nowhere",
].map((path) => ({ what: "a path that does not exist", path, status: 404, detail: /^Not found/ }))

const routes = [
  "/api/aws/scans",
  "/api/aws/scans/x",
  "/api/aws/scans/x/events",
  "/api/aws/resources",
  "/api/aws/resources/x",
  "/api/aws/iam-policy",
]
const posts = ["/api/aws/test-connection", "/api/aws/scan", "/api/aws/scan-async"]

const strangers: Case[] = [
  ...routes.map((path) => ({ what: "no token", path, authorization: null, status: 401, detail: UNKNOWN })),
  ...posts.map((path) => ({
    what: "no token",
    method: "POST",
    path,
    body: scanOf({}),
    authorization: null,
    status: 401,
    detail: UNKNOWN,
  })),
  ...["Bearer", "Bearer x", "Basic dXNlcjpwYXNz", `Bearer awc_${"A".repeat(43)}`, "awc_x", "Bearer awc_x y"].map(
    (authorization) => ({
      what: `Authorization: ${authorization}`,
      path: "/api/aws/scans",
      authorization,
      status: 401,
      detail: UNKNOWN,
    }),
  ),
  {
    what: "a cancellation with a read-only token",
    method: "DELETE",
    path: "/api/aws/scans/x",
    reader: true,
    status: 403,
    detail: /^Not allowed/,
  },
]

const cases: Case[] = [
  ...bodyCases("/api/aws/test-connection"),
  tooLarge("/api/aws/test-connection"),
  ...credentialCases("/api/aws/test-connection", "", (keys) => keys),
  ...scanCases("/api/aws/scan"),
  ...scanCases("/api/aws/scan-async"),
  ...queryCases,
  ...absent,
  ...strangers,
]

test("there are more than 60 malformed requests", () => {
  expect(cases.length).toBeGreaterThan(60)
})

test("every malformed request gets the contract's status and message, never a 500", async () => {
  test.setTimeout(180_000)
  // One token may test 30 connections and start 60 scans a minute, so the cases share several tokens.
  const tokens = await Promise.all(Array.from({ length: 4 }, (_, n) => makeToken("--name", `bad-input-${n}`)))
  const reader = await makeToken("--name", "bad-input-reader", "--scopes", "read")
  const wrong: string[] = []
  for (const [index, one] of cases.entries()) {
    const token =
      one.authorization === undefined ? (one.reader ? reader : (tokens[index % tokens.length] ?? null)) : null
    const headers = one.authorization ? { authorization: one.authorization } : {}
    const {
      status,
      body,
      headers: answered,
    } = await call(token, one.method ?? "GET", one.path, one.body, headers as Record<string, string>)
    const name = `${one.method ?? "GET"} ${one.path.slice(0, 60)}: ${one.what}`
    const told = JSON.stringify(body)
    if (status !== one.status) wrong.push(`${name}: ${status} instead of ${one.status}: ${told.slice(0, 200)}`)
    else if (!one.detail.test(body.detail)) wrong.push(`${name}: ${body.detail}`)
    else if (!answered.get("content-type")?.includes("application/problem+json"))
      wrong.push(`${name}: not problem+json`)
    else if (one.field && !body.errors?.some((error: { path: string }) => error.path === one.field))
      wrong.push(`${name}: ${told.slice(0, 300)} does not name ${one.field}`)
    else if (one.status === 401 && answered.get("www-authenticate") !== "Bearer")
      wrong.push(`${name}: no WWW-Authenticate`)
  }
  expect(wrong).toEqual([])
})

test("the answer to a refused body does not repeat its values", async () => {
  const token = await makeToken("--name", "echo")
  const misplaced = await call(token, "POST", "/api/aws/test-connection", {
    ...KEYS,
    region: TEST_SECRETS.wrongSecretKey,
  })
  expect(misplaced.status).toBe(422)
  expect(JSON.stringify(misplaced.body)).not.toContain(TEST_SECRETS.wrongSecretKey)
  const types = await call(token, "POST", "/api/aws/scan", {
    credentials: KEYS,
    resource_types: [TEST_SECRETS.wrongSecretKey],
  })
  expect(types.status).toBe(422)
  expect(JSON.stringify(types.body)).not.toContain(TEST_SECRETS.wrongSecretKey)
  const { status, body } = await call(token, "POST", "/api/aws/test-connection", {
    ...KEYS,
    region: "nowhere",
    aws_session_token: TEST_SECRETS.sessionToken,
  })
  expect(status).toBe(422)
  expect(JSON.stringify(body)).not.toContain(TEST_SECRETS.sessionToken)
  expect(JSON.stringify(body)).not.toContain(KEYS.aws_secret_access_key)
})
