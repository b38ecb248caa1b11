import { credentialsOf, loadConnection, TEST } from "@/lib/access/credentials"
import { authorise } from "@/lib/auth/permissions"
import { CONNECT_ATTEMPTS, getIdentity, listEnabledRegions, unlistedRegions } from "@/lib/aws/account"
import { type CredentialSource, type CredentialsInput, toAwsCredentials } from "@/lib/aws/credentials"
import { isRefusal, toAwsFailure } from "@/lib/aws/failure"
import { openAwsSession } from "@/lib/aws/session"
import type { Ctx } from "@/lib/context"
import { AppError } from "@/lib/errors"

export interface Connection {
  accountId: string
  region: string
  /** Regions enabled for the account; only the current one if listing them is denied. */
  regions: string[]
  warnings: string[]
}

/**
 * Tests credentials: which account they belong to, and which regions it has enabled.
 * @throws AppError `aws_refused` (400) if AWS refuses them, `aws_failed` (502) if it cannot be reached. The cause is
 *   left out, since the SDK's errors may contain the request with its keys.
 */
export async function testConnection(
  ctx: Ctx,
  input: CredentialsInput | { connection_id: string },
): Promise<Connection> {
  authorise(ctx, "connection.test")
  const { region, credentials } = await reach(ctx, input)
  const aws = openAwsSession(ctx.config.aws, credentials, { maxAttempts: CONNECT_ATTEMPTS })
  try {
    const { accountId } = await getIdentity(aws, region)
    const enabled = await listEnabledRegions(aws, region)
    if (enabled.regions) return { accountId, region, regions: enabled.regions, warnings: [] }
    return { accountId, region, regions: [region], warnings: [unlistedRegions(enabled.missingPermission)] }
  } catch (error) {
    const action = "connection_id" in input ? "sts:AssumeRole" : "sts:GetCallerIdentity"
    const { kind, code, message } = toAwsFailure(error, action)
    throw new AppError(isRefusal(kind) ? "aws_refused" : "aws_failed", `Failed to connect to AWS: ${code}. ${message}`)
  }
}

async function reach(
  ctx: Ctx,
  input: CredentialsInput | { connection_id: string },
): Promise<{ region: string; credentials: CredentialSource }> {
  if (!("connection_id" in input)) return { region: input.region, credentials: toAwsCredentials(input) }
  const connection = await loadConnection(ctx.db, input.connection_id)
  return { region: connection.homeRegion, credentials: await credentialsOf(ctx, connection, TEST) }
}
