import { authorise } from "@/lib/auth/permissions"
import { CONNECT_ATTEMPTS, getIdentity, listEnabledRegions } from "@/lib/aws/account"
import { type CredentialsInput, toAwsCredentials } from "@/lib/aws/credentials"
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
export async function testConnection(ctx: Ctx, input: CredentialsInput): Promise<Connection> {
  authorise(ctx, "connection.test")
  const aws = openAwsSession(ctx.config.aws, toAwsCredentials(input), { maxAttempts: CONNECT_ATTEMPTS })
  try {
    const { accountId } = await getIdentity(aws, input.region)
    const enabled = await listEnabledRegions(aws, input.region)
    if (enabled.regions) return { accountId, region: input.region, regions: enabled.regions, warnings: [] }
    const warning = `The enabled regions could not be listed: this identity may not call ${enabled.missingPermission}.`
    return { accountId, region: input.region, regions: [input.region], warnings: [warning] }
  } catch (error) {
    const { kind, code, message } = toAwsFailure(error, "sts:GetCallerIdentity")
    throw new AppError(isRefusal(kind) ? "aws_refused" : "aws_failed", `Failed to connect to AWS: ${code}. ${message}`)
  }
}
