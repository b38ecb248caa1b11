import { randomUUID } from "node:crypto"
import { type AwsCredentials, toAwsCredentials } from "@/lib/aws/credentials"
import type { Db } from "@/lib/db/client"
import { scans } from "@/lib/db/schema"
import { enqueue } from "@/lib/scans/queue"
import type { ScanRequest } from "@/lib/scans/schemas"
import { seal, unseal } from "@/lib/seal"

/**
 * Records a scan and queues its planning, together or not at all. No call to AWS is made here.
 * @param requestedBy an e-mail address, or `token <name>`. @returns the scan's id.
 */
export async function startScan(db: Db, requestedBy: string, request: ScanRequest): Promise<string> {
  const id = randomUUID()
  await db.transaction(async (tx) => {
    await tx.insert(scans).values({
      id,
      requestedBy,
      homeRegion: request.credentials.region,
      resourceTypes: request.resource_types,
      regions: request.regions ?? [request.credentials.region],
      sealedCredentials: seal(JSON.stringify(toAwsCredentials(request.credentials)), id),
    })
    await enqueue(tx, [{ kind: "plan", scanId: id }])
  })
  return id
}

/** The keys of a scan that has not ended. @throws where they are gone or the encryption key is another one. */
export function credentialsOf(scan: { id: string; sealedCredentials: string | null }): AwsCredentials {
  if (!scan.sealedCredentials) throw new Error("The scan has ended, and its credentials are gone")
  return JSON.parse(unseal(scan.sealedCredentials, scan.id)) as AwsCredentials
}
