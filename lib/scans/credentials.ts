import type { AwsCredentials } from "@/lib/aws/credentials"
import { seal, unseal } from "@/lib/seal"

/** Keys as a scan's row keeps them until it ends. */
export const sealCredentials = (encryptionKey: string, scanId: string, credentials: AwsCredentials): string =>
  seal(encryptionKey, JSON.stringify(credentials), scanId)

/** The keys of a scan that has not ended. @throws where they are gone, or were sealed with another key. */
export function openCredentials(
  encryptionKey: string,
  scan: { id: string; sealedCredentials: string | null },
): AwsCredentials {
  if (!scan.sealedCredentials) throw new Error("The scan has ended, and its credentials are gone")
  return JSON.parse(unseal(encryptionKey, scan.sealedCredentials, scan.id)) as AwsCredentials
}
