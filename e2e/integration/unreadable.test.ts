import { sql } from "drizzle-orm"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { resourceTypeKeys } from "@/lib/aws/resource-types/registry"
import { specs } from "@/lib/aws/types"
import { listsOf, type Spec } from "@/lib/aws/types/contract"
import { createConnection } from "@/lib/connections/connections"
import { getDiscovery, listMembers, startDiscovery } from "@/lib/connections/organisation/organisation"
import { testSavedConnection } from "@/lib/connections/preflight"
import { newConnectionSchema } from "@/lib/connections/schemas"
import { startWorker, type Worker } from "@/lib/work/work"
import { EVERY_TYPE, signedAs } from "../sandbox/derived"
import { generateAccount } from "../sandbox/generate"
import { type Sandbox, type SeenCall, startSandbox } from "../sandbox/server"
import { openTestDatabase, type TestDatabase } from "../support/database"
import { oddAnswers, wireOf } from "../support/odd-answers"
import { isDeep } from "../support/sample"
import { type Bench, change, openBench, scanAll } from "../support/scanning"
import { beHub, hubAccount, organizationOf, readerRole, roleArn, smallAccount } from "../support/world"

/** Every run takes every fourth; the deep one all. */
const names = Object.keys(oddAnswers).filter((_, n) => isDeep || n % 4 === 0)

type What = readonly [keys: RegExp, name: string, isLaterPage?: boolean]

/** Acts while the answers of these operations, of their first page or only of later ones, are replaced. */
async function replacing<T>(sandbox: Sandbox, [keys, name, isLaterPage = false]: What, act: () => Promise<T>) {
  const replaced = new Set<string>()
  sandbox.replace = (call: SeenCall) => {
    if (!keys.test(call.key) || call.isLaterPage !== isLaterPage) return null
    const other = oddAnswers[name]?.(wireOf(call)) ?? null
    // What has nothing to rename or to double stays AWS's answer.
    if (other?.bytes.equals(call.answer.bytes)) return null
    if (other) replaced.add(call.key.split("/").slice(0, 2).join("/"))
    return other
  }
  try {
    return { replaced: replaced as ReadonlySet<string>, result: await act() }
  } finally {
    sandbox.replace = null
  }
}

const IN_PLACE =
  /^(.* could not be listed\. )?Something between this server and AWS answered in its place|^AWS's answers left out the tags|could not be read; what was known|^AWS answered with an error/

describe("answers that are not AWS's", () => {
  let database: TestDatabase
  let bench: Bench

  beforeAll(async () => {
    database = await openTestDatabase()
    const account = generateAccount({
      ...{ seed: 19, buckets: 7 },
      regions: { "us-east-1": { ec2: 7, rds: 7, lambda: 7, elb: 10, vpc: 7 } },
    })
    account.mostOnPage = 3
    // So that RDS, too, is asked for tags.
    for (const one of account.regions["us-east-1"]?.databases ?? []) if (one.TagList?.length === 0) delete one.TagList
    for (const identity of account.identities) identity.allow = EVERY_TYPE
    bench = await openBench(database.ctx, account)
    await scanAll(database.ctx, { resource_types: resourceTypeKeys.filter((type) => type !== "other") })
  })
  afterAll(async () => {
    await bench.stop()
    await database.close()
  })

  /** Everything that a scan could wrongly remove, blank, or call verified. */
  const snapshot = async () => {
    const resources = await database.db.execute(sql`
      select id, name, status, arn, vpc_id, subnet_id, private_ip, public_ip, tags, type_specific_properties, sealed_values,
        values_digest, removed_at, last_changed_at from resources order by id`)
    const [changes] = await database.db.execute(sql`select count(*)::int as count from resource_changes`)
    return { resources: [...resources], changes }
  }
  const verified = async () => {
    const rows = await database.db.execute<{ type: string; verified_at: string }>(sql`
      select type, verified_at::text from slices where region in ('us-east-1', 'global') order by type`)
    return Object.fromEntries(rows.map(({ type, verified_at }) => [type, verified_at]))
  }

  /** One of each way in which types that are data are read; the deep tests take all of them. */
  const REPRESENTATIVE = [
    ...["vpc", "launch_template", "target_group", "ecs_service", "eks_cluster", "rds_subnet_group", "route53_zone"],
    ...[
      "cloudfront_distribution",
      "sqs_queue",
      "firehose_stream",
      "iam_policy",
      "kms_key",
      "web_acl",
      "cloudwatch_alarm",
    ],
  ]
  const fuzzed = specs.filter(({ type }) => isDeep || REPRESENTATIVE.includes(type))
  const scanOf = (types: readonly string[]) => () =>
    scanAll(database.ctx, { regions: ["us-east-1"], resource_types: [...types] })
  const scan = scanOf(["ec2", "rds", "lambda", "s3", "elb", ...fuzzed.map(({ type }) => type)])

  const keyOf = (spec: Spec, operation: string) => `${signedAs(spec)}/${operation}`
  const bySpec = fuzzed.flatMap((spec) =>
    listsOf(spec).map((call) => [spec.type, keyOf(spec, call.operation)] as const),
  )
  const lists = new RegExp(
    [
      "DescribeInstances|DescribeDBInstances|ListFunctions|DescribeLoadBalancers|ListBuckets",
      ...bySpec.map(([, key]) => key),
    ].join("|"),
  )

  test.each(names)("in the place of every list: %s", async (name) => {
    const before = await snapshot()
    const verifiedBefore = await verified()
    for (const laterPages of [false, true]) {
      const { replaced, result } = await replacing(bench.sandbox, [lists, name, laterPages], scan)
      const { errors = [], view } = result
      expect(await snapshot(), name).toEqual(before)
      const verifiedAfter = await verified()
      for (const [type, key] of Object.entries(listed)) {
        if (!replaced.has(key)) continue
        const error = errors.find(({ resource_type }) => resource_type === type)
        expect(error?.message ?? "no error", `${type}: ${name}`).toMatch(IN_PLACE)
        expect(verifiedAfter[type], `${type}: ${name}`).toBe(verifiedBefore[type])
      }
      if (replaced.size > 0) expect(view.state, name).toMatch(/failed|partial/)
    }
    expect((await scan()).status).toBe("success")
    expect(await snapshot()).toEqual(before)
  })

  const listed = {
    ec2: "ec2/DescribeInstances",
    ...Object.fromEntries(bySpec),
    rds: "rds/DescribeDBInstances",
    lambda: "lambda/ListFunctions",
    elb: "elasticloadbalancing/DescribeLoadBalancers",
    s3: "s3/ListBuckets",
  }

  const details = fuzzed.flatMap((spec) =>
    [...(spec.details ?? []), ...(spec.join ? [spec.join] : [])].map(({ operation }) => keyOf(spec, operation)),
  )
  const typesWhere = (holds: (spec: Spec) => unknown) => fuzzed.filter(holds).map(({ type }) => type)
  const scanDetails = scanOf(typesWhere(({ details, join }) => details ?? join))
  const asksForTags = typesWhere(({ tags }) => typeof tags === "object" && tags !== null)
  const scanTags = scanOf(["rds", "lambda", "elb", "s3", ...asksForTags])
  const isDetail = new RegExp(`^(${details.filter((key) => !lists.test(key)).join("|")})`)

  test.each(names)("in the place of every detail: %s", async (name) => {
    const before = await snapshot()
    const { replaced, result } = await replacing(bench.sandbox, [isDetail, name], scanDetails)
    expect(await snapshot(), name).toEqual(before)
    if (replaced.size > 0) expect(result.status, name).toMatch(/partial|failed/)
  })

  test.each(names)("in the place of every answer about tags: %s", async (name) => {
    const before = await snapshot()
    // SQS itself answers with an empty object for a queue without tags.
    const asked =
      name === "the list left out"
        ? /List(?!QueueTags)\w*Tags|DescribeTags|GetBucketTagging|GetBucketLocation/
        : /List\w*Tags|DescribeTags|GetBucketTagging|GetBucketLocation/
    for (const [keys, laterPages, allow] of [
      [asked, false, false],
      [/GetResources/, false, true],
      [/GetResources/, true, true],
    ] as const) {
      for (const identity of bench.sandbox.account.identities)
        identity.deny = allow ? [] : [{ action: "tag:GetResources" }]
      const { replaced, result } = await replacing(bench.sandbox, [keys, name, laterPages], scanTags)
      const { status, errors = [] } = result
      expect(await snapshot(), name).toEqual(before)
      // The index is only the quicker way: the services themselves are asked, and say what is so.
      if (replaced.size > 0 && !allow) {
        expect(status, name).toBe("partial")
        expect(errors.length).toBeGreaterThan(0)
      } else expect(status, name).toBe("success")
    }
    for (const identity of bench.sandbox.account.identities) identity.deny = []
  })

  test.each(names)("in the place of STS and of the list of regions: %s", async (name) => {
    const before = await snapshot()
    for (const keys of [/GetCallerIdentity/, /DescribeRegions/]) {
      const { replaced, result } = await replacing(bench.sandbox, [keys, name], () => scanAll(database.ctx))
      const { status, view } = result
      expect(await snapshot(), name).toEqual(before)
      if (replaced.size === 0) continue
      expect(status, name).toBe("failed")
      expect(view.failure?.message).toMatch(IN_PLACE)
    }
  })

  test("an empty list in AWS's own form still means that everything is gone", async () => {
    const state = bench.sandbox.account.regions["us-east-1"]
    if (!state) throw new Error("no region")
    const { functions } = state
    change(bench.sandbox.account, () => {
      state.functions = []
    })
    expect(await scan()).toMatchObject({ status: "success", import_stats: { removed: 7 } })
    // Nothing is held any more, so an absent list is an empty one.
    const { result } = await replacing(bench.sandbox, [/ListFunctions/, "the list left out"], scan)
    expect(result).toMatchObject({ status: "success", resources_found: { lambda: 0 } })
    change(bench.sandbox.account, () => {
      state.functions = functions
    })
    expect(await scan()).toMatchObject({
      status: "success",
      import_stats: { removed: 0 },
      resources_found: { lambda: 7 },
    })
  })
})

describe("answers of Organizations and of AssumeRole that are not AWS's", () => {
  const [ROOT, PROD] = ["111111111111", "222222222222"] as const
  let database: TestDatabase
  let sandbox: Sandbox
  let worker: Worker
  let stopBeingHub: () => void
  let id: string

  beforeAll(async () => {
    stopBeingHub = beHub()
    database = await openTestDatabase()
    const state = "ACTIVE" as const
    const others = Array.from({ length: 24 }, (_, n) => ({
      ...{ accountId: String(300_000_000_000 + n), name: `shop-${n}`, state, unitId: "ou-prod" },
    }))
    sandbox = await startSandbox({
      accounts: [hubAccount(), smallAccount(ROOT, 21), smallAccount(PROD, 22)],
      organization: organizationOf([
        { accountId: ROOT, name: "shop-root", state, unitId: "r-root" },
        { accountId: PROD, name: "shop-prod", state, unitId: "ou-prod" },
        ...others,
      ]),
    })
    database.config.aws.endpoint = sandbox.url
    worker = await startWorker(database.ctx, 6)
    const made = await createConnection(
      database.ctx,
      newConnectionSchema.parse({
        ...{ name: "Company", kind: "role", home_region: "us-east-1", regions: ["us-east-1"] },
        ...{ role_arn: roleArn(ROOT), organisation: { role_name: "aws-connect-read" }, resource_types: ["vpc"] },
      }),
    )
    id = made.id
    for (const account of sandbox.accounts.slice(1))
      account.roles = [readerRole({ externalId: made.external_id ?? "" })]
    await discover()
  })
  afterAll(async () => {
    await worker.stop()
    await sandbox.stop()
    await database.close()
    stopBeingHub()
  })

  async function discover() {
    const discoveryId = await startDiscovery(database.ctx, id)
    for (;;) {
      const discovery = await getDiscovery(database.ctx, discoveryId)
      if (discovery.ended_at !== null) return discovery
      await new Promise((done) => setTimeout(done, 25))
    }
  }

  test.each(names)("no account is lost, renamed or moved: %s", async (name) => {
    const known = async () => (await listMembers(database.ctx, id)).map(({ last_discovered_at: _, ...one }) => one)
    const before = await known()
    expect(before).toHaveLength(26)
    for (const keys of [
      ...[/ListAccounts$/, /ListRoots/, /ListOrganizationalUnitsForParent/, /ListAccountsForParent/],
      ...[/DescribeOrganization/, /AssumeRole/],
    ]) {
      for (const laterPages of [false, true]) {
        const { replaced, result } = await replacing(sandbox, [keys, name, laterPages], discover)
        expect(await known(), `${keys} ${name}`).toEqual(before)
        if (replaced.size > 0) expect(result.state, `${keys} ${name}`).toMatch(/failed|partial/)
      }
    }
    const test = () => testSavedConnection(database.ctx, id)
    const { replaced, result } = await replacing(sandbox, [/AssumeRole/, name], test)
    if (replaced.size > 0) expect(result.status).toBe("failed")
  })
})
