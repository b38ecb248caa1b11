import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { minimalTypeKeys, resourceTypeKeys } from "@/lib/aws/resource-types/registry"
import { specs } from "@/lib/aws/types"
import { createConnection } from "@/lib/connections/connections"
import { testSavedConnection } from "@/lib/connections/preflight"
import { scanConnection } from "@/lib/connections/scan"
import { newConnectionSchema } from "@/lib/connections/schemas"
import { listResources } from "@/lib/inventory/read/list"
import { listQuerySchema } from "@/lib/inventory/schemas"
import { EVERY_TYPE } from "../sandbox/account"
import { generateAccount } from "../sandbox/generate"
import { itemsOf as sandboxItemsOf } from "../sandbox/operations"
import { openTestDatabase, type TestDatabase } from "../support/database"
import { type Bench, KEYS, openBench, scanAll, untilEnded } from "../support/scanning"

const REGIONS = ["eu-west-1", "us-east-1"]
const PAGE = 7
/** VPCs are tested with the six. */
const derived = specs.filter(({ type }) => type !== "vpc")
let database: TestDatabase
let bench: Bench

beforeAll(async () => {
  database = await openTestDatabase()
  const region = { ec2: 24, rds: 1, lambda: 1, elb: 1, vpc: 9 }
  const account = generateAccount({
    ...{ seed: 31, buckets: 1 },
    regions: Object.fromEntries(REGIONS.map((name) => [name, region])),
  })
  account.mostOnPage = PAGE
  for (const identity of account.identities) identity.allow = EVERY_TYPE
  bench = await openBench(database.ctx, account)
})
afterAll(async () => {
  await bench.stop()
  await database.close()
})

const list = async (query: Record<string, string>) =>
  (await listResources(database.ctx, listQuerySchema.parse({ limit: 1000, ...query }))).resources

/** What the sandbox has of a type, by id. */
function itemsOf(spec: (typeof specs)[number]): Map<string, Record<string, unknown>> {
  const { account } = bench.sandbox
  const all = REGIONS.flatMap((region) => {
    const state = account.regions[region]
    return state ? sandboxItemsOf(spec, state, { account, region }) : []
  }) as Record<string, unknown>[]
  return new Map(all.map((item) => [String(item[spec.id.split(" ")[0] ?? ""]), item]))
}

describe("types that are data", () => {
  test("all are scanned over pages and regions, with ids, tags and one call a page", async () => {
    const { view } = await scanAll(database.ctx, { regions: REGIONS, resource_types: ["*"] })
    expect(view.state).toBe("success")
    const calls = (action: string) => bench.sandbox.calls.filter((call) => call.action === action).length
    for (const spec of derived) {
      const items = itemsOf(spec)
      const stored = await list({ type: spec.type })
      expect(new Set(stored.map(({ resource_id }) => resource_id)), spec.type).toEqual(new Set(items.keys()))
      for (const { resource_id, tags } of stored) {
        const own = (items.get(resource_id)?.[spec.tags] ?? []) as { Key: string; Value: string }[]
        expect(tags).toEqual(Object.fromEntries(own.map(({ Key, Value }) => [Key, Value])))
      }
      expect(items.size, spec.type).toBeGreaterThan(spec.list.size ? PAGE * REGIONS.length : 1)
      const pages = REGIONS.map((name) => stored.filter(({ region }) => region === name).length / PAGE)
      const fewest = spec.list.size ? pages.reduce((sum, count) => sum + Math.ceil(count), 0) : REGIONS.length
      expect(calls(`${spec.service.prefix}:${spec.list.operation}`), spec.type).toBe(fewest)
    }
  })

  test("what stands around an instance names it, and is found by its addresses", async () => {
    const [instance] = await list({ type: "ec2", q: "has:public_ip" })
    const [one, ...others] = await list({ type: "network_interface", q: `instance:${instance?.resource_id}` })
    expect(others).toEqual([])
    expect(one).toMatchObject({
      ...{ private_ip: instance?.private_ip, public_ip: instance?.public_ip, subnet_id: instance?.subnet_id },
      type_specific_properties: { interface_type: "interface", requester_managed: false, owner_id: "123456789012" },
    })
    const found = await list({ q: `ip:${instance?.private_ip}` })
    expect(found.map(({ type }) => type).sort()).toEqual(expect.arrayContaining(["ec2", "network_interface"]))
    expect((await list({ type: "network_interface", q: "is:public" })).length).toBeGreaterThan(0)
  })

  test("each rule of a group stands for one peer", async () => {
    const [group] = await list({ type: "security_group", q: "has:name" })
    expect(group?.type_specific_properties).toMatchObject({
      ingress: [
        { protocol: "tcp", from_port: 443, to_port: 443, peer_account: null, description: "HTTPS" },
        { protocol: "tcp", peer: group?.resource_id, peer_account: "123456789012", description: null },
      ],
      egress: [{ protocol: "-1", from_port: null, peer: "0.0.0.0/0" }],
      ingress_groups: [group?.resource_id],
    })
  })

  test("a second scan changes nothing", async () => {
    const scan = await scanAll(database.ctx, { regions: REGIONS, resource_types: ["*"] })
    expect(scan.view.counts).toMatchObject({ created: 0, changed: 0, removed: 0 })
  })

  test.each(derived.map((spec) => [spec.type, spec] as const))(
    "%s: an item with nothing but its id",
    async (type, spec) => {
      const id = spec.id.split(" ")[0] ?? ""
      bench.sandbox.replace = ({ operation, answer }) => {
        if (operation.action !== `${spec.service.prefix}:${spec.list.operation}`) return null
        const member = spec.list.items
        const [set = "", wire = ""] = wireNames(answer.bytes.toString(), member)
        const body = answer.bytes
          .toString()
          .replace(new RegExp(`<${set}>.*</${set}>`, "s"), `<${set}><item><${wire}>bare-1</${wire}></item></${set}>`)
          .replace(/<nextToken>.*<\/nextToken>/, "")
        return { ...answer, bytes: Buffer.from(body) }
      }
      const wireNames = (body: string, member: string) => {
        const name = member.charAt(0).toLowerCase() + member.slice(1)
        const set = [...body.matchAll(/<(\w+)><item>/g)].map(([, one]) => one ?? "")[0] ?? name
        return [set, id.charAt(0).toLowerCase() + id.slice(1)]
      }
      const { view } = await scanAll(database.ctx, { regions: ["us-east-1"], resource_types: [type] })
      bench.sandbox.replace = null
      expect(view.slices[0]?.error).toBeNull()
      const [bare] = await list({ type, q: "id:bare-1" })
      expect(bare).toMatchObject({ resource_id: "bare-1", name: null, status: null, public_ip: null, tags: {} })
      for (const value of Object.values(bare?.type_specific_properties ?? {}))
        expect([null, [], false]).toContainEqual(value)
    },
  )

  test("tags that are taken from a resource are gone, whether AWS writes an empty list or leaves it out", async () => {
    for (const nothing of ["<tagSet/>", ""]) {
      const before = await list({ type: "ebs_volume", region: "eu-west-1" })
      expect(before.some(({ tags }) => Object.keys(tags ?? {}).length > 0)).toBe(true)
      bench.sandbox.replace = ({ key, answer }) =>
        key.endsWith("DescribeVolumes")
          ? { ...answer, bytes: Buffer.from(answer.bytes.toString().replace(/<tagSet>.*?<\/tagSet>/gs, nothing)) }
          : null
      const { view } = await scanAll(database.ctx, { regions: ["eu-west-1"], resource_types: ["ebs_volume"] })
      bench.sandbox.replace = null
      expect(view.state).toBe("success")
      const after = await list({ type: "ebs_volume", region: "eu-west-1" })
      expect(after.map(({ name, tags }) => ({ name, tags }))).toEqual(before.map(() => ({ name: null, tags: {} })))
      await scanAll(database.ctx, { regions: ["eu-west-1"], resource_types: ["ebs_volume"] })
    }
  })

  test("a part of a list that could not be read changes nothing of the lists", async () => {
    const before = await list({ type: "security_group", region: "eu-west-1" })
    bench.sandbox.replace = ({ key, answer }) =>
      key.endsWith("DescribeSecurityGroups")
        ? { ...answer, bytes: Buffer.from(answer.bytes.toString().replaceAll("<fromPort>443<", "<fromPort>many<")) }
        : null
    const { view } = await scanAll(database.ctx, { regions: ["eu-west-1"], resource_types: ["security_group"] })
    bench.sandbox.replace = null
    expect(view).toMatchObject({ state: "partial", counts: { changed: 0 } })
    const after = await list({ type: "security_group", region: "eu-west-1" })
    const rules = (all: typeof after) =>
      all.map(({ type_specific_properties: { ingress, egress } }) => [ingress, egress])
    expect(rules(after)).toEqual(rules(before))
  })

  const fading = derived.filter(({ gone }) => gone)
  test.each(fading.map((spec) => [spec.type, spec] as const))(
    "%s: what AWS still lists as gone is removed",
    async (type, spec) => {
      const before = await list({ type, region: "eu-west-1" })
      const action = `${spec.service.prefix}:${spec.list.operation}`
      bench.sandbox.replace = ({ operation, answer }) => {
        if (operation.action !== action) return null
        // Whatever case AWS writes it in.
        const gone = (spec.gone?.[0] ?? "").replace(/^./, (letter) => letter.toUpperCase())
        const body = answer.bytes.toString().replace(/<(state|code)>[^<]*<\/\1>/g, `<$1>${gone}</$1>`)
        return { ...answer, bytes: Buffer.from(body) }
      }
      const { view } = await scanAll(database.ctx, { regions: ["eu-west-1"], resource_types: [type] })
      bench.sandbox.replace = null
      expect(view).toMatchObject({ state: "success", counts: { found: 0, removed: before.length } })
      const again = await scanAll(database.ctx, { regions: ["eu-west-1"], resource_types: [type] })
      expect(again.view.counts.found).toBe(before.length)
    },
  )

  test("what another account shares has unknown tags and its owner's ARN", async () => {
    const { account } = bench.sandbox
    bench.sandbox.replace = ({ key, answer }) =>
      key.endsWith("DescribeSubnets")
        ? {
            ...answer,
            bytes: Buffer.from(
              answer.bytes
                .toString()
                .replaceAll(`<ownerId>${account.accountId}</ownerId>`, "<ownerId>999988887777</ownerId>")
                .replace(/<tagSet>.*?<\/tagSet>/gs, "<tagSet/>"),
            ),
          }
        : null
    const before = await list({ type: "subnet", region: "eu-west-1" })
    await scanAll(database.ctx, { regions: ["eu-west-1"], resource_types: ["subnet"] })
    bench.sandbox.replace = null
    const after = await list({ type: "subnet", region: "eu-west-1" })
    const tagsById = (all: typeof after) => Object.fromEntries(all.map(({ resource_id, tags }) => [resource_id, tags]))
    expect(tagsById(after)).toEqual(tagsById(before))
    expect(after[0]?.arn).toBe(`arn:aws:ec2:eu-west-1:999988887777:subnet/${after[0]?.resource_id}`)
  })

  test.each(derived.map((spec) => [spec.type, spec] as const))(
    "%s: denied, it names its action and removes nothing",
    async (type, spec) => {
      const action = `${spec.service.prefix}:${spec.list.operation}`
      const before = await list({ type })
      for (const identity of bench.sandbox.account.identities) identity.deny = [{ action }]
      const { view } = await scanAll(database.ctx, { regions: REGIONS, resource_types: [type] })
      for (const identity of bench.sandbox.account.identities) identity.deny = []
      expect(view).toMatchObject({ state: "failed", counts: { removed: 0 } })
      expect(view.slices.map(({ error }) => error?.missing_permission)).toEqual(REGIONS.map(() => action))
      expect((await list({ type })).length).toBe(before.length)
    },
  )
})

describe("which types are scanned", () => {
  const regions = ["us-east-1"]
  const keys = {
    kind: "keys",
    aws_access_key_id: KEYS.aws_access_key_id,
    aws_secret_access_key: KEYS.aws_secret_access_key,
  }

  test("where nobody chooses, those of the minimal policy, also by a connection", async () => {
    const { view } = await scanAll(database.ctx, { regions, resource_types: null })
    expect(view.resource_types).toEqual(minimalTypeKeys)
    const made = await createConnection(database.ctx, newConnectionSchema.parse({ name: "null", ...keys, regions }))
    expect(made.resource_types).toBeNull()
    const scanId = await scanConnection(database.ctx, made.id, { resource_types: null, regions: null })
    expect((await untilEnded(database.ctx, scanId)).resource_types).toEqual(minimalTypeKeys)
    const tested = await testSavedConnection(database.ctx, made.id)
    expect(tested.types.map(({ type }) => type)).toEqual(minimalTypeKeys)
  })

  test("a star means the types of this version, and is kept as these", async () => {
    const body = { name: "all", ...keys, regions, resource_types: ["*"] }
    const made = await createConnection(database.ctx, newConnectionSchema.parse(body))
    expect(made.resource_types).toEqual(resourceTypeKeys)
    expect(() => newConnectionSchema.parse({ ...body, resource_types: ["*", "ec2"] })).toThrow("Unknown resource type")
    const { types, status } = await testSavedConnection(database.ctx, made.id)
    expect(status).toBe("ok")
    expect(types.every(({ state }) => state === "allowed")).toBe(true)
  })
})
