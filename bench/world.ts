import { emptyRegion, MINIMAL_POLICY } from "../e2e/sandbox/account"
import { generateAccount, SANDBOX_KEYS } from "../e2e/sandbox/generate"
import { startSandbox } from "../e2e/sandbox/server"

/**
 * Runs an organisation of many small accounts in its own process. Settings: WORLD_ACCOUNTS, WORLD_REGIONS (codes,
 * separated by commas), WORLD_REGION (what each region has, JSON), WORLD_ALLOW (`*`, or the minimal policy). The first account has keys and manages the organisation; the last one has keys and stands alone.
 */
const count = Number(process.env.WORLD_ACCOUNTS)
const regions = (process.env.WORLD_REGIONS ?? "us-east-1").split(",")
const tiny = { ec2: 1, rds: 1, lambda: 0, elb: 0, vpc: 1, ...JSON.parse(process.env.WORLD_REGION ?? "{}") }
const allow = process.env.WORLD_ALLOW ? [process.env.WORLD_ALLOW] : MINIMAL_POLICY
const idOf = (index: number) => String(100_000_000_000 + index)
const root = { id: "r-1", name: "Root", units: [] }
const first = generateAccount({ ...{ seed: 1, accountId: idOf(0), buckets: 1 }, regions: { "us-east-1": tiny } })
const [identity] = first.identities

const accounts = Array.from({ length: count }, (_, index) => {
  const account = generateAccount({
    ...{ seed: index, accountId: idOf(index), buckets: 1 },
    regions: Object.fromEntries(regions.map((name) => [name, tiny])),
  })
  for (const name of regions) account.regions[name] ??= emptyRegion()
  account.identities = index === 0 ? [{ ...SANDBOX_KEYS, arn: identity?.arn ?? "", allow: ["*"] }] : []
  account.roles = [{ name: "reader", trusts: ["*"], maxSeconds: 3_600, allow }]
  return account
})
const alone = generateAccount({
  ...{ seed: 9_999, accountId: "999999999999", buckets: 1 },
  regions: { "us-east-1": tiny },
})
alone.identities = [
  { ...SANDBOX_KEYS, accessKeyId: "AKIASMALLEXAMPLE0001", arn: "arn:aws:iam::999999999999:user/x", allow: ["*"] },
]
const members = accounts.map(({ accountId }) => ({
  ...{ accountId, name: `account-${accountId}`, state: "ACTIVE" as const, unitId: root.id },
}))
const [head, ...rest] = accounts
if (!head) throw new Error("WORLD_ACCOUNTS must be 1 or more")
const sandbox = await startSandbox({
  accounts: [head, ...rest, alone],
  organization: { id: "o-1", managementAccountId: head.accountId, delegated: [], root, members },
})
process.send?.(sandbox.url)
process.on("disconnect", () => process.exit(0))
