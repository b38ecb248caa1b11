import { randomUUID } from "node:crypto"
import { eq } from "drizzle-orm"
import { type AwsCredentials, toAwsCredentials } from "@/lib/aws/credentials"
import type { Db } from "@/lib/db/client"
import { scanSlices, scans } from "@/lib/db/schema"
import { AppError } from "@/lib/errors"
import { hasEnded } from "@/lib/scans/get"
import { enqueue } from "@/lib/scans/queue"
import type { ScanRequest } from "@/lib/scans/schemas"
import { seal, unseal } from "@/lib/seal"

/**
 * Records a scan and queues its planning, together or not at all. No call to AWS is made here.
 * @param requestedBy an e-mail address, or `token <name>`. @returns the scan's id.
 * @throws AppError invalid where there is nothing to retry.
 */
export async function startScan(db: Db, requestedBy: string, request: ScanRequest): Promise<string> {
  const id = randomUUID()
  const asked = request.retry_of
    ? await whatFailed(db, request.retry_of)
    : { resourceTypes: request.resource_types, regions: request.regions ?? [request.credentials.region] }
  await db.transaction(async (tx) => {
    await tx.insert(scans).values({
      ...asked,
      id,
      requestedBy,
      homeRegion: request.credentials.region,
      sealedCredentials: seal(JSON.stringify(toAwsCredentials(request.credentials)), id),
    })
    await enqueue(tx, [{ kind: "plan", scanId: id }])
  })
  return id
}

/** The slices of an ended scan that were not read to their end; all that it was asked for, where it never came to slices. */
async function whatFailed(db: Db, scanId: string) {
  const scan = await db.query.scans.findFirst({ where: eq(scans.id, scanId) })
  if (!scan) throw nothingToRetry("There is no such scan.")
  if (!hasEnded(scan)) throw nothingToRetry("This scan is still under way. Retry it when it has ended.")
  const slices = await db
    .select({ type: scanSlices.type, region: scanSlices.region, state: scanSlices.state })
    .from(scanSlices)
    .where(eq(scanSlices.scanId, scanId))
  // Planning refuses keys of another account, at a retry of a retry as well.
  const { accountId } = scan
  if (slices.length === 0)
    return {
      resourceTypes: scan.resourceTypes,
      regions: scan.regions,
      onlySlices: scan.onlySlices,
      retryOf: scanId,
      accountId,
    }
  const failed = slices.filter(({ state }) => state !== "done").map(({ type, region }) => ({ type, region }))
  if (failed.length === 0) throw nothingToRetry("Every slice of this scan was read to its end.")
  const resourceTypes = scan.resourceTypes.filter((key) => failed.some(({ type }) => type === key))
  return {
    resourceTypes,
    regions: [...new Set(failed.map(({ region }) => region))],
    onlySlices: failed,
    retryOf: scanId,
    accountId,
  }
}

const nothingToRetry = (message: string) =>
  new AppError("invalid", `Invalid request: retry_of: ${message}`, { fields: [{ path: "retry_of", message }] })

/** The keys of a scan that has not ended. @throws where they are gone or the encryption key is another one. */
export function credentialsOf(scan: { id: string; sealedCredentials: string | null }): AwsCredentials {
  if (!scan.sealedCredentials) throw new Error("The scan has ended, and its credentials are gone")
  return JSON.parse(unseal(scan.sealedCredentials, scan.id)) as AwsCredentials
}
