import { type SQL, sql } from "drizzle-orm"
import type { ConnectionRow } from "@/lib/access/credentials"
import type { Queryable } from "@/lib/db/client"

/**
 * Whether an account of the organisation is scanned, as SQL over `organisation_accounts o`: by a person's own choice, or
 * by what the connection's scope says of its unit.
 */
export function isIncluded({ memberScope, memberOus }: Pick<ConnectionRow, "memberScope" | "memberOus">): SQL {
  const byScope = {
    all: sql`true`,
    chosen: sql`false`,
    ous: sql`exists (select from jsonb_array_elements_text(${JSON.stringify(memberOus)}::jsonb) as u(path)
      where o.ou_path = u.path or starts_with(o.ou_path, u.path || '/'))`,
  }
  return sql`coalesce(o.choice, ${byScope[memberScope]})`
}

/** The accounts of the organisation that a scan of it does not read. */
export async function listExcluded(tx: Queryable, connection: ConnectionRow): Promise<string[]> {
  const rows = await tx.execute<{ account_id: string }>(sql`
    select o.account_id from organisation_accounts o
    where o.connection_id = ${connection.id} and not (o.state = 'ACTIVE' and ${isIncluded(connection)})`)
  return rows.map(({ account_id }) => account_id)
}

/** The accounts that a scan of the organisation reads, after `after`, at most `limit`. Suspended ones cannot be read. */
export async function listIncluded(
  tx: Queryable,
  connection: ConnectionRow,
  after: string,
  limit: number,
): Promise<string[]> {
  const rows = await tx.execute<{ account_id: string }>(sql`
    select o.account_id from organisation_accounts o
    where o.connection_id = ${connection.id} and o.state = 'ACTIVE' and ${isIncluded(connection)}
      and o.account_id > ${after}
    order by o.account_id limit ${limit}`)
  return rows.map(({ account_id }) => account_id)
}
