import { ofAccount } from "@/lib/access/checked"
import { type ConnectionRow, credentialsOf, loadConnection } from "@/lib/access/credentials"
import { openKeys } from "@/lib/access/keys"
import type { CredentialSource } from "@/lib/aws/credentials"
import { stsRegion } from "@/lib/aws/regions"
import type { App } from "@/lib/context"
import type { scans } from "@/lib/db/schema"

type Scan = Pick<typeof scans.$inferSelect, "id" | "connectionId" | "parentId" | "accountId" | "sealedCredentials">

/**
 * The credentials of a scan that has not ended: its connection's, or the keys that it was given.
 * @throws if its keys are gone or were sealed with another key; AppError if its connection is gone or not complete.
 * @param known its connection, if it is loaded already.
 */
export async function openCredentials(
  app: App,
  scan: Scan,
  known: ConnectionRow | null = null,
): Promise<CredentialSource> {
  if (scan.connectionId) {
    const connection = known ?? (await loadConnection(app.db, scan.connectionId))
    const source = await credentialsOf(app, connection, scan.id, memberOf(scan, connection.memberRoleName))
    return scan.accountId ? ofAccount(app.config.aws, source, scan.accountId, stsRegion(connection.homeRegion)) : source
  }
  if (!scan.sealedCredentials) throw new Error("The scan has ended, and its credentials are gone")
  return openKeys(app.config.encryptionKey, scan.id, scan.sealedCredentials)
}

/** A scan of one account of an organisation knows its account from the start. */
const memberOf = ({ accountId }: Scan, memberRoleName: string | null) => (memberRoleName === null ? null : accountId)
