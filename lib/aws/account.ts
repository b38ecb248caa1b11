import { toAwsFailure } from "@/lib/aws/failure"
import { listOf, UnreadableAnswer } from "@/lib/aws/read/unreadable"
import type { AwsSession } from "@/lib/aws/session"

/** Fewer than a slice's, so that wrong credentials or a dead network are reported soon. */
export const CONNECT_ATTEMPTS = 3

export interface Identity {
  accountId: string
  /** The caller's ARN, such as `arn:aws:iam::123456789012:user/scanner`. */
  arn: string
}

/**
 * Finds who these credentials belong to (sts:GetCallerIdentity, which no policy can deny). @throws the SDK's errors.
 */
export async function getIdentity(aws: AwsSession, region: string): Promise<Identity> {
  const { GetCallerIdentityCommand, STSClient } = await import("@aws-sdk/client-sts")
  const answer = await aws.client(STSClient, region).send(new GetCallerIdentityCommand({}))
  if (!answer.Account || !answer.Arn) throw new UnreadableAnswer("an answer without an account")
  return { accountId: answer.Account, arn: answer.Arn }
}

export type EnabledRegions =
  | { regions: string[]; missingPermission: null }
  | { regions: null; missingPermission: string }

/** What a test says where regions could not be listed. */
export const unlistedRegions = (missingPermission: string): string =>
  `The enabled regions could not be listed: this identity may not call ${missingPermission}.`

/**
 * Lists the regions that are enabled for the account (ec2:DescribeRegions), sorted. If that call is denied, it returns
 * the missing permission instead.
 * @throws the SDK's errors other than a denial; UnreadableAnswer where AWS names no region.
 */
export async function listEnabledRegions(aws: AwsSession, region: string): Promise<EnabledRegions> {
  const { DescribeRegionsCommand, EC2Client } = await import("@aws-sdk/client-ec2")
  try {
    const answer = await aws.client(EC2Client, region).send(new DescribeRegionsCommand({}))
    const usable = listOf(answer, "Regions").filter((found) => found.OptInStatus !== "not-opted-in")
    const regions = usable.map(({ RegionName }) => RegionName).filter((name) => name !== undefined)
    if (regions.length === 0 || regions.length < usable.length) throw new UnreadableAnswer("an answer without regions")
    return { regions: regions.sort(), missingPermission: null }
  } catch (error) {
    const failure = toAwsFailure(error, "ec2:DescribeRegions")
    if (failure.kind !== "denied") throw error
    return { regions: null, missingPermission: failure.missingPermission ?? "ec2:DescribeRegions" }
  }
}
