import { CONNECT_ATTEMPTS, getIdentity } from "@/lib/aws/account"
import type { AwsCredentials, CredentialSource } from "@/lib/aws/credentials"
import { openAwsSession } from "@/lib/aws/session"
import type { AwsSettings } from "@/lib/config"

const known = new Map<string, Promise<string>>()
const MOST_KNOWN = 1_000

/**
 * The same credentials, which are refused if they belong to another account than the scan: a connection may be changed
 * while its scan runs, and two machines may have two identities. What they listed would pass for this account's.
 * @throws an error with the name `OtherAccount`, when they are used.
 */
export const ofAccount =
  (settings: AwsSettings, source: CredentialSource, accountId: string, region: string) =>
  async (refused?: string): Promise<AwsCredentials> => {
    const keys = typeof source === "function" ? await source(refused) : source
    const actual = keys.accountId ?? (await whoseAre(settings, keys, region))
    if (actual === accountId) return keys
    throw Object.assign(new Error(`These credentials belong to account ${actual}`), { name: "OtherAccount" })
  }

/** Asked once for each access key of the process. */
function whoseAre(settings: AwsSettings, keys: AwsCredentials, region: string): Promise<string> {
  // An emulator may know the same key as another account's.
  const name = `${settings.endpoint ?? ""} ${keys.accessKeyId}`
  const asked = known.get(name)
  if (asked) return asked
  if (known.size >= MOST_KNOWN) known.clear()
  const aws = openAwsSession(settings, keys, { maxAttempts: CONNECT_ATTEMPTS })
  const answer = getIdentity(aws, region).then(({ accountId }) => accountId)
  known.set(name, answer)
  answer.catch(() => known.delete(name))
  return answer
}
