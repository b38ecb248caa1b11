import { randomUUID } from "node:crypto"
import { authorise } from "@/lib/auth/permissions"
import { toAwsCredentials } from "@/lib/aws/credentials"
import type { Ctx } from "@/lib/context"
import { transact } from "@/lib/db/client"
import { scans } from "@/lib/db/schema"
import { enqueue } from "@/lib/jobs/enqueue"
import { sealCredentials } from "@/lib/scans/credentials"
import { planJob } from "@/lib/scans/plan/job"
import { findWhatFailed } from "@/lib/scans/retry"
import type { ScanRequest } from "@/lib/scans/schemas"

/**
 * Records a scan and queues its planning, together or not at all. It does not call AWS.
 * @returns the scan's id. @throws AppError invalid if there is nothing to retry.
 */
export async function startScan(ctx: Ctx, request: ScanRequest): Promise<string> {
  authorise(ctx, "scans.start")
  const id = randomUUID()
  const { region } = request.credentials
  const wanted = request.retry_of
    ? await findWhatFailed(ctx.db, request.retry_of)
    : { resourceTypes: request.resource_types, regions: request.regions ?? [region] }
  await transact(ctx.db, async (tx) => {
    await tx.insert(scans).values({
      ...wanted,
      id,
      requestedBy: ctx.actor.name,
      homeRegion: region,
      sealedCredentials: sealCredentials(ctx.config.encryptionKey, id, toAwsCredentials(request.credentials)),
    })
    await enqueue(tx, planJob, [{ scanId: id }])
  })
  return id
}
