import { sql } from "drizzle-orm"
import { Webhook } from "standardwebhooks"
import { afterAll, afterEach, beforeAll, expect, test } from "vitest"
import type { Address } from "@/lib/connections/notify/address"
import { checkedAddress } from "@/lib/connections/notify/address"
import { deliverDue, testWebhook } from "@/lib/connections/notify/deliver"
import { toSlack } from "@/lib/connections/notify/events"
import { changeWebhookSchema, newWebhookSchema } from "@/lib/connections/notify/schema"
import { post } from "@/lib/connections/notify/send"
import { settleEndedScans } from "@/lib/connections/notify/settle"
import { changeWebhook, createWebhook, listDeliveries, listWebhooks } from "@/lib/connections/notify/webhooks"
import type { Ctx } from "@/lib/context"
import { savedViews, scans, webhookDeliveries, webhooks } from "@/lib/db/schema"
import { createView } from "@/lib/inventory/saved-views/saved-views"
import { newViewSchema } from "@/lib/inventory/saved-views/schema"
import { companyAccount } from "../sandbox/company"
import { openTestDatabase, type TestDatabase } from "../support/database"
import { startReceiver } from "../support/receiver"
import { type Bench, change, openBench, scanAll } from "../support/scanning"

let database: TestDatabase
let bench: Bench
let ctx: Ctx
const stopping: (() => Promise<void>)[] = []

beforeAll(async () => {
  database = await openTestDatabase()
  bench = await openBench(database.ctx, companyAccount())
  ctx = { ...database.ctx, config: { ...database.config, webhookAllowedCidrs: ["127.0.0.0/8"] } }
})
afterEach(async () => {
  await Promise.all(stopping.splice(0).map((stop) => stop()))
  await database.db.delete(webhooks)
  await database.db.delete(savedViews)
})
afterAll(async () => {
  await bench.stop()
  await database.close()
})

async function receiver(answer?: Parameters<typeof startReceiver>[0]) {
  const one = await startReceiver(answer)
  stopping.push(one.stop)
  return one
}

const make = (body: Record<string, unknown>) => createWebhook(ctx, newWebhookSchema.parse({ name: "hook", ...body }))

/** What reaches a public address, what needs an operator, and what nobody can open. */
const addresses: [host: string, isRefused: boolean, isOpenable: boolean][] = [
  ["93.184.216.34", false, false],
  ["[2606:2800:220:1:248:1893:25c8:1946]", false, false],
  ["127.0.0.1", true, true],
  ["127.1", true, true],
  ["2130706433", true, true],
  ["0x7f.0.0.1", true, true],
  ["0177.0.0.1", true, true],
  ["0.0.0.0", true, true],
  ["10.1.2.3", true, true],
  ["172.31.255.255", true, true],
  ["192.168.0.1", true, true],
  ["100.64.0.1", true, true],
  ["[::1]", true, true],
  ["[::]", true, true],
  ["[::ffff:127.0.0.1]", true, true],
  ["[::ffff:10.0.0.1]", true, true],
  ["[fe80::1]", true, true],
  ["[fd12:3456::1]", true, true],
  ["[64:ff9b::7f00:1]", true, true],
  ["[2002:7f00:1::]", true, true],
  ["169.254.1.1", true, true],
  ["169.254.169.254", true, false],
  ["[::ffff:169.254.169.254]", true, false],
  ["2852039166", true, false],
  ["169.254.170.2", true, false],
  ["[fd00:ec2::254]", true, false],
  ["100.100.100.200", true, false],
]

test.each(addresses)("%s is refused: %s; an operator may open it: %s", async (host, isRefused, isOpenable) => {
  const url = new URL(`https://${host}/hook`)
  const reach = (allowed: string[]) =>
    checkedAddress(url, allowed).then(
      () => true,
      () => false,
    )
  expect(await reach([])).toBe(!isRefused)
  expect(await reach(["0.0.0.0/0", "::/0"])).toBe(isOpenable || !isRefused)
})

test("a name is refused if any of its addresses is, and the one that was checked is the one that is called", async () => {
  const url = new URL("https://hooks.example.com/x")
  const answers =
    (...list: string[]) =>
    async (): Promise<Address[]> =>
      list.map((address) => ({ address, family: 4 }))
  await expect(checkedAddress(url, [], answers("93.184.216.34", "10.0.0.1"))).rejects.toThrow("private network")
  await expect(checkedAddress(url, [], answers())).rejects.toThrow("no address")
  // A name that changes its answer: the first look is allowed, and there is no second.
  const { got, url: open } = await receiver()
  let looks = 0
  const changing = async (): Promise<Address[]> => {
    looks++
    return [{ address: looks === 1 ? "127.0.0.1" : "169.254.169.254", family: 4 }]
  }
  const named = open.replace("127.0.0.1", "hooks.example.com")
  expect(await post({ url: named, headers: {}, body: "{}" }, ["127.0.0.0/8"], changing)).toMatchObject({ status: 200 })
  expect([looks, got.length]).toEqual([1, 1])
  expect(got[0]?.headers.host).toContain("hooks.example.com")
})

test("a redirect is not followed, and public addresses take https alone", async () => {
  const target = await receiver()
  const redirecting = await receiver(() => ({ status: 302, headers: { location: target.url } }))
  const sent = await post({ url: redirecting.url, headers: {}, body: "{}" }, ["127.0.0.0/8"])
  expect(sent.status).toBe(302)
  expect(target.got).toEqual([])
  expect(await post({ url: "http://93.184.216.34/", headers: {}, body: "{}" }, [])).toMatchObject({
    status: null,
    answer: "93.184.216.34 is in a public network. Use https.",
  })
})

test("a message is signed as the Standard Webhooks library verifies, and the log shows status and answer", async () => {
  const { got, url } = await receiver(() => ({ status: 200, body: "thanks" }))
  const hook = await make({ url, events: ["scan.failed"] })
  expect(hook).not.toHaveProperty("url")
  const delivered = await testWebhook(ctx, hook.id)
  expect(delivered).toMatchObject({ state: "delivered", status: 200, answer: "thanks", event: "test", attempts: 1 })
  expect(delivered.text).toContain("This is a test of the webhook")
  const [received] = got
  const verified = new Webhook(hook.secret ?? "").verify(
    received?.body ?? "",
    received?.headers as Record<string, string>,
  )
  expect(verified).toMatchObject({ type: "test", data: { text: expect.stringContaining("test of the webhook hook") } })
  expect(received?.headers["webhook-id"]).toBe(delivered.id)
  expect(await listDeliveries(ctx, hook.id)).toEqual([delivered])
  expect(JSON.stringify(await database.db.select().from(webhooks))).not.toContain(hook.secret)
  expect(JSON.stringify(await database.db.select().from(webhooks))).not.toContain(url)
})

test("while a secret is replaced, receivers may know the old or the new one", async () => {
  const { got, url } = await receiver()
  const hook = await make({ url, events: ["scan.failed"] })
  const rotated = await changeWebhook(ctx, hook.id, changeWebhookSchema.parse({ rotate_secret: true }))
  expect(rotated.secret).not.toBe(hook.secret)
  await testWebhook(ctx, hook.id)
  const [received] = got
  for (const secret of [hook.secret, rotated.secret])
    new Webhook(secret ?? "").verify(received?.body ?? "", received?.headers as Record<string, string>)
})

test("failures are tried again under the same id after growing pauses; 410 ends it, and disables the webhook", async () => {
  const answers = [503, 500, 200]
  const { got, url } = await receiver(() => ({ status: answers.shift() ?? 410, headers: { "retry-after": "7" } }))
  const hook = await make({ url, events: ["scan.partial"] })
  const start = Date.parse("2026-12-01T10:00:00Z")
  const later = (seconds: number) => new Date(start + seconds * 1000)
  const payload = { type: "scan.partial", timestamp: later(0).toISOString(), data: { text: "x", url: "http://x/" } }
  const [row] = await database.db
    .insert(webhookDeliveries)
    .values({ webhookId: hook.id, event: "scan.partial", payload, nextAttemptAt: later(0) })
    .returning()
  const state = async () => (await listDeliveries(ctx, hook.id)).find(({ id }) => id === `msg_${row?.id}`)
  expect(await deliverDue(ctx, later(0))).toBe(1)
  // Retry-After asked for more than the first pause of five seconds.
  expect(await state()).toMatchObject({ state: "pending", status: 503, next_attempt_at: later(7).toISOString() })
  expect(await deliverDue(ctx, later(6))).toBe(0)
  expect(await deliverDue(ctx, later(8))).toBe(1)
  expect(await state()).toMatchObject({ status: 500, next_attempt_at: later(8 + 300).toISOString() })
  expect(await deliverDue(ctx, later(400))).toBe(1)
  expect(await state()).toMatchObject({ state: "delivered", status: 200, attempts: 3 })
  expect(new Set(got.map(({ headers }) => headers["webhook-id"])).size).toBe(1)

  expect(await testWebhook(ctx, hook.id)).toMatchObject({ state: "failed", status: 410 })
  expect(await listWebhooks(ctx)).toMatchObject([
    { is_enabled: false, disabled_reason: expect.stringContaining("410") },
  ])
  await changeWebhook(ctx, hook.id, { is_enabled: true })
  expect(await listWebhooks(ctx)).toMatchObject([{ is_enabled: true, disabled_reason: null }])
})

test("one message a scan tells what of a view appeared, changed or went, with numbers and a link", async () => {
  const { got, url } = await receiver()
  const view = await createView(
    ctx,
    newViewSchema.parse({ name: "Frankfurt instances", q: "type:ec2 region:eu-central-1", is_shared: true }),
  )
  const other = await createView(
    ctx,
    newViewSchema.parse({ name: "Nothing", q: "type:ec2 region:sa-east-1", is_shared: true }),
  )
  await make({ url, events: ["view.matched", "scan.partial"], view_ids: [view.id, other.id] })
  const first = await scanAll(ctx, { resource_types: ["ec2"], regions: ["eu-central-1"] })
  await settleEndedScans(ctx)
  expect(await settleEndedScans(ctx)).toBe(0)
  const told = async (count: number) => {
    await expect.poll(() => database.db.$count(webhookDeliveries), { timeout: 60_000 }).toBe(count)
    await deliverDue(ctx)
  }
  await told(1)
  expect(got.map(({ body }) => JSON.parse(body))).toMatchObject([
    {
      type: "view.matched",
      data: {
        ...{ scan_id: first.view.scan_id, text: "Frankfurt instances: 28 appeared." },
        views: [{ view_id: view.id, view_name: "Frankfurt instances", appeared: 28, changed: 0, removed: 0 }],
        url: expect.stringContaining(`/resources?view=${view.id}`),
      },
    },
  ])
  change(bench.sandbox.account, ({ regions }) => {
    const reservations = regions["eu-central-1"]?.reservations ?? []
    reservations.at(-1)?.Instances?.pop()
    const one = reservations[0]?.Instances?.[0]
    if (one) one.InstanceType = "m7g.48xlarge" as typeof one.InstanceType
  })
  await scanAll(ctx, { resource_types: ["ec2"], regions: ["eu-central-1"] })
  await settleEndedScans(ctx)
  await told(2)
  expect(JSON.parse(got[1]?.body ?? "{}")).toMatchObject({ data: { views: [{ appeared: 0, changed: 1, removed: 1 }] } })
  // An unchanged scan tells nothing.
  await scanAll(ctx, { resource_types: ["ec2"], regions: ["eu-central-1"] })
  await settleEndedScans(ctx)
  await expect
    .poll(async () => (await database.db.execute(sql`select from pgboss.job where state < 'completed'`)).length)
    .toBe(0)
  expect(await database.db.$count(webhookDeliveries)).toBe(2)
})

test("Slack gets one block of text at a time, escaped, with a link", async () => {
  const { got, url } = await receiver()
  const hook = await make({ kind: "slack", url, events: ["scan.failed"] })
  expect(hook.secret).toBeNull()
  const at = new Date("2026-12-01T10:00:00Z")
  const timestamp = at.toISOString()
  const payload = { type: "scan.failed", timestamp, data: { text: "a <b> & c", url: "http://localhost:3000/scans/x" } }
  const rows = Array.from({ length: 3 }, () => ({
    webhookId: hook.id,
    event: "scan.failed",
    payload,
    nextAttemptAt: at,
  }))
  await database.db.insert(webhookDeliveries).values(rows)
  expect(await deliverDue(ctx, at)).toBe(1)
  expect(await deliverDue(ctx, new Date(at.getTime() + 500))).toBe(0)
  expect(await deliverDue(ctx, new Date(at.getTime() + 1_500))).toBe(1)
  expect(JSON.parse(got[0]?.body ?? "{}")).toEqual(toSlack(payload.data))
  expect(got[0]?.body).toContain("a &lt;b&gt; &amp; c")
  expect(got[0]?.headers).not.toHaveProperty("webhook-signature")
})

test("a scan that failed before anybody listened is told to nobody later", async () => {
  await database.db.insert(scans).values({
    ...{ id: "00000000-0000-4000-8000-0000000000aa", requestedBy: "t", homeRegion: "us-east-1" },
    ...{ resourceTypes: [], regions: [], state: "failed", endedAt: new Date(), failedAt: "slices" },
  })
  expect(await settleEndedScans(ctx)).toBeGreaterThan(0)
  await make({ url: "https://example.com/", events: ["scan.failed"] })
  expect(await settleEndedScans(ctx)).toBe(0)
  expect(await database.db.$count(webhookDeliveries)).toBe(0)
})
