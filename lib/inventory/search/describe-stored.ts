import { sql } from "drizzle-orm"
import type { Queryable } from "@/lib/db/client"
import { type Described, describe, type SearchRow } from "@/lib/inventory/search/describe"
import { arrayLiteral } from "@/lib/query/to-sql"

/** Makes the search rows of stored resources. @param ids their row ids. */
export async function describeStored(db: Queryable, ids: readonly string[]): Promise<SearchRow[]> {
  if (ids.length === 0) return []
  const rows = await db.execute<Described & Record<string, unknown>>(sql`
    select id, type, resource_id as "resourceId", name, arn, vpc_id as "vpcId", subnet_id as "subnetId",
      private_ip as "privateIp", public_ip as "publicIp", tags, type_specific_properties as properties
    from resources where id = any(${arrayLiteral(ids)}::uuid[])`)
  return rows.map(describe)
}
