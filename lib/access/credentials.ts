import { randomUUID } from "node:crypto"
import { eq } from "drizzle-orm"
import { openKeys } from "@/lib/access/keys"
import { ambientCredentials } from "@/lib/aws/ambient"
import type { CredentialSource } from "@/lib/aws/credentials"
import { partitionOf, stsRegion } from "@/lib/aws/regions"
import { assumeRole, type RoleRequest, shared } from "@/lib/aws/roles"
import type { App } from "@/lib/context"
import type { Queryable } from "@/lib/db/client"
import { connections } from "@/lib/db/schema"
import { AppError } from "@/lib/errors"

export type ConnectionRow = typeof connections.$inferSelect

const SESSION = "aws-connect"
/** The purpose of a test. It assumes roles anew each time: what a role trusts may just have been changed. */
export const TEST = "test"
/** AWS's limit for the name of a role session. */
const LONGEST_SESSION_NAME = 64
/** AWS's limit for a role that is assumed with another role's credentials (IAM User Guide, "Role chaining"). */
const LONGEST_CHAINED_SECONDS = 3_600

/** The connection's row. @throws AppError not_found. */
export async function loadConnection(db: Queryable, id: string): Promise<ConnectionRow> {
  const [row] = await db.select().from(connections).where(eq(connections.id, id))
  if (!row) throw new AppError("not_found", "Not found: there is no such connection.")
  return row
}

/**
 * The credentials that a connection reaches an account with. Nothing is called before they are used, and the whole
 * process shares them.
 * @param purpose the end of the session's name: a scan's id, or {@link TEST}.
 * @param memberId an account of the connection's organisation; null for the connection's own account.
 * @throws AppError invalid if the connection is not complete.
 */
export async function credentialsOf(
  app: App,
  connection: ConnectionRow,
  purpose: string,
  memberId: string | null = null,
): Promise<CredentialSource> {
  const own = connection.kind === "role" ? null : ownCredentials(app, connection)
  // A stack set leaves the management account out, and what lists its organisation is there already.
  const isMember = memberId !== null && memberId !== connection.accountId
  if (isMember && connection.memberRoleName !== null) {
    const base = own ?? (await baseOf(app, connection))
    const roleArn = `arn:${partitionOf(connection.homeRegion)}:iam::${memberId}:role/${connection.memberRoleName}`
    return assumed(app, connection, base, [roleArn], purpose)
  }
  if (own) return own
  if (!connection.roleArn) {
    const message = "This connection has no role yet. Enter the role's ARN."
    throw new AppError("invalid", `Invalid request: ${message}`, { fields: [{ path: "role_arn", message }] })
  }
  const base = await baseOf(app, connection)
  return assumed(app, connection, base, [connection.roleArn, ...connection.chain], purpose)
}

/** What assumes a connection's role: another connection's keys, or what the machine has. */
export async function baseOf(app: App, { baseId }: ConnectionRow): Promise<CredentialSource> {
  if (baseId === null) return ambientCredentials(app.config.aws)
  return ownCredentials(app, await loadConnection(app.db, baseId))
}

function ownCredentials({ config }: App, connection: ConnectionRow): CredentialSource {
  if (connection.kind !== "keys") return ambientCredentials(config.aws)
  return openKeys(config.encryptionKey, connection.id, connection.sealedKeys ?? "")
}

/** Assumes the roles one after the other, each with the credentials of the one before it. */
function assumed(
  app: App,
  connection: ConnectionRow,
  base: CredentialSource,
  roleArns: readonly string[],
  purpose: string,
): CredentialSource {
  const time = purpose === TEST ? randomUUID() : connection.updatedAt.getTime()
  const version = `${connection.id} ${time}`
  return roleArns.reduce<CredentialSource>((source, roleArn, index) => {
    const request = roleRequest(connection, roleArn, purpose, index > 0)
    const name = `${version} ${index} ${roleArn} ${request.sessionName}`
    return shared(name, () => assumeRole(app.config.aws, source, request), app.config.aws.pace)
  }, base)
}

/** How a connection assumes a role. */
export function roleRequest(
  { externalId, sessionName, durationSeconds, homeRegion }: ConnectionRow,
  roleArn: string,
  purpose: string,
  isChained = false,
): RoleRequest {
  const longest = isChained ? LONGEST_CHAINED_SECONDS : Number.POSITIVE_INFINITY
  return {
    roleArn,
    externalId,
    sessionName: `${sessionName ?? SESSION}-${purpose}`.slice(0, LONGEST_SESSION_NAME),
    durationSeconds: durationSeconds === null ? null : Math.min(durationSeconds, longest),
    region: stsRegion(homeRegion),
  }
}
