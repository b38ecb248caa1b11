import { and, eq, sql } from "drizzle-orm"
import { baseOf, type ConnectionRow, credentialsOf, roleRequest, TEST } from "@/lib/access/credentials"
import { failureOfAws } from "@/lib/access/unreached"
import { authorise } from "@/lib/auth/permissions"
import { CONNECT_ATTEMPTS, getIdentity, listEnabledRegions, unlistedRegions } from "@/lib/aws/account"
import type { CredentialSource } from "@/lib/aws/credentials"
import type { AwsFailure } from "@/lib/aws/failure"
import { listOrganization } from "@/lib/aws/organization"
import { probeType } from "@/lib/aws/probe"
import { organizationsRegion, partitionOf } from "@/lib/aws/regions"
import { chosenTypes, getResourceType } from "@/lib/aws/resource-types/registry"
import { assumeRole } from "@/lib/aws/roles"
import { type AwsSession, openAwsSession } from "@/lib/aws/session"
import { statementsFor } from "@/lib/aws/statements"
import { findConnection } from "@/lib/connections/view"
import type { Ctx } from "@/lib/context"
import { accounts, connections, type TestResult, type TypeTest } from "@/lib/db/schema"
import { AppError } from "@/lib/errors"

/**
 * Tests a connection and keeps the result: who it is, which regions are enabled, and for each type one cheap call. It
 * never writes to AWS. A draft that reached its account is one no longer.
 * @throws AppError not_found; invalid if the connection is not complete; conflict if it was changed meanwhile.
 */
export async function testSavedConnection(ctx: Ctx, id: string): Promise<TestResult> {
  authorise(ctx, "connections.use")
  const connection = await findConnection(ctx, id)
  const result = await preflight(ctx, connection)
  const isReached = result.status !== "failed"
  const isUnchanged = sql`date_trunc('milliseconds', ${connections.updatedAt}) = ${connection.updatedAt.toISOString()}`
  const stored = await ctx.db
    .update(connections)
    .set({
      lastTest: result,
      ...(isReached && { accountId: result.account_id, isDraft: false, failedRuns: 0, failingSince: null }),
    })
    .where(and(eq(connections.id, connection.id), isUnchanged))
    .returning({ id: connections.id })
  if (stored.length > 0) return result
  throw new AppError("conflict", "The connection was changed while it was tested. Test it again.")
}

async function preflight(ctx: Ctx, connection: ConnectionRow): Promise<TestResult> {
  const { homeRegion } = connection
  const open = (source: CredentialSource) => openAwsSession(ctx.config.aws, source, { maxAttempts: CONNECT_ATTEMPTS })
  const empty = emptyResult(homeRegion)
  try {
    const aws = open(await credentialsOf(ctx, connection, TEST))
    const identity = await getIdentity(aws, homeRegion)
    const trust = await testTrust(ctx, connection)
    const member =
      connection.memberRoleName === null ? null : await openMember(ctx, connection, aws, identity.accountId, open)
    const tested = member ? { aws: member.aws, accountId: member.accountId } : { aws, accountId: identity.accountId }
    const enabled = member?.problem ? null : await listEnabledRegions(tested.aws, homeRegion)
    const types = member?.problem ? [] : await testTypes(connection, tested)
    const warnings = [
      ...(trust === "too_open" ? [TRUSTS_TOO_MUCH] : []),
      ...(member ? member.notes : []),
      ...(enabled?.missingPermission ? [unlistedRegions(enabled.missingPermission)] : []),
    ]
    return {
      ...empty,
      status: types.every(({ state }) => state === "allowed") && warnings.length === 0 ? "ok" : "partial",
      ...{ account_id: identity.accountId, arn: identity.arn, trust, types, warnings },
      account_name: await nameOf(ctx, identity.accountId),
      ...(enabled && { regions: enabled.regions ?? [homeRegion], regions_listed: enabled.regions !== null }),
      problem: member?.problem ?? null,
      tested_in: member?.testedIn ?? null,
    }
  } catch (error) {
    if (error instanceof AppError) throw error
    const { code, message } = failureOfAws(error, connection.kind === "role" ? "sts:AssumeRole" : null)
    return { ...empty, problem: { code, message } }
  }
}

const emptyResult = (homeRegion: string): TestResult => ({
  status: "failed",
  at: new Date().toISOString(),
  ...{ account_id: null, account_name: null, arn: null, partition: partitionOf(homeRegion) },
  ...{ regions: [], regions_listed: false, trust: null, problem: null, warnings: [], types: [], tested_in: null },
})

/** Whether the role can also be assumed without the external id: then it trusts anybody who names our identity. */
async function testTrust(ctx: Ctx, connection: ConnectionRow): Promise<TestResult["trust"]> {
  if (connection.kind !== "role" || !connection.roleArn) return null
  const request = roleRequest(connection, connection.roleArn, TEST)
  try {
    await assumeRole(ctx.config.aws, await baseOf(ctx, connection), { ...request, externalId: null })
    return "too_open"
  } catch (error) {
    return failureOfAws(error, "sts:AssumeRole").kind === "denied" ? "external_id_required" : null
  }
}

const TRUSTS_TOO_MUCH =
  "The role can be assumed without the external id: it trusts anybody who acts through this server's identity. " +
  "Add the condition sts:ExternalId to its trust policy."

interface Member {
  aws: AwsSession
  accountId: string
  notes: string[]
  problem: TestResult["problem"]
  testedIn: TestResult["tested_in"]
}

/** Lists the organisation, and assumes the role in one of its accounts. */
async function openMember(
  ctx: Ctx,
  connection: ConnectionRow,
  aws: AwsSession,
  accountId: string,
  open: (source: CredentialSource) => AwsSession,
): Promise<Member> {
  const own = { aws, accountId, testedIn: null }
  try {
    const listed = await listOrganization(aws, organizationsRegion(connection.homeRegion), true)
    const notes = listed.failures.map(({ message }) => message)
    const first = listed.accounts.find(({ state, accountId }) => state === "ACTIVE" && accountId !== own.accountId)
    if (!first) return { ...own, notes: [...notes, "No other active account could be tested."], problem: null }
    const member = open(await credentialsOf(ctx, connection, TEST, first.accountId))
    try {
      await getIdentity(member, connection.homeRegion)
    } catch (error) {
      const { code, message } = failureOfAws(error, "sts:AssumeRole")
      const where = `In ${first.name} (${first.accountId}): ${message}`
      return { ...own, notes: [...notes, where], problem: { code, message: where } }
    }
    const testedIn = { account_id: first.accountId, name: first.name }
    return { aws: member, accountId: first.accountId, notes, problem: null, testedIn }
  } catch (error) {
    const { code, message } = failureOfAws(error, "organizations:ListAccounts")
    return { ...own, notes: [message], problem: { code, message } }
  }
}

async function testTypes(
  { resourceTypes, homeRegion, regions }: ConnectionRow,
  { aws, accountId }: { aws: AwsSession; accountId: string },
): Promise<TypeTest[]> {
  // A policy may allow the wanted regions alone.
  const region = regions.includes("*") || regions.includes(homeRegion) ? homeRegion : (regions[0] ?? homeRegion)
  const place = { region, accountId, partition: partitionOf(region) }
  const keys = chosenTypes(resourceTypes)
  return Promise.all(keys.map(async (key) => toTypeTest(key, await probeType(getResourceType(key), aws, place))))
}

/** Denied by a permission that is missing, or unknown because AWS could not be asked. */
function toTypeTest(type: string, failure: AwsFailure | null): TypeTest {
  const isDenied = failure?.kind === "denied"
  const action = failure?.missingPermission ?? null
  const isOurs = isDenied && action !== null && (failure.deniedBy ?? "policy") === "policy"
  return {
    type,
    state: failure === null ? "allowed" : isDenied ? "denied" : "unknown",
    missing_permission: action,
    denied_by: isDenied ? (failure.deniedBy ?? "policy") : null,
    message: failure?.message ?? null,
    statement: isOurs ? (statementsFor([{ action, type }])[0] ?? null) : null,
  }
}

async function nameOf(ctx: Ctx, accountId: string): Promise<string | null> {
  const [row] = await ctx.db.select({ name: accounts.name }).from(accounts).where(eq(accounts.accountId, accountId))
  return row?.name ?? null
}
