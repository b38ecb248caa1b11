import { writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { and, eq, isNull, sql } from "drizzle-orm"
import { afterAll, afterEach, beforeAll, expect, test } from "vitest"
import type { Actor } from "@/lib/auth/permissions"
import type { PolicyDocument } from "@/lib/aws/policy"
import { resourceTypeKeys } from "@/lib/aws/resource-types/registry"
import {
  changeConnection,
  createConnection,
  declineNewTypes,
  getConnection,
  listConnections,
} from "@/lib/connections/connections"
import { roleDocuments } from "@/lib/connections/documents/documents"
import { testSavedConnection } from "@/lib/connections/preflight"
import { deleteConnection, previewRemoval } from "@/lib/connections/remove"
import { scanConnection } from "@/lib/connections/scan"
import { changeConnectionSchema, newConnectionSchema } from "@/lib/connections/schemas"
import { connections, resources, scans } from "@/lib/db/schema"
import { getScan } from "@/lib/scans/read/get"
import { scanRequestSchema } from "@/lib/scans/schemas"
import { startScan } from "@/lib/scans/start"
import { testConnection } from "@/lib/scans/test-connection"
import { startWorker, type Worker } from "@/lib/work/work"
import { MINIMAL_POLICY } from "../sandbox/account"
import { generateAccount } from "../sandbox/generate"
import { type Sandbox, startSandbox } from "../sandbox/server"
import { contextOf } from "../support/context"
import { openTestDatabase, type TestDatabase } from "../support/database"
import { KEYS, untilEnded } from "../support/scanning"
import { TEST_SECRETS } from "../support/secrets"
import { beHub, HUB, hubAccount, ROLE, readerRole, roleArn, smallAccount } from "../support/world"

const PROD = "123456789012"
const SANDBOXED = "222233334444"
const KEYED = "555566667777"
const SHARED = "777788889999"

let database: TestDatabase
let sandbox: Sandbox
let worker: Worker
let stopBeingHub: () => void

beforeAll(async () => {
  stopBeingHub = beHub()
  database = await openTestDatabase()
  const keyed = generateAccount({
    ...{ seed: 3, accountId: KEYED, buckets: 1 },
    regions: { "us-east-1": { ec2: 2, rds: 1, lambda: 1, elb: 1, vpc: 1 } },
  })
  sandbox = await startSandbox({
    accounts: [hubAccount(), smallAccount(PROD, 11), smallAccount(SANDBOXED, 12), keyed, smallAccount(SHARED, 13)],
  })
  database.config.aws.endpoint = sandbox.url
  worker = await startWorker(database.ctx, 4)
})
afterEach(() => {
  sandbox.sts.seconds = null
  account(PROD).roles = [readerRole()]
  account(SANDBOXED).roles = [readerRole()]
  sandbox.calls.length = 0
})
afterAll(async () => {
  await worker.stop()
  await sandbox.stop()
  await database.close()
  stopBeingHub()
})

const account = (id: string) => {
  const found = sandbox.accounts.find(({ accountId }) => accountId === id)
  if (!found) throw new Error(`no account ${id}`)
  return found
}

const create = (body: Record<string, unknown>) => createConnection(database.ctx, newConnectionSchema.parse(body))
const change = (id: string, body: Record<string, unknown>) =>
  changeConnection(database.ctx, id, changeConnectionSchema.parse(body))

/** A role connection whose role trusts its external id. */
async function connectRole(accountId = PROD, more: Record<string, unknown> = {}) {
  const made = await create({ name: `role of ${accountId}`, kind: "role", ...more })
  account(accountId).roles = [readerRole({ externalId: made.external_id ?? "" })]
  return change(made.id, { role_arn: roleArn(accountId) })
}

const scan = async (id: string, request = {}) => {
  const scanId = await scanConnection(database.ctx, id, { resource_types: null, regions: null, ...request })
  return untilEnded(database.ctx, scanId)
}

const assumed = () => sandbox.calls.filter(({ action }) => action === "sts:AssumeRole")

test("a role without an ARN is a draft with an external id, which is tested before it is scanned", async () => {
  const draft = await create({ name: "prod", kind: "role" })
  expect(draft).toMatchObject({ is_draft: true, role_arn: null, account_id: null })
  expect(draft.external_id).toMatch(/^awc-[0-9a-f]{32}$/)
  await expect(scan(draft.id)).rejects.toMatchObject({ code: "invalid" })
  account(PROD).roles = [readerRole({ externalId: draft.external_id ?? "" })]
  await change(draft.id, { role_arn: roleArn(PROD) })
  await expect(scan(draft.id)).rejects.toMatchObject({ code: "invalid" })

  const tested = await testSavedConnection(database.ctx, draft.id)
  expect(tested).toMatchObject({ status: "ok", account_id: PROD, trust: "external_id_required", partition: "aws" })
  expect(tested.arn).toBe(`arn:aws:sts::${PROD}:assumed-role/${ROLE}/aws-connect-test`)
  expect(tested.regions).toEqual(["eu-west-1", "us-east-1"])
  expect(tested.types.map(({ type, state }) => `${type} ${state}`).sort()).toEqual(
    ["ec2", "elb", "lambda", "rds", "s3", "vpc"].map((type) => `${type} allowed`),
  )
  expect(await getConnection(database.ctx, draft.id)).toMatchObject({ is_draft: false, account_id: PROD })
  // Two calls for the trust, then identity, regions, and one or two for each type.
  expect(sandbox.calls.length).toBeLessThan(22)
  expect(sandbox.calls.every(({ action }) => /:(Describe|List|Get|Assume)/.test(action))).toBe(true)

  const ended = await scan(draft.id)
  expect(ended).toMatchObject({ state: "success", account_id: PROD, connection_id: draft.id })
  expect(ended.counts.found).toBe(2 * 12 + 3)
})

test("a role that trusts without the external id is a warning, not a failure", async () => {
  const connection = await connectRole()
  account(PROD).roles = [readerRole()]
  const tested = await testSavedConnection(database.ctx, connection.id)
  expect(tested).toMatchObject({ status: "partial", trust: "too_open" })
  expect(tested.warnings[0]).toContain("without the external id")
})

test("a preflight names the missing action, what denies it, and the statement to copy", async () => {
  const connection = await connectRole()
  const [role] = account(PROD).roles
  if (!role) throw new Error("no role")
  role.allow = MINIMAL_POLICY.filter((action) => action !== "lambda:ListTags")
  role.deny = [{ action: "rds:DescribeDBInstances", by: "service control policy" }]
  const { status, types } = await testSavedConnection(database.ctx, connection.id)
  expect(status).toBe("partial")
  const of = (key: string) => types.find(({ type }) => type === key)
  expect(of("lambda")).toMatchObject({
    ...{ state: "denied", missing_permission: "lambda:ListTags", denied_by: "policy" },
    statement: { Effect: "Allow", Action: ["lambda:ListTags"], Resource: "*" },
  })
  expect(of("rds")).toMatchObject({ state: "denied", denied_by: "organisation", statement: null })
  expect(of("ec2")).toMatchObject({ state: "allowed" })
})

test("a test that reaches nobody says why and leaves a draft a draft", async () => {
  const draft = await create({ name: "nobody", kind: "role", role_arn: roleArn("999999999999"), is_draft: true })
  const tested = await testSavedConnection(database.ctx, draft.id)
  expect(tested).toMatchObject({ status: "failed", account_id: null, problem: { code: "AccessDenied" } })
  expect((await getConnection(database.ctx, draft.id)).is_draft).toBe(true)
})

test("a scan longer than its credentials ends complete, with one AssumeRole a renewal for the whole process", async () => {
  const connection = await connectRole()
  await testSavedConnection(database.ctx, connection.id)
  sandbox.calls.length = 0
  sandbox.sts.seconds = 3
  sandbox.faults.latencyMs = 450
  const started = Date.now()
  const ended = await scan(connection.id)
  sandbox.faults.latencyMs = 0
  expect(ended.state).toBe("success")
  const seconds = (Date.now() - started) / 1000
  expect(seconds).toBeGreaterThan(3)
  // A renewal comes a quarter of the keys' life before their end.
  expect(assumed().length).toBeLessThanOrEqual(Math.ceil(seconds / 2.25) + 1)
  // The tag index is tried once, and is not allowed by the minimal policy.
  expect(sandbox.calls.filter(({ status, action }) => status !== 200 && action !== "tag:GetResources")).toEqual([])
})

test("a connection that is changed while its scan runs leads to no other account's resources", async () => {
  const connection = await connectRole(PROD)
  await testSavedConnection(database.ctx, connection.id)
  expect((await scan(connection.id)).state).toBe("success")
  const count = () => database.db.$count(resources, and(eq(resources.accountId, PROD), isNull(resources.removedAt)))
  const before = await count()
  account(SANDBOXED).roles = [readerRole({ externalId: connection.external_id ?? "" })]
  sandbox.faults.latencyMs = 300
  const id = await scanConnection(database.ctx, connection.id, { resource_types: null, regions: null })
  await expect
    .poll(async () => (await getScan(database.ctx, id)).state, { interval: 20, timeout: 60_000 })
    .toBe("running")
  await change(connection.id, { role_arn: roleArn(SANDBOXED) })
  sandbox.faults.latencyMs = 0
  const ended = await untilEnded(database.ctx, id)
  const codes = ended.slices.flatMap(({ error }) => error?.code ?? [])
  expect(new Set(codes)).toEqual(new Set(["OtherAccount"]))
  expect(await count()).toBe(before)
})

test("a chained second role is assumed with the first one's credentials, for an hour at most", async () => {
  const connection = await connectRole(PROD, { duration_seconds: 3_600, chain: [] })
  const first = roleArn(PROD)
  const session = `arn:aws:sts::${PROD}:assumed-role/${ROLE}`
  account(SANDBOXED).roles = [
    readerRole({ trusts: [`arn:aws:iam::${PROD}:root`], externalId: connection.external_id ?? "" }),
  ]
  await change(connection.id, { role_arn: first, chain: [roleArn(SANDBOXED)], duration_seconds: 3_600 })
  const tested = await testSavedConnection(database.ctx, connection.id)
  expect(tested).toMatchObject({ status: "ok", account_id: SANDBOXED })
  expect(tested.arn).not.toContain(session)
})

test("saved keys are sealed, replaced whole, and never read back", async () => {
  const connection = await create({ name: "keys", kind: "keys", ...KEYS })
  expect(JSON.stringify(connection)).not.toContain(KEYS.aws_secret_access_key)
  expect(connection).toMatchObject({ access_key_id: "AKIA…MPLE", is_draft: false, external_id: null })
  expect(await scan(connection.id)).toMatchObject({ state: "success", account_id: KEYED })
  const wrong = { ...KEYS, aws_secret_access_key: TEST_SECRETS.wrongSecretKey }
  await change(connection.id, wrong)
  expect(await scan(connection.id)).toMatchObject({ state: "failed", failure: { code: "SignatureDoesNotMatch" } })
  await change(connection.id, KEYS)
  expect(await testSavedConnection(database.ctx, connection.id)).toMatchObject({ status: "ok", account_id: KEYED })
})

test("what the machine has is named by what STS answers, and keys of another connection can be a role's base", async () => {
  const ambient = await create({ name: "build", kind: "ambient", resource_types: ["ec2"] })
  expect(await testSavedConnection(database.ctx, ambient.id)).toMatchObject({ account_id: HUB.accountId, arn: HUB.arn })
  const keys = await create({ name: "base", kind: "keys", ...KEYS })
  const role = await create({ name: "by keys", kind: "role", base: keys.id, role_arn: roleArn(PROD) })
  const caller = account(KEYED).identities[0]?.arn ?? ""
  account(PROD).roles = [readerRole({ trusts: [caller], externalId: role.external_id ?? "" })]
  expect(await testSavedConnection(database.ctx, role.id)).toMatchObject({ status: "ok", account_id: PROD })
  await expect(deleteConnection(database.ctx, keys.id, false)).rejects.toMatchObject({ code: "invalid" })
})

test("web identity is one of the things that a machine may have", async () => {
  const { defaultProvider } = await import("@aws-sdk/credential-provider-node")
  const file = join(tmpdir(), `awc-token-${process.pid}`)
  writeFileSync(file, "a token of another provider")
  account(SANDBOXED).roles = [readerRole({ trusts: [], webIdentityToken: "a token of another provider" })]
  const names = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"] as const
  const before = names.map((name) => process.env[name])
  for (const name of names) delete process.env[name]
  Object.assign(process.env, {
    AWS_WEB_IDENTITY_TOKEN_FILE: file,
    AWS_ROLE_ARN: roleArn(SANDBOXED),
    AWS_ENDPOINT_URL: sandbox.url,
    AWS_REGION: "us-east-1",
  })
  const { accessKeyId } = await defaultProvider()()
  for (const name of ["AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN", "AWS_ENDPOINT_URL", "AWS_REGION"])
    delete process.env[name]
  names.forEach((name, index) => {
    process.env[name] = before[index]
  })
  expect(sandbox.sts.sessions.get(accessKeyId)?.account.accountId).toBe(SANDBOXED)
})

test("a role and an external id cannot be combined from two connections", async () => {
  const one = await connectRole(PROD)
  const two = await create({ name: "another", kind: "role" })
  expect(newConnectionSchema.safeParse({ name: "x", kind: "role", external_id: one.external_id }).success).toBe(false)
  expect(changeConnectionSchema.safeParse({ external_id: one.external_id }).success).toBe(false)
  // The other connection's own id opens nothing of the first one's role.
  await change(two.id, { role_arn: roleArn(PROD) })
  expect(await testSavedConnection(database.ctx, two.id)).toMatchObject({ status: "failed" })
  const after = await getConnection(database.ctx, two.id)
  expect(after.external_id).toBe(two.external_id)
})

test("scan and test by connection_id work, and a retry of a connection's scan needs no keys", async () => {
  const connection = await connectRole(PROD, { regions: ["us-east-1"], resource_types: ["ec2", "rds"] })
  await testSavedConnection(database.ctx, connection.id)
  const reach = { connection_id: connection.id }
  expect(await testConnection(database.ctx, reach)).toMatchObject({ accountId: PROD })
  const [role] = account(PROD).roles
  if (!role) throw new Error("no role")
  role.deny = [{ action: "rds:DescribeDBInstances" }]
  const first = await untilEnded(
    database.ctx,
    await startScan(database.ctx, scanRequestSchema.parse({ credentials: reach })),
  )
  // Its own regions and types are the defaults.
  expect(first).toMatchObject({ state: "partial", regions: ["us-east-1"], resource_types: ["ec2", "rds"] })
  role.deny = []
  const again = await untilEnded(
    database.ctx,
    await startScan(database.ctx, scanRequestSchema.parse({ retry_of: first.scan_id })),
  )
  expect(again).toMatchObject({ state: "success", resource_types: ["rds"], connection_id: connection.id })
})

test("a retry of a scan with keys still asks for them", async () => {
  const request = scanRequestSchema.parse({ credentials: { ...KEYS }, resource_types: ["ec2", "rds"] })
  const [identity] = account(KEYED).identities
  if (!identity) throw new Error("no identity")
  identity.deny = [{ action: "rds:DescribeDBInstances" }]
  const first = await untilEnded(database.ctx, await startScan(database.ctx, request))
  identity.deny = []
  await expect(startScan(database.ctx, scanRequestSchema.parse({ retry_of: first.scan_id }))).rejects.toMatchObject({
    fields: [{ path: "credentials" }],
  })
})

test("two connections to one account share its slices, and deleting one leaves the other's resources", async () => {
  const one = await connectRole(SHARED)
  await testSavedConnection(database.ctx, one.id)
  await scan(one.id)
  const two = await create({ name: "second way", kind: "role", role_arn: roleArn(SHARED) })
  account(SHARED).roles = [readerRole({ trusts: [HUB.arn] })]
  sandbox.faults.latencyMs = 150
  const ids = await Promise.all(
    [one.id, two.id].map((id) => scanConnection(database.ctx, id, { resource_types: null, regions: null })),
  )
  const [first, second] = await Promise.all(ids.map((id) => untilEnded(database.ctx, id)))
  sandbox.faults.latencyMs = 0
  expect(first?.state).toBe("success")
  expect(second?.state).toBe("success")
  const joined = [...(first?.slices ?? []), ...(second?.slices ?? [])].filter(({ joined_scan_id }) => joined_scan_id)
  expect(joined.length).toBeGreaterThan(0)
  const held = async () => database.db.$count(resources, eq(resources.accountId, SHARED))
  const before = await held()
  expect(await previewRemoval(database.ctx, one.id)).toMatchObject({ accounts: 0, resources: 0, shared_accounts: 1 })
  await deleteConnection(database.ctx, one.id, true)
  expect(await held()).toBe(before)
  expect(await previewRemoval(database.ctx, two.id)).toMatchObject({ accounts: 1, resources: before })
  await deleteConnection(database.ctx, two.id, true)
  await expect.poll(held, { timeout: 60_000 }).toBe(0)
  const [left] = await database.db.execute<{ count: number }>(sql`
    select count(*)::int as count from slice_counts where account_id = ${SHARED} and count <> 0`)
  expect(left?.count).toBe(0)
})

test("deleting a connection cancels its open scans and keeps what they stored", async () => {
  const connection = await connectRole(PROD)
  await testSavedConnection(database.ctx, connection.id)
  sandbox.faults.latencyMs = 400
  const id = await scanConnection(database.ctx, connection.id, { resource_types: null, regions: null })
  await deleteConnection(database.ctx, connection.id, false)
  sandbox.faults.latencyMs = 0
  expect(await untilEnded(database.ctx, id)).toMatchObject({ state: "cancelled", connection_id: null })
})

test("documents hold the least policy, the external id and this server, in every partition", async () => {
  const connection = await create({ name: "docs", kind: "role", resource_types: ["ec2", "s3"] })
  const documents = await roleDocuments(database.ctx, connection.id)
  expect(documents).toMatchObject({ principal: HUB.arn, principal_problem: null, external_id: connection.external_id })
  expect(documents.actions).toEqual([
    "ec2:DescribeInstances",
    "ec2:DescribeRegions",
    "s3:GetBucketLocation",
    "s3:GetBucketTagging",
    "s3:ListAllMyBuckets",
    "sts:GetCallerIdentity",
  ])
  expect(JSON.parse(documents.trust_policy).Statement[0].Condition).toEqual({
    StringEquals: { "sts:ExternalId": connection.external_id },
  })
  expect(documents.cloudformation).toContain(
    `AWS: !Sub "arn:\${AWS::Partition}:iam::${HUB.accountId}:user/aws-connect"`,
  )
  expect(documents.launch_url).toContain("console.aws.amazon.com")
  const china = await create({ name: "china", kind: "role", home_region: "cn-north-1" })
  expect((await roleDocuments(database.ctx, china.id)).launch_url).toContain("console.amazonaws.cn")
  expect(
    newConnectionSchema.safeParse({ name: "x", kind: "role", home_region: "cn-north-1", role_arn: roleArn(PROD) })
      .success,
  ).toBe(false)
})

test("a viewer sees connections without their external ids, and can neither test nor change them", async () => {
  const viewer: Actor = {
    kind: "user",
    id: "00000000-0000-4000-8000-000000000001",
    name: "v@example.com",
    role: "viewer",
  }
  const operator: Actor = { ...viewer, role: "operator" }
  const made = await create({ name: "seen", kind: "role" })
  const as = (actor: Actor) => contextOf(database.db, database.config, actor)
  const seen = (await listConnections(as(viewer))).find(({ id }) => id === made.id)
  expect(seen?.external_id).toBeNull()
  expect((await getConnection(as(operator), made.id)).external_id).toBe(made.external_id)
  await expect(testSavedConnection(as(viewer), made.id)).rejects.toMatchObject({ code: "forbidden" })
  await expect(
    changeConnection(as(operator), made.id, changeConnectionSchema.parse({ name: "x" })),
  ).rejects.toMatchObject({
    code: "forbidden",
  })
})

test("no key and no secret of a connection is stored as it is", async () => {
  const rows = await database.db.select().from(connections)
  expect(JSON.stringify(rows)).not.toContain(KEYS.aws_secret_access_key)
  expect(
    (await database.db.select().from(scans)).every(({ endedAt, sealedCredentials }) => !endedAt || !sealedCredentials),
  ).toBe(true)
})

test("a connection offers what a release brought, and scans it only once somebody added it", async () => {
  const { id } = await connectRole(PROD, { resource_types: ["ec2", "vpc"] })
  const { is_draft: _, new_types: none } = await getConnection(database.ctx, id)
  expect(none).toEqual([])
  // As the release before saved it, which knew neither queues nor DNS checks.
  const known = resourceTypeKeys.filter((key) => key !== "sqs_queue" && key !== "route53_health_check")
  await database.ctx.db.update(connections).set({ knownTypes: known }).where(eq(connections.id, id))
  expect((await getConnection(database.ctx, id)).new_types).toEqual(["route53_health_check", "sqs_queue"])
  await testSavedConnection(database.ctx, id)
  // Settings send the types as they are: that chooses nothing, and the test still holds.
  await change(id, { name: "another name", resource_types: ["ec2", "vpc"] })
  expect(await getConnection(database.ctx, id)).toMatchObject({
    ...{ new_types: ["route53_health_check", "sqs_queue"], last_test: { status: "ok" } },
  })
  const ended = await scan(id)
  expect(ended).toMatchObject({ state: "success", resource_types: ["ec2", "vpc"] })

  expect((await change(id, { resource_types: ["ec2", "vpc", "sqs_queue"] })).new_types).toEqual([])
  expect((await scan(id)).resource_types).toEqual(["ec2", "vpc", "sqs_queue"])
  // A connection of before types were noted: what it scans is what it knew.
  await database.ctx.db.update(connections).set({ knownTypes: null, resourceTypes: null }).where(eq(connections.id, id))
  expect((await getConnection(database.ctx, id)).new_types).toContain("subnet")
  await testSavedConnection(database.ctx, id)
  await declineNewTypes(database.ctx, id)
  expect(await getConnection(database.ctx, id)).toMatchObject({ new_types: [], last_test: { account_id: PROD } })
})

test.each([["recommended"], ["*"], ["Security"], ["analytics"]])(
  "a role with exactly the policy of %s scans it and passes its test",
  async (bundle) => {
    const { id } = await connectRole(PROD, { resource_types: [bundle], regions: ["us-east-1"] })
    const documents = await roleDocuments(database.ctx, id)
    const policies = documents.permission_policies.map((text) => JSON.parse(text) as PolicyDocument)
    const allow = policies.flatMap(({ Statement }) => Statement.flatMap(({ Action }) => Action))
    account(PROD).roles = [readerRole({ externalId: documents.external_id, allow })]
    const tested = await testSavedConnection(database.ctx, id)
    expect(tested.types.filter(({ state }) => state !== "allowed")).toEqual([])
    const ended = await scan(id)
    expect(ended.slices.filter(({ error }) => error)).toEqual([])
    expect(ended).toMatchObject({ state: "success", warnings: [] })
  },
)
