import { eq, sql } from "drizzle-orm"
import { type ConnectionRow, credentialsOf } from "@/lib/access/credentials"
import { storeAccounts } from "@/lib/access/organisation/store"
import { whyUnreached } from "@/lib/access/unreached"
import { getIdentity } from "@/lib/aws/account"
import type { AwsFailure } from "@/lib/aws/failure"
import { listOrganization } from "@/lib/aws/organization"
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
  const { db, config } = app
  await db
    .update(discoveries)
    .set({ state: "running", startedAt: sql`coalesce(${discoveries.startedAt}, now())` })
    .where(eq(discoveries.id, id))
  try {
    const credentials = await credentialsOf(app, connection, id)
    const aws = openAwsSession(config.aws, credentials)
    const { accountId } = await getIdentity(aws, connection.homeRegion)
    const listed = await listOrganization(aws, organizationsRegion(connection.homeRegion))
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
  } catch (error) {
    const failure = whyUnreached(error, "organizations:ListAccounts")
    await db
      .update(discoveries)
      .set({ state: "failed", endedAt: sql`now()`, ...reasonOf(failure) })
      .where(eq(discoveries.id, id))
    return failure
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
