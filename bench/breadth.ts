import { readFileSync } from "node:fs"
import { partitionOf, regionNames } from "@/lib/aws/regions"
import { costOf, PLANNING_CALLS } from "@/lib/aws/resource-types/cost"
import type { ResourceType } from "@/lib/aws/resource-types/define"
import { getResourceType } from "@/lib/aws/resource-types/registry"
import type { AwsSession } from "@/lib/aws/session"
import { openAwsSession } from "@/lib/aws/session"
import { isBatch, type ListCall, listsOf, type Spec } from "@/lib/aws/types/contract"
import { ec2 } from "@/lib/aws/types/ec2"
import { elb } from "@/lib/aws/types/elb"
import { rds } from "@/lib/aws/types/rds"
import type { Ctx } from "@/lib/context"
import { waitForScan } from "@/lib/scans/read/wait"
import { scanRequestSchema } from "@/lib/scans/schemas"
import { startScan } from "@/lib/scans/start"
import type { Account } from "../e2e/sandbox/account"
import { derivedSpecs, operationsOfService, signedAs } from "../e2e/sandbox/derived"
import { generateAccount, SANDBOX_KEYS } from "../e2e/sandbox/generate"
import { operations } from "../e2e/sandbox/operations"
import { ec2ByHand } from "./by-hand/ec2"
import { rdsByHand } from "./by-hand/rds"
import type { Figure } from "./figures"
import { countCalls, forgetCalls, openStage, setFaults, startChild, startWorkerProcess } from "./stage"
import { workload } from "./workload"

const REGIONS = Object.keys(regionNames)
  .filter((code) => partitionOf(code) === "aws")
  .slice(0, 17)
const FULL = { regions: 3, each: 50 }
const LATENCY_MS = 40
const LONGEST_SECONDS = 1_200
const KEYS = { aws_access_key_id: SANDBOX_KEYS.accessKeyId, aws_secret_access_key: SANDBOX_KEYS.secretAccessKey }
const specs = derivedSpecs
const types = specs.map(({ type }) => type)

/** Measures what many types cost: calls, time, memory, and the work for an item. */
export async function benchBreadth(): Promise<Figure[]> {
  const stage = await openStage()
  const figures: Figure[] = []
  try {
    const empty = await startWorld(REGIONS, 0)
    const ctx = await stage.freshDatabase(empty.url)
    figures.push(...(await measureEmpty(ctx, empty.url)))
    empty.stop()
    const full = await startWorld(REGIONS.slice(0, FULL.regions), FULL.each)
    figures.push(...(await measureFull(await stage.freshDatabase(full.url), full.url)))
    full.stop()
    const total = FULL.regions * FULL.each * specs.length
    const six = await startSix(total)
    figures.push(...(await measureSix(await stage.freshDatabase(six.url), figures)))
    six.stop()
  } finally {
    await stage.close()
  }
  return [...figures, ...(await measureItems()), measureFiles()]
}

const startWorld = (regions: readonly string[], vpc: number) => {
  const region = { ec2: vpc, rds: vpc, lambda: vpc, elb: vpc, vpc }
  return startChild("e2e/sandbox/main.ts", {
    SANDBOX_PLAN: JSON.stringify({
      seed: 1,
      buckets: vpc,
      regions: Object.fromEntries(regions.map((name) => [name, region])),
    }),
    SANDBOX_LATENCY_MS: "0",
    SANDBOX_ALLOW: "*",
  })
}

const startSix = (total: number) => {
  const { regions, buckets } = workload(total, FULL.regions)
  return startChild("e2e/sandbox/main.ts", {
    SANDBOX_PLAN: JSON.stringify({ seed: 1, buckets, regions }),
    ...{ SANDBOX_LATENCY_MS: "0", SANDBOX_ALLOW: "*" },
  })
}

async function scan(ctx: Ctx, resource_types: readonly string[] | null, regions: readonly string[]) {
  const startedAt = performance.now()
  const request = scanRequestSchema.parse({ credentials: KEYS, regions, ...(resource_types && { resource_types }) })
  const view = await waitForScan(ctx, await startScan(ctx, request), LONGEST_SECONDS)
  if (view.state !== "success") throw new Error(`The scan ended as ${view.state}`)
  return { seconds: (performance.now() - startedAt) / 1000, found: view.counts.found }
}

async function measureEmpty(ctx: Ctx, url: string): Promise<Figure[]> {
  const worker = await startWorkerProcess(ctx)
  await scan(ctx, types, REGIONS)
  await forgetCalls(url)
  await scan(ctx, types, REGIONS)
  const calls = await countCalls(url)
  await setFaults(url, { latencyMs: LATENCY_MS })
  const { seconds } = await scan(ctx, types, REGIONS)
  const alone = await listAlone(ctx, url)
  await worker.stop()
  const fewest = costOf(
    types.map((type) => ({ permissions: [], emptyCalls: getResourceType(type).emptyCalls })),
    [],
    REGIONS.length,
  ).calls
  return [
    {
      figure: `${types.length} types × ${REGIONS.length} regions, an empty account: AWS calls against the fewest`,
      ...{ value: calls, unit: "calls", reference: fewest, wanted: "<= 1.02" },
    },
    {
      figure: `the same at ${LATENCY_MS} ms a call, against the same lists read at once and not stored`,
      ...{ value: seconds, unit: "s", reference: alone, wanted: "<= 1.3" },
    },
  ]
}

/** Reads every list at once by one session of this process, and stores nothing. @returns seconds. */
async function listAlone({ config }: Ctx, endpoint: string): Promise<number> {
  const aws = openAwsSession({ ...config.aws, endpoint }, SANDBOX_KEYS, { accountId: "alone" })
  const startedAt = performance.now()
  const places = specs.flatMap((spec) =>
    (spec.scope === "global" ? ["us-east-1"] : REGIONS).map((region) => ({ spec, region })),
  )
  await Promise.all(
    places.map(async ({ spec, region }) => {
      for await (const _ of getResourceType(spec.type).list(contextOf(aws, region)));
    }),
  )
  return (performance.now() - startedAt) / 1000
}

const contextOf = (aws: AwsSession, region: string) => ({
  ...{ aws, region, partition: "aws" as const, accountId: "123456789012", hasTagIndex: true },
  signal: new AbortController().signal,
  ...{ warn: () => {}, missPart: () => {}, absent: () => {} },
})

async function measureFull(ctx: Ctx, url: string): Promise<Figure[]> {
  const regions = REGIONS.slice(0, FULL.regions)
  const worker = await startWorkerProcess(ctx)
  await forgetCalls(url)
  const { found } = await scan(ctx, types, regions)
  const calls = await countCalls(url)
  const { peakMegabytes } = worker.usage()
  await worker.stop()
  // What stands around the instances is as many as they have.
  const derived = specs.filter(({ type }) => !AROUND.includes(type))
  const around = await countCalls(url, ({ action }) => AROUND_CALLS.includes(action))
  const fewest = PLANNING_CALLS + around + sum(derived.map((spec) => fewestOf(spec, FULL.each, regions.length)))
  return [
    {
      figure: `${FULL.each} of each type in ${regions.length} regions (${found} resources): AWS calls against the fewest`,
      ...{ value: calls, unit: "calls", reference: fewest, wanted: "<= 1.02" },
    },
    {
      figure: "peak memory of the worker in that scan, against the six types with as many resources",
      ...{ value: peakMegabytes, unit: "MB", reference: null, wanted: "<= 1.3" },
    },
  ]
}

const AROUND = ["network_interface", "subnet", "security_group", "elastic_ip", "ebs_volume"]
const AROUND_CALLS = specs.flatMap((spec) =>
  AROUND.includes(spec.type) ? listsOf(spec).map(({ operation }) => `ec2:${operation}`) : [],
)

/** Completes the figure of memory. */
async function measureSix(ctx: Ctx, figures: Figure[]): Promise<Figure[]> {
  const worker = await startWorkerProcess(ctx)
  await scan(ctx, null, ["*"])
  const memory = figures.at(-1)
  if (memory) memory.reference = worker.usage().peakMegabytes
  await worker.stop()
  return []
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
const pages = (count: number, { size }: Pick<ListCall, "size">) => Math.max(1, Math.ceil(count / (size?.most ?? 100)))

/** Whether two listings are one reading. */
const isSame = (a: ListCall | undefined, b: ListCall | undefined) =>
  a?.isShared && b?.isShared && a.operation === b.operation

/** The fewest calls that the API allows for so many of a type in each region. The sandbox has two parents of each kind. */
function fewestOf(spec: Spec, each: number, regions: number): number {
  const parents = spec.parent ? Math.min(2, each) : 1
  const held = each / Math.max(1, parents)
  const isKnown = spec.parent?.isShared
  const [first, ...others] = listsOf(spec)
  // Every cluster is asked for services, though the sandbox has some in two alone.
  const asked = isKnown ? each : parents
  const lists = asked * (first ? pages(held, first) : 0) + sum(others.map(({ region }) => (region ? 1 / regions : 1)))
  const sharing = specs.filter((one) => isSame(one.parent, spec.parent) && one.service === spec.service).length
  const isListed = [elb, ...specs].some(
    (one) => one.service === spec.service && listsOf(one).some((call) => isSame(call, spec.parent)),
  )
  const parentPages = spec.parent && !(isKnown && isListed) ? pages(parents, spec.parent) / (isKnown ? sharing : 1) : 0
  const join = spec.join && each > 0 ? pages(each, spec.join) : 0
  const details = sum((spec.details ?? []).map((one) => (isBatch(one) ? parents * Math.ceil(held / one.most) : each)))
  return Math.round(
    (spec.scope === "global" ? 1 : regions) * (parentPages + lists + join + details + tagCalls(spec, each)),
  )
}

/**
 * Three of four have tags, and the index says so of a hundred a page. What it does not know has none, if the list says that
 * it is not new; otherwise it has to be asked for.
 */
function tagCalls({ tags }: Spec, each: number): number {
  if (tags === null || typeof tags === "string" || each === 0) return 0
  if (isBatch(tags)) return Math.ceil(each / tags.most)
  const untagged = Math.ceil(each / 4)
  return tags.index ? Math.ceil((each - untagged) / 100) + (tags.made ? 0 : untagged) : each
}

const ITEMS = 200
const ROUNDS = 5
/** Of fewer, what a page costs would count as the items' work. */
const ENOUGH = 100

/** The work for one item, AWS's answers being made beforehand. */
async function measureItems(): Promise<Figure[]> {
  const region = { ec2: ITEMS, rds: ITEMS, lambda: 1, elb: 1, vpc: ITEMS }
  const account = generateAccount({ seed: 1, buckets: 1, regions: { "us-east-1": region } })
  const byHand = Math.max(await itemMicroseconds(ec2ByHand, account), await itemMicroseconds(rdsByHand, account))
  const all: { type: string; value: number }[] = []
  for (const { type } of [ec2, rds, ...specs])
    all.push({ type, value: await itemMicroseconds(getResourceType(type), account) })
  const worstOf = (which: (spec: Spec) => boolean) =>
    all
      .filter(({ type }) => [ec2, rds, ...specs].some((spec) => spec.type === type && which(spec)))
      .sort((a, b) => b.value - a.value)[0]
  const isOneList = ({ parent, details, join, tags }: Spec) =>
    !parent && !details && !join && (tags === null || typeof tags === "string")
  const [plain, worst] = [worstOf(isOneList), worstOf(() => true)]
  const reference = byHand
  return [
    {
      figure: `reading and normalising one item, the worst type of one list (${plain?.type}) against the slower of EC2 and RDS by hand`,
      ...{ value: plain?.value ?? 0, unit: "µs", reference, wanted: "<= 1.5" },
    },
    {
      figure: `the same with the calls for details and tags, answered at once (${worst?.type})`,
      ...{ value: worst?.value ?? 0, unit: "µs", reference, wanted: null },
    },
  ]
}

async function itemMicroseconds(type: ResourceType, account: Account): Promise<number> {
  const aws = await canned(type.type, account)
  let best = Number.POSITIVE_INFINITY
  for (let round = 0; round <= ROUNDS; round++) {
    let count = 0
    const startedAt = performance.now()
    for await (const page of type.list(contextOf(aws, "us-east-1"))) count += page.length
    // The first round makes the answers.
    if (round > 0 && count >= ENOUGH) best = Math.min(best, ((performance.now() - startedAt) * 1000) / count)
  }
  return Number.isFinite(best) ? best : 0
}

/** A session whose clients answer what the sandbox answered the first time. */
async function canned(type: string, account: Account): Promise<AwsSession> {
  const answers = new Map<string, object>()
  const spec = specs.find((one) => one.type === type)
  const own = spec ? await operationsOfService(signedAs(spec)) : []
  const answer = async (name: string, input: Record<string, unknown>) => {
    const derived = own.find((one) => one.name === name)
    if (derived) return derived.answer({ input, account, region: "us-east-1" })
    const known = Object.entries(operations).find(([key]) => key.split("/")[1] === name)?.[1]
    const params = new URLSearchParams(
      Object.entries(input).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]])),
    )
    return known?.answer({ account, params, region: "us-east-1", resource: "" } as never) ?? {}
  }
  const session: AwsSession = {
    client: (Client) =>
      Object.assign(Object.create(Client.prototype as object), {
        async send(command: { input: Record<string, unknown> }) {
          const { input } = command
          const name = command.constructor.name.replace(/Command$/, "")
          const key = `${name} ${JSON.stringify(input)}`
          const known = answers.get(key) ?? (await answer(name, input))
          answers.set(key, known)
          return known
        },
      }),
    share: (_, read) => read(),
    cost: () => ({ calls: 0, retries: 0 }),
    withOwnCost: () => session,
  }
  return session
}

function measureFiles(): Figure {
  const index = readFileSync("lib/aws/types/index.ts", "utf8")
  const lines = [...index.matchAll(/from "@\/(lib\/aws\/types\/[\w-]+)"/g)]
    .filter(([, path]) => !path?.endsWith("/contract"))
    .map(([, path]) => readFileSync(`${path}.ts`, "utf8").split("\n").length - 1)
    .sort((a, b) => a - b)
  const value = lines[Math.floor(lines.length / 2)] ?? 0
  return {
    figure: `a type's file, the median of ${lines.length}`,
    value,
    unit: "lines",
    reference: null,
    wanted: "<= 45",
  }
}
