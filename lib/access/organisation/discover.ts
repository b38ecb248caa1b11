import { eq, sql } from "drizzle-orm"
import { type ConnectionRow, credentialsOf } from "@/lib/access/credentials"
import { storeAccounts } from "@/lib/access/organisation/store"
import { whyUnreached } from "@/lib/access/unreached"
import { getIdentity } from "@/lib/aws/account"
import type { AwsFailure } from "@/lib/aws/failure"
import { type ListedOrganization, listOrganization } from "@/lib/aws/organization"
import { organizationsRegion } from "@/lib/aws/regions"
import { openAwsSession } from "@/lib/aws/session"
import type { App } from "@/lib/context"
import { transact } from "@/lib/db/client"
import { connections, discoveries } from "@/lib/db/schema"

/**
 * Reads the organisation's accounts, stores them, and ends the discovery. Safe to repeat.
 * @returns why accounts could not be listed; null if they were, if only in part.
 */
export async function runDiscovery(app: App, connection: ConnectionRow, id: string): Promise<AwsFailure | null> {
  const { db } = app
  await db
    .update(discoveries)
    .set({ state: "running", startedAt: sql`coalesce(${discoveries.startedAt}, now())` })
    .where(eq(discoveries.id, id))
  const found = await list(app, connection, id)
  if ("kind" in found) {
    await db
      .update(discoveries)
      .set({ state: "failed", endedAt: sql`now()`, ...reasonOf(found) })
      .where(eq(discoveries.id, id))
    return found
  }
  const { accountId, listed } = found
  await transact(db, async (tx) => {
    const events = await storeAccounts(tx, connection.id, listed)
    const failure = listed.failures[0]
    await tx.update(connections).set({ accountId }).where(eq(connections.id, connection.id))
    await tx
      .update(discoveries)
      .set({
        state: failure ? "partial" : "success",
        ...{ organisationId: listed.id, found: listed.accounts.length, events, endedAt: sql`now()` },
        ...reasonOf(failure),
      })
      .where(eq(discoveries.id, id))
  })
  return null
}

/** Makes all calls to AWS, and nothing else: what fails here is not the database's failure. */
async function list(
  app: App,
  connection: ConnectionRow,
  id: string,
): Promise<{ accountId: string; listed: ListedOrganization } | AwsFailure> {
  try {
    const aws = openAwsSession(app.config.aws, await credentialsOf(app, connection, id))
    const { accountId } = await getIdentity(aws, connection.homeRegion)
    return { accountId, listed: await listOrganization(aws, organizationsRegion(connection.homeRegion)) }
  } catch (error) {
    return whyUnreached(error, "organizations:ListAccounts")
  }
}

/**
 * Records a discovery and runs it at once, as a part of another job.
 * @param id the same for each try of that job, so that a killed one leaves no discovery behind.
 */
export async function discoverNow(
  app: App,
  connection: ConnectionRow,
  requestedBy: string,
  id: string,
): Promise<AwsFailure | null> {
  await app.db.insert(discoveries).values({ id, connectionId: connection.id, requestedBy }).onConflictDoNothing()
  return runDiscovery(app, connection, id)
}

const reasonOf = (failure: AwsFailure | undefined) => ({
  errorCode: failure?.code ?? null,
  errorMessage: failure?.message ?? null,
  missingPermission: failure?.missingPermission ?? null,
})
