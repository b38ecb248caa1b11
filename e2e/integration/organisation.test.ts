import { eq, sql } from "drizzle-orm"
import { afterAll, afterEach, beforeAll, expect, test } from "vitest"
import { createConnection, getConnection } from "@/lib/connections/connections"
import { describeScan } from "@/lib/connections/notify/settle"
import { chooseMembers, getDiscovery, listMembers, startDiscovery } from "@/lib/connections/organisation/organisation"
import { testSavedConnection } from "@/lib/connections/preflight"
import { scanConnection } from "@/lib/connections/scan"
import { newConnectionSchema } from "@/lib/connections/schemas"
import { organisationAccounts, scans, slices } from "@/lib/db/schema"
import { cancelScan } from "@/lib/scans/cancel"
import { getScan } from "@/lib/scans/read/get"
import { countOpenScans, listScans } from "@/lib/scans/read/list"
import { toOutcome } from "@/lib/scans/read/outcome"
import { scanRequestSchema } from "@/lib/scans/schemas"
import { startScan } from "@/lib/scans/start"
import { startWorker, type Worker } from "@/lib/work/work"
import type { Member } from "../sandbox/organization"
import { type Sandbox, startSandbox } from "../sandbox/server"
import { openTestDatabase, type TestDatabase } from "../support/database"
import { forkWorker, killForked } from "../support/fork-worker"
import { untilEnded } from "../support/scanning"
import { beHub, hubAccount, organizationOf, readerRole, roleArn, smallAccount } from "../support/world"

const ROOT = "111111111111"
const PROD = "222222222222"
const LOGS = "333333333333"
const LEGACY = "444444444444"
const NO_ROLE = "555555555555"

const patience = { timeout: 60_000 }

const member = (accountId: string, name: string, unitId: string, state: Member["state"] = "ACTIVE"): Member => ({
  ...{ accountId, name, unitId, state },
})

let database: TestDatabase
let sandbox: Sandbox
let worker: Worker
let stopBeingHub: () => void
let id: string

beforeAll(async () => {
  stopBeingHub = beHub()
  database = await openTestDatabase()
  const noRole = smallAccount(NO_ROLE, 25)
  noRole.roles = []
  sandbox = await startSandbox({
    accounts: [
      ...([hubAccount(), smallAccount(ROOT, 21), smallAccount(PROD, 22), smallAccount(LOGS, 23)] as const),
      ...[smallAccount(LEGACY, 24), noRole],
    ],
    organization: organizationOf([
      member(ROOT, "shop-root", "r-root"),
      member(PROD, "shop-prod", "ou-prod"),
      member(LOGS, "shop-logs", "ou-core"),
      member(LEGACY, "shop-legacy", "ou-core", "SUSPENDED"),
    ]),
  })
  database.config.aws.endpoint = sandbox.url
  worker = await startWorker(database.ctx, 6)
  const made = await createConnection(
    database.ctx,
    newConnectionSchema.parse({
      name: "shop organisation",
      kind: "role",
      role_arn: roleArn(ROOT),
      organisation: { role_name: "aws-connect-read" },
      resource_types: ["ec2", "vpc"],
      is_draft: true,
    }),
  )
  id = made.id
  for (const account of sandbox.accounts.slice(1, 5))
    account.roles = [readerRole({ externalId: made.external_id ?? "" })]
})
afterEach(() => {
  sandbox.faults.fail = []
  sandbox.faults.hang = []
  sandbox.faults.latencyMs = 0
  sandbox.calls.length = 0
})
afterAll(async () => {
  killForked()
  await worker.stop()
  await sandbox.stop()
  await database.close()
  stopBeingHub()
})

const organization = () => {
  if (!sandbox.organization) throw new Error("no organisation")
  return sandbox.organization
}

async function discover() {
  const discoveryId = await startDiscovery(database.ctx, id)
  for (;;) {
    const found = await getDiscovery(database.ctx, discoveryId)
    if (found.ended_at) return found
    await new Promise((done) => setTimeout(done, 50))
  }
}

const scanAll = async () =>
  untilEnded(database.ctx, await scanConnection(database.ctx, id, { resource_types: null, regions: null }))

const members = async () =>
  (await listMembers(database.ctx, id)).map((one) => `${one.name} ${one.state} ${one.ou_path} ${one.is_included}`)

test("the test lists the accounts and assumes the role in one of them", async () => {
  const tested = await testSavedConnection(database.ctx, id)
  expect(tested).toMatchObject({ status: "ok", account_id: ROOT, trust: "external_id_required" })
  expect(tested.types.map(({ state }) => state)).toEqual(["allowed", "allowed"])
})

test("a discovery finds accounts with their units and states", async () => {
  const found = await discover()
  expect(found).toMatchObject({ state: "success", accounts_found: 4, organisation_id: "o-4kz81m2xq7", problem: null })
  expect(found.events.map(({ name, what }) => `${name} ${what}`)).toEqual([
    "shop-legacy new",
    "shop-logs new",
    "shop-prod new",
    "shop-root new",
  ])
  expect(await members()).toEqual([
    "shop-root ACTIVE Root true",
    "shop-legacy SUSPENDED Root/Core true",
    "shop-logs ACTIVE Root/Core true",
    "shop-prod ACTIVE Root/Workloads/Prod true",
  ])
  expect((await getConnection(database.ctx, id)).organisation).toMatchObject({ accounts: 4, scope: "all" })
})

test("a scan of the organisation has a part for each active account, and its own numbers are their sums", async () => {
  const whole = await scanAll()
  expect(whole).toMatchObject({ state: "success", is_organisation: true, account_id: null, parent_id: null })
  const parts = await listScans(database.ctx, 50, { parent: whole.scan_id })
  expect(parts.map(({ account_id, state }) => `${account_id} ${state}`).sort()).toEqual(
    [ROOT, PROD, LOGS].map((one) => `${one} success`),
  )
  expect(whole.counts.found).toBe(parts.reduce((sum, { counts }) => sum + counts.found, 0))
  expect(whole.counts).toMatchObject({ slices_total: 3 * 4, slices_done: 3 * 4 })
  expect(toOutcome(whole).resources_found).toEqual({ ec2: 3 * 8, vpc: 3 * 4 })
  // Lists show the whole, not its parts.
  expect((await listScans(database.ctx, 50)).map(({ scan_id }) => scan_id)).toEqual([whole.scan_id])
  const [prod] = (await listMembers(database.ctx, id)).filter(({ account_id }) => account_id === PROD)
  expect(prod?.last_scan).toMatchObject({ state: "success", slices_done: 4, slices_total: 4 })
})

test("a new account joins by itself; one without the role fails alone; its retry repeats only what failed", async () => {
  organization().members.push(member(NO_ROLE, "shop-new", "ou-test"))
  const whole = await scanAll()
  expect(whole.state).toBe("partial")
  const parts = await listScans(database.ctx, 50, { parent: whole.scan_id })
  const failed = parts.filter(({ state }) => state === "failed")
  expect(failed).toMatchObject([{ account_id: NO_ROLE, failure: { at: "refused", code: "AccessDenied" } }])
  const { message, errors } = toOutcome(whole)
  expect(message).toMatch(
    /^Scan partly complete. Found \d+ resources; 1 account was not scanned completely: shop-new.$/,
  )
  expect(errors).toEqual([
    {
      ...{ account_id: NO_ROLE, account_name: "shop-new", region: whole.home_region, resource_type: null },
      ...{
        code: "AccessDenied",
        message: expect.stringContaining("did not let this server in"),
        missing_permission: null,
      },
    },
  ])
  const [row] = await database.db.select().from(scans).where(eq(scans.id, whole.scan_id))
  if (!row) throw new Error("no scan")
  expect((await describeScan(database.db, row)).reason).toMatch(
    /^1 of \d accounts were not scanned completely. shop-new \(555555555555\): The role did not let/,
  )
  const account = sandbox.accounts.find(({ accountId }) => accountId === NO_ROLE)
  if (account) account.roles = [readerRole()]
  // A refusal is remembered for some time.
  await new Promise((done) => setTimeout(done, database.config.pace.aws.refusalMs + 50))
  const again = await untilEnded(
    database.ctx,
    await startScan(database.ctx, scanRequestSchema.parse({ retry_of: whole.scan_id })),
  )
  expect(again.state).toBe("success")
  expect((await listScans(database.ctx, 50, { parent: again.scan_id })).map(({ account_id }) => account_id)).toEqual([
    NO_ROLE,
  ])
})

test("a suspended account is shown as such, is not scanned, and what we hold of it becomes unverified", async () => {
  const prod = organization().members.find(({ accountId }) => accountId === PROD)
  if (!prod) throw new Error("no prod")
  prod.state = "SUSPENDED"
  const found = await discover()
  expect(found.events).toEqual([{ account_id: PROD, name: "shop-prod", what: "suspended" }])
  const held = await database.db.select().from(slices).where(eq(slices.accountId, PROD))
  expect(held.length).toBeGreaterThan(0)
  expect(held.every(({ unverifiedSince }) => unverifiedSince !== null)).toBe(true)
  const whole = await scanAll()
  expect(
    (await listScans(database.ctx, 50, { parent: whole.scan_id })).map(({ account_id }) => account_id),
  ).not.toContain(PROD)
  prod.state = "ACTIVE"
  expect((await discover()).events).toMatchObject([{ what: "active again" }])
  await scanAll()
  const [after] = await database.db.select().from(slices).where(eq(slices.accountId, PROD))
  expect(after?.unverifiedSince).toBeNull()
})

test("pages may be short or empty; a partial list touches no account that it does not name", async () => {
  const first = organization().members
  for (let index = 0; index < 45; index++)
    first.push(member(String(600_000_000_000 + index), `many-${index}`, "ou-test", "CLOSED"))
  organization().hasEmptyPages = true
  expect(await discover()).toMatchObject({ state: "success", accounts_found: 50 })
  const before = await members()
  sandbox.faults.fail = [
    { action: "organizations:ListAccounts", laterPages: true, status: 400, code: "AccessDeniedException" },
  ]
  const partial = await discover()
  expect(partial).toMatchObject({
    state: "partial",
    accounts_found: 20,
    problem: { missing_permission: "organizations:ListAccounts" },
  })
  expect(await members()).toEqual(before)
  sandbox.faults.fail = []
  organization().members = first.slice(0, 5)
  const whole = await discover()
  expect(whole.events.filter(({ what }) => what === "left")).toHaveLength(45)
  await database.db.delete(organisationAccounts).where(eq(organisationAccounts.state, "LEFT"))
})

test("units that cannot be read are not empty, and a list that cannot be read keeps what is known", async () => {
  const before = await members()
  sandbox.faults.fail = [{ action: "organizations:ListRoots", status: 400, code: "AccessDeniedException" }]
  expect(await discover()).toMatchObject({
    state: "partial",
    problem: { missing_permission: "organizations:ListRoots" },
  })
  sandbox.faults.fail = [{ action: "organizations:ListAccounts", status: 400, code: "AccessDeniedException" }]
  expect(await discover()).toMatchObject({ state: "failed", accounts_found: 0 })
  expect(await members()).toEqual(before)
  // The accounts that are known are scanned all the same, and the scan says so.
  const whole = await scanAll()
  expect(whole).toMatchObject({ state: "partial", warnings: [{ missing_permission: "organizations:ListAccounts" }] })
})

test("accounts are chosen by unit and by hand", async () => {
  await database.db.execute(
    sql`update connections set member_scope = 'ous', member_ous = array['Root/Workloads'] where id = ${id}`,
  )
  const included = async () =>
    (await listMembers(database.ctx, id)).filter(({ is_included }) => is_included).map(({ name }) => name)
  expect(await included()).toEqual(["shop-prod", "shop-new"])
  await chooseMembers(database.ctx, id, {
    accounts: [
      { account_id: LOGS, is_included: true },
      { account_id: NO_ROLE, is_included: false },
    ],
  })
  expect(await included()).toEqual(["shop-logs", "shop-prod"])
  await expect(
    chooseMembers(database.ctx, id, { accounts: [{ account_id: "999999999999", is_included: true }] }),
  ).rejects.toMatchObject({ code: "invalid" })
  const whole = await scanAll()
  expect(
    (await listScans(database.ctx, 50, { parent: whole.scan_id })).map(({ account_id }) => account_id).sort(),
  ).toEqual([PROD, LOGS])
  await database.db.execute(sql`update connections set member_scope = 'chosen' where id = ${id}`)
  await database.db.execute(sql`update organisation_accounts set choice = null`)
  expect(await scanAll()).toMatchObject({ state: "failed", failure: { code: "NoAccounts" } })
  await database.db.execute(sql`update connections set member_scope = 'all' where id = ${id}`)
})

test("an account that is left out is unverified at once, and the next scan says so once", async () => {
  const ofProd = () =>
    database.db.execute<{ is_unverified: boolean }>(sql`
      select unverified_since is not null as is_unverified from slices s where account_id = ${PROD} and exists (
        select from resources r where r.account_id = s.account_id and r.type = s.type and r.slice_region = s.region)`)
  await scanAll()
  expect((await ofProd()).every(({ is_unverified }) => !is_unverified)).toBe(true)
  await chooseMembers(database.ctx, id, { accounts: [{ account_id: PROD, is_included: false }] })
  const left = await ofProd()
  expect(left.length).toBeGreaterThan(0)
  expect(left.every(({ is_unverified }) => is_unverified)).toBe(true)
  expect(toOutcome(await scanAll()).errors?.map(({ message }) => message)).toContain(
    "No longer scanned: shop-prod. What is known of it is kept, unverified.",
  )
  expect(JSON.stringify(toOutcome(await scanAll()))).not.toContain("No longer scanned")
  await chooseMembers(database.ctx, id, { accounts: [{ account_id: PROD, is_included: true }] })
  await scanAll()
  expect((await ofProd()).every(({ is_unverified }) => !is_unverified)).toBe(true)
})

test("the whole shows the progress of its parts while they run", async () => {
  // One of the four slices of each account does not end.
  sandbox.faults.hang = [{ action: "ec2:DescribeInstances", region: "eu-west-1" }]
  const scanId = await scanConnection(database.ctx, id, { resource_types: null, regions: null })
  const parts = () => listScans(database.ctx, 50, { parent: scanId })
  await expect
    .poll(async () => (await parts()).map(({ state, counts }) => `${state} ${counts.slices_done}`), patience)
    .toEqual(Array(4).fill("running 3"))
  await expect.poll(async () => (await getScan(database.ctx, scanId)).counts.slices_done, patience).toBe(12)
  await cancelScan(database.ctx, scanId)
})

test("cancelling the whole cancels its parts", async () => {
  sandbox.faults.latencyMs = 150
  const scanId = await scanConnection(database.ctx, id, { resource_types: null, regions: null })
  await expect
    .poll(async () => (await listScans(database.ctx, 50, { parent: scanId })).length, { timeout: 60_000 })
    .toBe(4)
  expect(await countOpenScans(database.ctx)).toBe(1)
  await cancelScan(database.ctx, scanId)
  sandbox.faults.latencyMs = 0
  expect((await getScan(database.ctx, scanId)).state).toBe("cancelled")
  const parts = await database.db.select().from(scans).where(eq(scans.parentId, scanId))
  expect(parts.map(({ state }) => state)).toEqual(Array(4).fill("cancelled"))
})

test("a discovery whose worker is killed is finished by another one, and finds each account once", async () => {
  await worker.stop()
  organization().members.push(member("666666666666", "shop-new", "ou-core"))
  sandbox.faults.hang = [{ action: "organizations:ListAccounts" }]
  const child = await forkWorker(database)
  const discoveryId = await startDiscovery(database.ctx, id)
  await expect
    .poll(() => sandbox.calls.some(({ action }) => action === "organizations:ListAccounts"), patience)
    .toBe(true)
  child.kill("SIGKILL")
  sandbox.faults.hang = []
  expect((await getDiscovery(database.ctx, discoveryId)).state).toBe("running")
  // As if its lease had run out.
  await database.db.execute(sql`update pgboss.job set started_on = now() - interval '1 hour' where state = 'active'`)
  worker = await startWorker(database.ctx, 6)
  await expect.poll(async () => (await getDiscovery(database.ctx, discoveryId)).state, patience).toBe("success")
  const { events } = await getDiscovery(database.ctx, discoveryId)
  expect(events.map(({ name, what }) => `${name} ${what}`)).toEqual(["shop-new new"])
  expect((await discover()).events).toEqual([])
})
