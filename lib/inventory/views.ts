import { createHash } from "node:crypto"
import { type SQL, sql } from "drizzle-orm"
import { z } from "zod"
import type { ResourceType } from "@/lib/aws/resource-types/define"
import { resourceTypes } from "@/lib/aws/resource-types/registry"
import type { Queryable } from "@/lib/db/client"

/**
 * Makes one SQL view per resource type (`ec2_instances`, `rds_databases`, …) that unfolds the properties into typed columns,
 * removed resources left out. A view is made anew only when its definition changed, so that views built on it stay.
 */
export async function createResourceViews(db: Queryable): Promise<void> {
  for (const type of resourceTypes) {
    const name = type.view
    const body = definition(type)
    const version = createHash("sha256").update(body).digest("hex").slice(0, 16)
    const [known] = await db.execute<{ comment: string | null }>(
      sql`select obj_description(to_regclass(${name}), 'pg_class') as comment`,
    )
    if (known?.comment?.endsWith(version)) continue
    await db.execute(raw(`drop view if exists ${name}`))
    await db.execute(raw(`create view ${name} as ${body}`))
    await db.execute(
      raw(`comment on view ${name} is '${type.name}, as last seen. Made by AWS Connect, version ${version}'`),
    )
  }
}

const common = [
  "id",
  "account_id",
  "region",
  "resource_id",
  "arn",
  "name",
  "status",
  "vpc_id",
  "subnet_id",
  "private_ip",
  "public_ip",
  "tags",
]
const times = ["first_seen_at", "last_changed_at"]

function definition(type: ResourceType): string {
  const taken = new Set([...common, ...times])
  const properties = Object.entries(type.properties.shape)
    .filter(([key]) => !taken.has(key))
    .map(([key, property]) => column(key, property))
  return `select ${[...common, ...properties, ...times].join(", ")} from resources where type = '${type.type}' and removed_at is null`
}

function column(key: string, property: z.ZodType): string {
  const name = key === "type" ? "kind" : key
  const kind = sqlType(property)
  const read =
    kind === "jsonb" ? `type_specific_properties -> '${key}'` : `(type_specific_properties ->> '${key}')::${kind}`
  return `${read} as ${name}`
}

function sqlType(property: z.ZodType): string {
  const inner = property instanceof z.ZodNullable ? (property.unwrap() as z.ZodType) : property
  if (inner instanceof z.ZodISODateTime) return "timestamptz"
  if (inner instanceof z.ZodString) return "text"
  if (inner instanceof z.ZodNumber) return "numeric"
  if (inner instanceof z.ZodBoolean) return "boolean"
  return "jsonb"
}

// Names and definitions come from the registry's own constants; nothing a person sends reaches them.
const raw = (text: string): SQL => sql.raw(text)
