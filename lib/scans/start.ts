import { randomUUID } from "node:crypto"
import { type ConnectionRow, loadConnection } from "@/lib/access/credentials"
import { sealKeys } from "@/lib/access/keys"
import { authorise } from "@/lib/auth/permissions"
import { type CredentialsInput, toAwsCredentials } from "@/lib/aws/credentials"
import { chosenTypes } from "@/lib/aws/resource-types/registry"
import type { Ctx } from "@/lib/context"
import { type Queryable, transact } from "@/lib/db/client"
import { scans } from "@/lib/db/schema"
import { AppError } from "@/lib/errors"
import { enqueue } from "@/lib/jobs/enqueue"
import { connectionPlanJob, planJob } from "@/lib/scans/plan/job"
import { findWhatFailed } from "@/lib/scans/retry"
import type { ScanRequest } from "@/lib/scans/schemas"

/**
 * Records a scan and queues its planning, together or not at all. It does not call AWS.
 * @returns the scan's id. @throws AppError invalid if there is nothing to retry, or its connection is a draft.
 */
export async function startScan(ctx: Ctx, request: ScanRequest): Promise<string> {
  authorise(ctx, "scans.start")
  const retried = request.retry_of ? await findWhatFailed(ctx.db, request.retry_of) : null
  const reach = request.credentials
  const connectionId = reach && "connection_id" in reach ? reach.connection_id : reach ? null : retried?.connectionId
  if (connectionId) {
    const connection = await loadConnection(ctx.db, connectionId)
    const id = randomUUID()
    await transact(ctx.db, (tx) => recordConnectionScan(tx, ctx.actor.name, id, connection, request, retried))
    return id
  }
  if (!reach || "connection_id" in reach) throw needsKeys()
  return startWithKeys(ctx, request, reach, retried)
}

type Retried = Awaited<ReturnType<typeof findWhatFailed>> | null

async function startWithKeys(ctx: Ctx, request: ScanRequest, keys: CredentialsInput, retried: Retried) {
  const id = randomUUID()
  const { region: homeRegion } = keys
  const wanted = retried ?? {
    resourceTypes: chosenTypes(request.resource_types),
    regions: request.regions ?? [homeRegion],
  }
  const sealedCredentials = sealKeys(ctx.config.encryptionKey, id, toAwsCredentials(keys))
  await transact(ctx.db, async (tx) => {
    await tx.insert(scans).values({
      ...wanted,
      ...{ id, requestedBy: ctx.actor.name, homeRegion, connectionId: null, sealedCredentials },
    })
    await enqueue(tx, planJob, [{ scanId: id }])
  })
  return id
}

/**
 * Records a scan of a connection in the caller's transaction: a schedule's run exists if and only if its time counts as
 * used.
 * @param request what narrows the connection's own types and regions.
 * @throws AppError invalid for a draft.
 */
export async function recordConnectionScan(
  tx: Queryable,
  requestedBy: string,
  id: string,
  connection: ConnectionRow,
  request: Partial<Pick<ScanRequest, "resource_types" | "regions">> = {},
  retried: Retried = null,
): Promise<void> {
  if (connection.isDraft) throw isDraft()
  const wanted = retried ?? {
    resourceTypes: chosenTypes(request.resource_types ?? connection.resourceTypes),
    regions: request.regions ?? connection.regions,
  }
  // A part of an organisation's scan is retried by itself.
  const isOrganisation = connection.memberRoleName !== null && !retried?.accountId
  await tx.insert(scans).values({
    ...wanted,
    ...{ id, requestedBy, homeRegion: connection.homeRegion, isOrganisation },
    ...{ connectionId: connection.id, connectionName: connection.name },
  })
  await enqueue(tx, connectionPlanJob, [{ scanId: id }])
}

const isDraft = () => {
  const message = "This connection is a draft. Test it, and finish it, before it is scanned."
  return new AppError("invalid", `Invalid request: ${message}`, { fields: [{ path: "connection_id", message }] })
}

const needsKeys = () => {
  const message = "The keys of that scan were erased. Send credentials to repeat it."
  return new AppError("invalid", `Invalid request: ${message}`, { fields: [{ path: "credentials", message }] })
}
