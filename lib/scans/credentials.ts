import { credentialsOf, loadConnection } from "@/lib/access/credentials"
import { openKeys } from "@/lib/access/keys"
import type { CredentialSource } from "@/lib/aws/credentials"
import type { App } from "@/lib/context"
import type { scans } from "@/lib/db/schema"

type Scan = Pick<typeof scans.$inferSelect, "id" | "connectionId" | "parentId" | "accountId" | "sealedCredentials">

/**
 * The credentials of a scan that has not ended: its connection's, or the keys that it was given.
 * @throws if its keys are gone or were sealed with another key; AppError if its connection is gone or not complete.
 */
export async function openCredentials(app: App, scan: Scan): Promise<CredentialSource> {
  if (scan.connectionId) {
    const connection = await loadConnection(app.db, scan.connectionId)
    return credentialsOf(app, connection, scan.id, memberOf(scan, connection.memberRoleName))
  }
  if (!scan.sealedCredentials) throw new Error("The scan has ended, and its credentials are gone")
  return openKeys(app.config.encryptionKey, scan.id, scan.sealedCredentials)
}

/** A scan of one account of an organisation knows its account from the start. */
const memberOf = ({ accountId }: Scan, memberRoleName: string | null) => (memberRoleName === null ? null : accountId)
