import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { readArn } from "@/lib/aws/arns"
import { compileInput } from "@/lib/aws/read/calls"
import { compileTemplate } from "@/lib/aws/read/values"
import { findResourceType, minimalTypeKeys, resourceTypeKeys } from "@/lib/aws/resource-types/registry"
import { listsOf, type Spec } from "@/lib/aws/types/contract"
import { createConnection } from "@/lib/connections/connections"
import { testSavedConnection } from "@/lib/connections/preflight"
import { scanConnection } from "@/lib/connections/scan"
import { newConnectionSchema } from "@/lib/connections/schemas"
import { groupBy } from "@/lib/group-by"
import { listResources } from "@/lib/inventory/read/list"
import { listQuerySchema } from "@/lib/inventory/schemas"
import type { ScanView } from "@/lib/scans/read/view"
import { derivedSpecs, EVERY_TYPE, madeOf, setReshape } from "../sandbox/derived"
import { generateAccount } from "../sandbox/generate"
import type { Made } from "../sandbox/made"
import { openTestDatabase, type TestDatabase } from "../support/database"
import { type Bench, change, KEYS, openBench, scanAll, untilEnded } from "../support/scanning"
import { placeholdersIn } from "../support/shapes"

const REGIONS = ["eu-west-1", "us-east-1"]
const PAGE = 7
/** VPCs are tested with the six. */
const derived = derivedSpecs.filter(({ type }) => type !== "vpc")
/** What has lists of its own. The tag index is denied, so that services are asked for tags. */
const LISTED = resourceTypeKeys.filter((type) => type !== "other")
let database: TestDatabase
let bench: Bench

beforeAll(async () => {
  database = await openTestDatabase()
  const region = { ec2: 24, rds: 1, lambda: 1, elb: 6, vpc: 9 }
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

/** The first names of the paths in a path or a template. */
const rootsOf = (text: string) =>
  (text.includes("{") ? placeholdersIn(text) : [text]).map((path) => /^[^.[{!@]+/.exec(path)?.[0] ?? "")
/** A stored resource as {@link itemsOf} names it. */
const keyOf = ({ region, resource_id }: { region: string; resource_id: string }) =>
  `${region === "global" ? "us-east-1" : region} ${resource_id}`
const idOf = (spec: Spec) => compileTemplate(spec.id.includes("{") ? spec.id : `{${spec.id}}`)
const regionsOf = ({ scope }: Spec) => (scope === "global" ? ["us-east-1"] : REGIONS)

/** What the sandbox has of a type, by id. */
async function itemsOf(spec: Spec): Promise<Map<string, Made>> {
  const { account } = bench.sandbox
  const found = new Map<string, Made>()
  for (const region of regionsOf(spec)) {
    const where = { partition: "aws", accountId: account.accountId, owner: account.accountId, region } as const
    for (const one of await madeOf(spec, { account, region }))
      found.set(`${region} ${idOf(spec)(one.item, where)}`, one)
  }
  return found
}

const actionOf = ({ service, actions = {} }: Spec, operation: string) =>
  actions[operation] ?? `${service.prefix}:${operation}`

const listActions = (spec: Spec) => listsOf(spec).map(({ operation }) => actionOf(spec, operation))

/** The operations that read what is in no list. */
const detailsOf = ({ join, details = [], tags }: Spec): string[] => [
  ...[...(join ? [join] : []), ...details].map(({ operation }) => operation),
  ...(tags !== null && typeof tags === "object" ? [tags.operation] : []),
]

/** Lets calls be denied while something is done. */
async function denying<T>(actions: string | readonly string[], act: () => Promise<T>): Promise<T> {
  const { account } = bench.sandbox
  const set = (deny: { action: string }[]) =>
    change(account, () => {
      for (const identity of account.identities) identity.deny = deny
    })
  set([actions].flat().map((action) => ({ action })))
  try {
    return await act()
  } finally {
    set([])
  }
}

const scan = (type: string, regions = REGIONS) => scanAll(database.ctx, { regions, resource_types: [type] })

const namesOf = (some: readonly Spec[]) => some.map((spec) => [spec.type, spec] as const)

type SlicesOf = ReadonlyMap<string, ScanView["slices"]>

/** Scans types together. @returns the slices by type. */
async function scanTypes(some: readonly Spec[], regions = REGIONS): Promise<SlicesOf> {
  const { view } = await scanAll(database.ctx, { regions, resource_types: some.map(({ type }) => type) })
  return groupBy(view.slices, ({ resource_type }) => resource_type)
}

/** What is stored of types in regions, and of global ones, by type. */
async function byType(some: readonly Spec[], regions: readonly string[]) {
  const stored = new Map<string, Awaited<ReturnType<typeof list>>>()
  for (const { type, scope } of some) {
    const all = await list({ type })
    stored.set(
      type,
      all.filter(({ region }) => scope === "global" || regions.includes(region)),
    )
  }
  return stored
}

/** What a type calls. */
const callsOf = (spec: Spec) => [...listActions(spec), ...detailsOf(spec).map((operation) => actionOf(spec, operation))]

type Denial = readonly [type: string, operation: string, spec: Spec]

/** Groups denials so that no type of a group loses more than its own. */
function roundsOf(denials: readonly Denial[]): Denial[][] {
  const rounds: Denial[][] = []
  for (const one of denials) {
    const fits = rounds.find((round) => {
      const all = [...round, one]
      const denied = new Set(all.map(([, operation, spec]) => actionOf(spec, operation)))
      return all.every(([, , spec]) => new Set(callsOf(spec).filter((action) => denied.has(action))).size === 1)
    })
    if (fits) fits.push(one)
    else rounds.push([one])
  }
  return rounds
}

const known = new Set<string>()

/** Lists what is stored of a type, which is scanned first where no test has. */
async function listKnown(query: { type: string; region?: string }) {
  if (!known.has(query.type)) await scan(query.type)
  known.add(query.type)
  return list(query)
}

describe("types that are data", () => {
  test("all are scanned over pages and regions, with ids, tags and one call a page", async () => {
    const { view } = await scanAll(database.ctx, { regions: REGIONS, resource_types: LISTED })
    expect(
      view.slices
        .filter(({ error }) => error)
        .map(({ resource_type, region, error }) => ({ resource_type, region, error })),
    ).toEqual([])
    expect(view.state).toBe("success")
    const calls = (action: string) => bench.sandbox.calls.filter((call) => call.action === action).length
    for (const spec of derived) {
      known.add(spec.type)
      const ids = (await list({ type: spec.type })).map(keyOf)
      const [call, ...others] = listsOf(spec)
      // The same operation says more of some.
      if (spec.join?.operation === call?.operation) continue
      if (!call || others.length > 0 || spec.parent || call.isShared || spec.service.name === "IAM") continue
      // API Gateway has one action for all that reads, and what belongs to EKS clusters asks for them in its own way.
      if (spec.actions || derived.some(({ parent }) => parent?.operation === call.operation)) continue
      // Some have pages of a size that nobody can ask for.
      if (!call.size && spec.service.name !== "EC2") continue
      const pages = regionsOf(spec).map((name) => ids.filter((id) => id.startsWith(`${name} `)).length / PAGE)
      const fewest = call.size ? pages.reduce((sum, count) => sum + Math.ceil(count), 0) : pages.length
      expect(calls(actionOf(spec, call.operation)), spec.type).toBe(fewest)
    }
  })

  test.each(derived.map((spec) => [spec.type, spec] as const))("%s: ids and tags are AWS's", async (type, spec) => {
    const items = await itemsOf(spec)
    const stored = await listKnown({ type })
    expect(new Set(stored.map(keyOf))).toEqual(new Set(items.keys()))
    for (const one of stored) {
      expect(one.tags, one.resource_id).toEqual(items.get(keyOf(one))?.tags)
      // The ARN leads back to it.
      if (one.arn && findResourceType(type)?.arnForm)
        expect(readArn(one.arn)).toMatchObject({ type, resourceId: one.resource_id, arn: one.arn })
    }
    expect(items.size).toBeGreaterThan(1)
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

  test("what AWS or a service made is managed, over REST and in a query", async () => {
    const telling = derivedSpecs.filter(({ managedWhen }) => managedWhen).map(({ type }) => type)
    expect(telling.length).toBeGreaterThan(10)
    for (const type of telling) {
      const all = await list({ type })
      const managed = (some: typeof all) => some.filter((one) => one.managed).map(({ id }) => id)
      const ids = (some: typeof all) => some.map(({ id }) => id)
      expect(ids(await list({ type, q: "is:managed" })).sort(), type).toEqual(managed(all).sort())
      expect((await list({ type, q: "-is:managed" })).length, type).toBe(all.length - managed(all).length)
    }
    const roles = await list({ type: "iam_role" })
    expect(new Set(roles.map(({ managed }) => managed))).toEqual(new Set([true, false]))
    for (const { managed, type_specific_properties: own } of roles) expect(managed).toBe(own.service_linked)
    expect((await list({ type: "vpc" })).every(({ managed }) => managed === false)).toBe(true)
  })

  test("a second scan changes nothing", async () => {
    const scan = await scanAll(database.ctx, { regions: REGIONS, resource_types: LISTED })
    expect(scan.view.counts).toMatchObject({ created: 0, changed: 0, removed: 0 })
  })

  /** The first names of what a type is identified and asked for by. */
  const identifyingOf = (spec: Spec) => [
    ...[spec.id, spec.arn ?? "", spec.owner ?? "", spec.where?.path ?? ""].flatMap(rootsOf),
    ...[spec.parent, ...listsOf(spec), ...(spec.details ?? [])].flatMap((call) =>
      rootsOf(JSON.stringify(call?.input ?? {})),
    ),
    ...(spec.parent ? ["parent"] : []),
  ]

  describe("items with nothing but what identifies them", () => {
    const regions = ["us-east-1"]
    let slices: SlicesOf
    let stored: Awaited<ReturnType<typeof byType>>
    beforeAll(async () => {
      setReshape((which, { item }) => {
        const kept = identifyingOf(which)
        return { item: Object.fromEntries(Object.entries(item).filter(([key]) => kept.includes(key))), tags: {} }
      })
      slices = await scanTypes(derived, regions)
      setReshape(null)
      stored = await byType(derived, regions)
      await scanTypes(derived, regions)
    })

    test.each(namesOf(derived))("%s", (type) => {
      for (const { removed, error } of slices.get(type) ?? []) expect(removed, JSON.stringify(error)).toBe(0)
      expect(stored.get(type)?.length).toBeGreaterThan(0)
      for (const one of stored.get(type) ?? []) expect(one.resource_id).not.toBe("")
    })
  })

  /** API Gateway has one action for all that reads: denied, there is no list. */
  const withDetails = derived
    .filter(({ actions }) => !actions)
    .flatMap((spec) => detailsOf(spec).map((operation) => [spec.type, operation, spec] as const))
    // Denied, there is no list.
    .filter(([, operation, spec]) => !listsOf(spec).some((call) => call.operation === operation))

  describe.each(roundsOf(withDetails))("round %#: what describes a type denied, one action each", (...denials) => {
    const some = denials.map(([, , spec]) => spec)
    let before: Awaited<ReturnType<typeof byType>>
    let after: typeof before
    let slices: SlicesOf
    beforeAll(async () => {
      before = await byType(some, REGIONS)
      const actions = denials.map(([, operation, spec]) => actionOf(spec, operation))
      slices = await denying(actions, () => scanTypes(some))
      after = await byType(some, REGIONS)
    })

    test.each(denials)("%s: %s denied changes nothing of what is stored, and is said", (type, operation, spec) => {
      const mine = slices.get(type) ?? []
      expect(mine.map(({ error }) => error?.missing_permission)).toEqual(
        regionsOf(spec).map(() => actionOf(spec, operation)),
      )
      for (const slice of mine) expect(slice).toMatchObject({ state: "partial", removed: 0, changed: 0, created: 0 })
      const values = (all: typeof before) =>
        all.get(type)?.map(({ resource_id, status, tags, type_specific_properties }) => ({
          ...{ resource_id, status, tags, type_specific_properties },
        }))
      expect(values(after)).toEqual(values(before))
    })
  })

  describe("of one parent that cannot be read, everything stays, and the slice is not verified", () => {
    const children = derived.filter(({ parent }) => parent)
    const regions = ["us-east-1"]
    let before: Awaited<ReturnType<typeof byType>>
    let after: typeof before
    let slices: SlicesOf
    beforeAll(async () => {
      before = await byType(children, regions)
      const refused: (readonly [action: string, input: Record<string, unknown>])[] = []
      for (const spec of children) {
        const [call] = listsOf(spec)
        const [first] = await madeOf(spec, { account: bench.sandbox.account, region: "us-east-1" })
        refused.push([
          actionOf(spec, call?.operation ?? ""),
          compileInput(call?.input)(first?.item, {} as never) as Record<string, unknown>,
        ])
      }
      const code = "AccessDeniedException"
      const bodies = [
        `<ErrorResponse><Error><Code>${code}</Code><Message>no</Message></Error></ErrorResponse>`,
        JSON.stringify({ __type: code, message: "no" }),
      ] as const
      bench.sandbox.replace = ({ operation, params, answer: { headers, bytes } }) =>
        refused.some(
          ([action, parent]) =>
            operation.action === action && Object.entries(parent).every(([name, value]) => params.get(name) === value),
        )
          ? {
              ...{ status: 400, headers: { ...headers, "x-amzn-errortype": code } },
              bytes: Buffer.from(bodies[bytes.toString().startsWith("<") ? 0 : 1]),
            }
          : null
      slices = await scanTypes(children, regions)
      bench.sandbox.replace = null
      after = await byType(children, regions)
    })

    test.each(namesOf(children))("%s", (type, spec) => {
      const [slice] = slices.get(type) ?? []
      const [call] = listsOf(spec)
      const action = actionOf(spec, call?.operation ?? "")
      expect(slice).toMatchObject({ state: "partial", removed: 0, error: { missing_permission: action } })
      expect(slice?.error?.message).toContain(`${spec.name} of `)
      const known = before.get(type)?.length ?? 0
      expect(slice?.found).toBeLessThan(known)
      expect(slice?.found).toBeGreaterThan(0)
      expect(after.get(type)?.length).toBe(known)
    })
  })

  /** Answers these calls with an error of a service that speaks JSON. */
  const refuse = (action: string, code: string, params: Record<string, string> = {}) => {
    bench.sandbox.replace = ({ operation, params: asked, answer }) =>
      operation.action === action && Object.entries(params).every(([name, value]) => asked.get(name) === value)
        ? {
            ...{ status: 400, headers: { ...answer.headers, "x-amzn-errortype": code } },
            bytes: Buffer.from(JSON.stringify({ __type: code, message: "no" })),
          }
        : null
  }

  test("SQS answers with an empty object where there is no queue, and no tag", async () => {
    const before = await listKnown({ type: "sqs_queue", region: "eu-west-1" })
    const answer = (operation: string) => {
      bench.sandbox.replace = ({ key, answer: right }) =>
        key === `sqs/${operation}` ? { ...right, bytes: Buffer.from("{}") } : null
    }
    answer("ListQueueTags")
    expect((await scan("sqs_queue", ["eu-west-1"])).view.state).toBe("success")
    expect((await list({ type: "sqs_queue", region: "eu-west-1" })).map(({ tags }) => tags)).toEqual(
      before.map(() => ({})),
    )
    answer("ListQueues")
    const { view } = await scan("sqs_queue", ["eu-west-1"])
    bench.sandbox.replace = null
    expect(view).toMatchObject({ state: "success", counts: { found: 0, removed: before.length } })
    await scan("sqs_queue", ["eu-west-1"])
  })

  test("a service that does not find the tags of what it lists removes nothing", async () => {
    const before = await listKnown({ type: "dynamodb_table" })
    // DynamoDB says so of a table that is not active.
    refuse("dynamodb:ListTagsOfResource", "ResourceNotFoundException")
    const { view } = await scan("dynamodb_table")
    bench.sandbox.replace = null
    expect(view).toMatchObject({ state: "partial", counts: { removed: 0, changed: 0, found: before.length } })
    expect((await list({ type: "dynamodb_table" })).map(({ tags }) => tags)).toEqual(before.map(({ tags }) => tags))
  })

  test("what is gone when it is described is removed, and nothing else", async () => {
    const [first] = await listKnown({ type: "dynamodb_table", region: "us-east-1" })
    refuse("dynamodb:DescribeTable", "ResourceNotFoundException", { TableName: first?.resource_id ?? "" })
    const { view } = await scan("dynamodb_table", ["us-east-1"])
    bench.sandbox.replace = null
    expect(view).toMatchObject({ state: "success", counts: { removed: 1 } })
    await scan("dynamodb_table", ["us-east-1"])
  })

  test("a value that was never read is no value, and no change when it is read", async () => {
    const { account } = bench.sandbox
    const action = "dynamodb:DescribeTable"
    setReshape((_, one, index) =>
      index === 0 && one.item.item ? { ...one, item: { ...one.item, item: "new-one" } } : one,
    )
    change(account, () => {})
    await denying(action, () => scan("dynamodb_table", ["us-east-1"]))
    const [unread] = await list({ type: "dynamodb_table", q: "id:new-one" })
    expect(unread?.type_specific_properties.billing_mode ?? null).toBeNull()
    const { view } = await scan("dynamodb_table", ["us-east-1"])
    expect(view.counts).toMatchObject({ created: 0, changed: 1 })
    const [read] = await list({ type: "dynamodb_table", q: "id:new-one" })
    expect(read?.type_specific_properties.billing_mode).not.toBeNull()
    setReshape(null)
    change(account, () => {})
    await scan("dynamodb_table", ["us-east-1"])
  })

  test("the tag index answers for all, and gives the same tags", async () => {
    const { account } = bench.sandbox
    const allow = (actions: readonly string[]) =>
      change(account, () => {
        for (const identity of account.identities) identity.allow = actions
      })
    allow([...EVERY_TYPE, "tag:GetResources"])
    bench.sandbox.calls.length = 0
    const types = ["log_group", "ecr_repository", "iam_policy", "kms_key"]
    const { view } = await scanAll(database.ctx, { regions: REGIONS, resource_types: types })
    expect(view).toMatchObject({ state: "success", counts: { changed: 0, created: 0, removed: 0 } })
    const asked = bench.sandbox.calls.map(({ action }) => action)
    expect(asked.filter((action) => /ListTagsForResource|ListPolicyTags|ListResourceTags/.test(action))).toEqual([])
    expect(asked).toContain("tag:GetResources")
    allow(EVERY_TYPE)
  })

  test("tags that are taken from a resource are gone, whether AWS writes an empty list or leaves it out", async () => {
    for (const nothing of ["<tagSet/>", ""]) {
      const before = await listKnown({ type: "ebs_volume", region: "eu-west-1" })
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

  describe("what AWS still lists as gone is removed", () => {
    const fading = derived.filter(({ gone }) => gone)
    const regions = ["eu-west-1"]
    let before: Awaited<ReturnType<typeof byType>>
    let gone: SlicesOf
    let back: SlicesOf
    beforeAll(async () => {
      before = await byType(fading, regions)
      setReshape((which, { item, tags }) => {
        const [root = "", leaf] = (which.status ?? "").split(".")
        // Whatever case AWS writes it in.
        const ended = (which.gone?.[0] ?? "").replace(/^./, (letter) => letter.toUpperCase())
        return { item: which.gone ? { ...item, [root]: leaf ? { [leaf]: ended } : ended } : item, tags }
      })
      change(bench.sandbox.account, () => {})
      gone = await scanTypes(fading, regions)
      setReshape(null)
      change(bench.sandbox.account, () => {})
      back = await scanTypes(fading, regions)
    })

    test.each(namesOf(fading))("%s", (type) => {
      const known = before.get(type)?.length ?? 0
      expect(known).toBeGreaterThan(0)
      expect(gone.get(type)).toMatchObject([{ state: "done", found: 0, removed: known }])
      expect(back.get(type)).toMatchObject([{ found: known }])
    })
  })

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

  describe("denied, it names its action and removes nothing", () => {
    const roots = derived.filter(({ parent }) => !parent)
    let before: Awaited<ReturnType<typeof byType>>
    let after: typeof before
    let slices: SlicesOf
    beforeAll(async () => {
      before = await byType(roots, REGIONS)
      slices = await denying(roots.flatMap(listActions), () => scanTypes(roots))
      after = await byType(roots, REGIONS)
    })

    test.each(namesOf(roots))("%s", (type, spec) => {
      const [action = ""] = listActions(spec)
      const mine = slices.get(type) ?? []
      expect(mine.map(({ error }) => error?.missing_permission)).toEqual(regionsOf(spec).map(() => action))
      for (const slice of mine) expect(slice).toMatchObject({ state: "failed", removed: 0 })
      expect(after.get(type)?.length).toBe(before.get(type)?.length)
    })
  })
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
    const typesOf = (names: string[]) => newConnectionSchema.parse({ ...body, resource_types: names }).resource_types
    expect(typesOf(["ec2", "*"])).toHaveLength(resourceTypeKeys.length)
    expect(typesOf(["recommended"])).not.toContain("ecs_task_definition")
    expect(typesOf(["ec2", "database", "ec2"])).toEqual(expect.arrayContaining(["ec2", "rds", "dynamodb_table"]))
    expect(new Set(typesOf(["Database", "rds"])).size).toBe(typesOf(["Database"])?.length)
    expect(() => typesOf(["ec2", "nothing"])).toThrow("Unknown resource type")
    const { types } = await testSavedConnection(database.ctx, made.id)
    expect(types.filter(({ state }) => state !== "allowed").map(({ type }) => type)).toEqual(["other"])
  })
})
