import { NodeHttpHandler } from "@smithy/node-http-handler"
import { compileInput } from "@/lib/aws/read/calls"
import { partitionOf } from "@/lib/aws/regions"
import { specs } from "@/lib/aws/types"
import { listsOf } from "@/lib/aws/types/contract"

/**
 * The reference: the unmodified SDK makes the calls that list every type of accounts that have hardly anything, parses the
 * answers and drops them. It sends its CPU seconds and the number of its calls to its parent process. Settings:
 * AWS_ENDPOINT_URL, BENCH_KEY, BENCH_SECRET, BENCH_REGIONS (comma-separated), BENCH_ACCOUNTS, BENCH_CALLS (how many calls an
 * account is to cost: lists are repeated for what is read of items).
 */
const { BENCH_KEY: accessKeyId = "", BENCH_SECRET: secretAccessKey = "", AWS_ENDPOINT_URL: endpoint } = process.env
const regions = (process.env.BENCH_REGIONS ?? "").split(",")
const accounts = Number(process.env.BENCH_ACCOUNTS)
const AT_ONCE = 64

type Client = { send(command: unknown): Promise<object> }
type Sdk = Record<string, new (input: object) => unknown>

const requestHandler = new NodeHttpHandler({ httpAgent: { keepAlive: true, maxSockets: AT_ONCE } })

/** The first call of each list, once where types share it. */
async function listCalls() {
  const calls = new Map<
    string,
    { service: string; region: string; sdk: Sdk; client: string; command: string; input: object }
  >()
  for (const spec of specs) {
    const sdk = (await spec.service.sdk()) as unknown as Sdk
    for (const region of spec.scope === "global" ? regions.slice(0, 1) : regions)
      for (const call of spec.parent ? [spec.parent] : listsOf(spec)) {
        const where = { region, accountId: "000000000000", owner: "000000000000", partition: partitionOf(region) }
        const input = compileInput(call.input)({}, where)
        const key = JSON.stringify([spec.service.package, region, call.operation, input])
        const place = { service: spec.service.package, region, sdk, client: spec.service.client }
        calls.set(key, { ...place, command: `${call.operation}Command`, input })
      }
  }
  return [...calls.values()]
}

async function readAccount(calls: Awaited<ReturnType<typeof listCalls>>): Promise<void> {
  const clients = new Map<string, Client>()
  const waiting = Array.from({ length: Number(process.env.BENCH_CALLS) }, (_, n) => calls[n % calls.length])
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let call = waiting.pop(); call; call = waiting.pop()) {
        const { region, sdk, client: name, command, input } = call
        const key = `${call.service} ${region}`
        const Class = sdk[name] as new (config: object) => Client
        const settings = { region, endpoint, forcePathStyle: true, requestHandler }
        const client = clients.get(key) ?? new Class({ ...settings, credentials: { accessKeyId, secretAccessKey } })
        clients.set(key, client)
        const Command = sdk[command] as new (input: object) => unknown
        await client.send(new Command(input))
      }
    }),
  )
}

const calls = await listCalls()
const before = process.cpuUsage()
for (let account = 0; account < accounts; account++) await readAccount(calls)
const { user, system } = process.cpuUsage(before)
process.send?.({ cpuSeconds: (user + system) / 1e6, calls: calls.length })
process.disconnect?.()
