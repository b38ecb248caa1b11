import { type AwsFailure, toAwsFailure } from "@/lib/aws/failure"
import { listOf, UnreadableAnswer } from "@/lib/aws/read/unreadable"
import type { AwsSession } from "@/lib/aws/session"

/** An account as AWS Organizations lists it. */
export interface ListedAccount {
  accountId: string
  name: string
  /** AWS's own word: ACTIVE, SUSPENDED, PENDING_ACTIVATION, PENDING_CLOSURE, CLOSED. */
  state: string
  /** `Root/Workloads/Prod`; null if the units could not be read. */
  ouPath: string | null
}

export interface ListedOrganization {
  /** `o-…`; null if it could not be read. */
  id: string | null
  accounts: ListedAccount[]
  /** Whether the list was read to its end. If not, an account that it does not name may still be there. */
  isComplete: boolean
  /** What could not be read. */
  failures: AwsFailure[]
}

type Sdk = typeof import("@aws-sdk/client-organizations")
type Client = InstanceType<Sdk["OrganizationsClient"]>

/** The IAM actions that listing an organisation takes. */
export const ORGANIZATION_ACTIONS = [
  "organizations:DescribeOrganization",
  "organizations:ListAccounts",
  "organizations:ListAccountsForParent",
  "organizations:ListOrganizationalUnitsForParent",
  "organizations:ListRoots",
]

const ROOT = "Root"

/**
 * Lists the accounts of the organisation that these credentials belong to, with the paths of their organisational units
 * (organizations:ListAccounts and the units' tree). A page may be empty and still have a next one.
 * @param isSample whether some accounts and one call of each kind are enough: to see what the calls answer.
 * @throws the SDK's errors if not even one page of accounts could be read.
 */
export async function listOrganization(aws: AwsSession, region: string, isSample = false): Promise<ListedOrganization> {
  const sdk = await import("@aws-sdk/client-organizations")
  const client = aws.client(sdk.OrganizationsClient, region)
  const failures: AwsFailure[] = []
  const found = new Map<string, ListedAccount & { paths: readonly string[] | null }>()
  let isComplete = true
  try {
    for await (const page of sdk.paginateListAccounts({ client }, {})) {
      for (const one of listOf(page, "Accounts")) {
        const accountId = given(one.Id)
        const account = { accountId, name: given(one.Name), state: given(one.State ?? one.Status) }
        found.set(accountId, { ...account, ouPath: null, paths: one.Paths ?? null })
      }
      if (isSample && found.size > 1) break
    }
    // The management account is always there.
    if (found.size === 0) throw new UnreadableAnswer("an organisation without accounts")
  } catch (error) {
    if (found.size === 0) throw error
    isComplete = false
    failures.push(toAwsFailure(error, "organizations:ListAccounts"))
  }
  const id = await attempt(failures, (calls) => describe(sdk, client, calls))
  const unitOf = await attempt(failures, (calls) => readUnits(sdk, client, [...found.values()], calls, isSample))
  const accounts = [...found.values()].map(({ paths: _, ...one }) => ({
    ...one,
    ouPath: unitOf?.get(one.accountId) ?? null,
  }))
  return { id, accounts, isComplete, failures }
}

/** What AWS gives with each of these. */
function given(value: string | undefined): string {
  if (!value) throw new UnreadableAnswer("an item without its id, name or state")
  return value
}

/** Says which action is called next: AWS does not name it when it denies one of these. */
type Calls = (action: string) => void

async function attempt<T>(failures: AwsFailure[], read: (calls: Calls) => Promise<T>): Promise<T | null> {
  let action = ""
  try {
    return await read((next) => {
      action = `organizations:${next}`
    })
  } catch (error) {
    failures.push(toAwsFailure(error, action))
    return null
  }
}

async function describe(sdk: Sdk, client: Client, calls: Calls): Promise<string> {
  calls("DescribeOrganization")
  return given((await client.send(new sdk.DescribeOrganizationCommand({}))).Organization?.Id)
}

type Known = { accountId: string; paths: readonly string[] | null }

/**
 * The path of each account's unit, by account. AWS gives each account's path in ids; where it does not, the accounts of
 * each unit are listed.
 */
async function readUnits(
  sdk: Sdk,
  client: Client,
  accounts: readonly Known[],
  calls: Calls,
  isSample: boolean,
): Promise<Map<string, string>> {
  const unitOf = new Map<string, string>()
  const lacksPaths = accounts.some(({ paths }) => !paths?.length)
  const visit = async (parentId: string, path: string): Promise<void> => {
    for (const { accountId, paths } of accounts)
      if (paths?.some((one) => isIn(one, parentId))) unitOf.set(accountId, path)
    if (lacksPaths) {
      calls("ListAccountsForParent")
      for await (const page of sdk.paginateListAccountsForParent({ client }, { ParentId: parentId }))
        for (const one of listOf(page, "Accounts")) unitOf.set(given(one.Id), path)
    }
    calls("ListOrganizationalUnitsForParent")
    for await (const page of sdk.paginateListOrganizationalUnitsForParent({ client }, { ParentId: parentId }))
      for (const one of isSample ? [] : listOf(page, "OrganizationalUnits"))
        await visit(given(one.Id), `${path}/${given(one.Name)}`)
  }
  calls("ListRoots")
  for await (const page of sdk.paginateListRoots({ client }, {}))
    for (const one of listOf(page, "Roots")) await visit(given(one.Id), one.Name ?? ROOT)
  return unitOf
}

/** `o-1/r-1/ou-1/123456789012/`: the account is directly in the unit before its own id. */
const isIn = (path: string, parentId: string) => path.replace(/\/$/, "").split("/").at(-2) === parentId
