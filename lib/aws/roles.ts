import { CONNECT_ATTEMPTS } from "@/lib/aws/account"
import type { AwsCredentials, CredentialProvider, CredentialSource } from "@/lib/aws/credentials"
import { UnreadableAnswer } from "@/lib/aws/read/unreadable"
import { openAwsSession } from "@/lib/aws/session"
import type { AwsSettings } from "@/lib/config"
import { type AwsPace, usualPace } from "@/lib/pace"

/** A role to assume. */
export interface RoleRequest {
  roleArn: string
  /** Null to send none. */
  externalId: string | null
  /** CloudTrail of the role's account shows it. */
  sessionName: string
  /** From 900 up to the role's own maximum; null for AWS's default of an hour. */
  durationSeconds: number | null
  /** The region whose STS endpoint is called. */
  region: string
}

/** Assumes a role (sts:AssumeRole), once. @throws the SDK's errors. */
export async function assumeRole(
  settings: AwsSettings,
  base: CredentialSource,
  { roleArn, externalId, sessionName, durationSeconds, region }: RoleRequest,
): Promise<AwsCredentials> {
  const { AssumeRoleCommand, STSClient } = await import("@aws-sdk/client-sts")
  const aws = openAwsSession(settings, base, { maxAttempts: CONNECT_ATTEMPTS })
  const command = new AssumeRoleCommand({
    RoleArn: roleArn,
    RoleSessionName: sessionName,
    ...(externalId !== null && { ExternalId: externalId }),
    ...(durationSeconds !== null && { DurationSeconds: durationSeconds }),
  })
  const { Credentials: keys, AssumedRoleUser } = await aws.client(STSClient, region).send(command)
  if (!keys?.AccessKeyId || !keys.SecretAccessKey) throw new UnreadableAnswer("an answer without credentials")
  return {
    accountId: AssumedRoleUser?.Arn?.split(":")[4],
    accessKeyId: keys.AccessKeyId,
    secretAccessKey: keys.SecretAccessKey,
    sessionToken: keys.SessionToken,
    expiration: keys.Expiration,
  }
}

/** How long before their end keys are renewed; less for keys that live only a short time. */
const RENEW_BEFORE_MS = 5 * 60_000
const RENEW_PART = 4

interface Kept {
  keys: Promise<AwsCredentials>
  /** Epoch milliseconds; when they were asked for. */
  asked: number
  accessKeyId?: string
  /** Epoch milliseconds; until then, nothing is asked again. */
  fresh: number
  /** Epoch milliseconds; until then, these keys work. */
  expires: number
}

const kept = new Map<string, Kept>()

/**
 * A source of temporary keys that the whole process shares: whoever asks, and however many ask at once, keys are got
 * once and then renewed shortly before they expire, or when AWS refused them.
 * @param name what makes these keys different from others: the same name gets the same keys.
 * @param refusalMs for so long a refusal is remembered.
 */
export const shared =
  (
    name: string,
    get: () => Promise<AwsCredentials>,
    { refusalMs }: Pick<AwsPace, "refusalMs"> = usualPace.aws,
  ): CredentialProvider =>
  (refused) => {
    const asked = Date.now()
    const last = kept.get(name)
    // A region that is not enabled refuses good keys as well.
    const isRefused = refused !== undefined && last?.accessKeyId === refused && asked - last.asked > refusalMs
    const known = isRefused ? undefined : last
    if (known && asked < known.fresh) return known.keys
    forgetExpired()
    const got = get()
    // While the old keys work, a renewal that fails harms nobody.
    const keys = known && asked < known.expires ? got.catch(() => known.keys) : got
    const entry: Kept = { keys, asked, fresh: Number.POSITIVE_INFINITY, expires: Number.POSITIVE_INFINITY }
    kept.set(name, entry)
    got.then(
      ({ expiration, accessKeyId }) => {
        entry.accessKeyId = accessKeyId
        const life = expiration ? expiration.getTime() - asked : Number.POSITIVE_INFINITY
        entry.expires = asked + life
        entry.fresh = entry.expires - Math.min(RENEW_BEFORE_MS, life / RENEW_PART)
      },
      () => {
        entry.fresh = Date.now() + refusalMs
        entry.expires = entry.fresh
        const fresh = Math.min(entry.fresh, known?.expires ?? 0)
        if (known && Date.now() < fresh) kept.set(name, { ...known, fresh })
      },
    )
    return keys
  }

function forgetExpired(): void {
  const now = Date.now()
  for (const [name, { expires }] of kept) if (expires <= now) kept.delete(name)
}
