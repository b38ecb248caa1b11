import type { AwsCredentials } from "@/lib/aws/credentials"
import { seal, unseal } from "@/lib/seal"

/** Seals keys for a scan's row, which keeps them until the scan ends. */
export const sealCredentials = (encryptionKey: string, scanId: string, credentials: AwsCredentials): string =>
  seal(encryptionKey, JSON.stringify(credentials), scanId)

/** The keys of a scan that has not ended. @throws if they are gone, or were sealed with another key. */
export function openCredentials(
  encryptionKey: string,
  scan: { id: string; sealedCredentials: string | null },
): AwsCredentials {
  if (!scan.sealedCredentials) throw new Error("The scan has ended, and its credentials are gone")
  return JSON.parse(unseal(encryptionKey, scan.sealedCredentials, scan.id)) as AwsCredentials
}
