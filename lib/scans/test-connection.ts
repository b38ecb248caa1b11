import { type CredentialsInput, toAwsCredentials } from "@/lib/aws/credentials"
import { toAwsFailure } from "@/lib/aws/failure"
import { getIdentity, listEnabledRegions } from "@/lib/aws/identity"
import { openAwsSession } from "@/lib/aws/session"
import { AppError } from "@/lib/errors"

const CONNECT_ATTEMPTS = 3

export interface Connection {
  accountId: string
  region: string
  /** Regions enabled for the account; the current one alone where listing them is denied. */
  regions: string[]
  warnings: string[]
}

/**
 * Tries credentials: who they are, and which regions they may use.
 * @throws AppError `aws_refused` (400) where AWS refuses them, `aws_failed` (502) where it cannot be reached.
 */
export async function testConnection(input: CredentialsInput): Promise<Connection> {
  const aws = openAwsSession(toAwsCredentials(input), { maxAttempts: CONNECT_ATTEMPTS })
  try {
    const { accountId } = await getIdentity(aws, input.region)
    const enabled = await listEnabledRegions(aws, input.region)
    if (enabled.regions) return { accountId, region: input.region, regions: enabled.regions, warnings: [] }
    const warning = `The enabled regions could not be listed: this identity may not call ${enabled.missingPermission}.`
    return { accountId, region: input.region, regions: [input.region], warnings: [warning] }
  } catch (error) {
    const failure = toAwsFailure(error, "sts:GetCallerIdentity")
    const isRefused = failure.kind === "credentials" || failure.kind === "denied"
    throw new AppError(
      isRefused ? "aws_refused" : "aws_failed",
      `Failed to connect to AWS: ${failure.code}. ${failure.message}`,
      { cause: error },
    )
  }
}
