import { createHash } from "node:crypto"
import { type SQL, sql } from "drizzle-orm"
import { z } from "zod"
import type { ResourceType } from "@/lib/aws/resource-types/define"
import { resourceTypes } from "@/lib/aws/resource-types/registry"
import { type Db, postgresError, type Queryable, transact } from "@/lib/db/client"
import { LOCK_TIMEOUT, whenFree } from "@/lib/db/upgrade-lock"
import { describeError } from "@/lib/errors"
import { factNames } from "@/lib/inventory/columns"
import { tells } from "@/lib/inventory/managed"

interface Column {
  name: string
  /** As PostgreSQL names it: `text`, `timestamp with time zone`. */
  type: string
  expression: string
}

/**
 * Creates one SQL view per resource type (`ec2_instances`, `rds_instances`, …), which shows the properties as typed
 * columns and leaves out removed resources.
 *
 * People build views on these and grant access to them, so a view is never dropped: new columns are appended. If
 * PostgreSQL cannot make a change in this way, the old view stays, and the log reports it. A view that is as it should be
 * is left alone: replacing it would wait for everybody who reads it.
 */
export async function createResourceViews(db: Db, types: readonly ResourceType[] = resourceTypes): Promise<void> {
  const comments = await readComments(db)
  for (const type of types) if (comments.get(type.view) !== commentOf(type)) await createView(db, type)
}

/** Says what the view shows, and by which definition. */
function commentOf(type: ResourceType): string {
  const digest = createHash("sha256")
    .update(JSON.stringify(columnsOf(type)))
    .digest("hex")
    .slice(0, 12)
  return `${type.name}, as last seen. Made by AWS Connect (${digest})`
}

async function readComments(db: Queryable): Promise<Map<string, string>> {
  const rows = await db.execute<{ name: string; comment: string }>(sql`
    select c.relname as name, d.description as comment from pg_class c
    join pg_description d on d.classoid = 'pg_class'::regclass and d.objoid = c.oid and d.objsubid = 0
    where c.relkind = 'v' and c.relnamespace = current_schema()::regnamespace`)
  return new Map(rows.map(({ name, comment }) => [name, comment]))
}

async function createView(db: Db, type: ResourceType): Promise<void> {
  const existing = await readColumns(db, type.view)
  const columns = inExistingOrder(existing, columnsOf(type))
  if (!columns) return keepOld(type.view, "a column was removed or has another type now")
  const body = `select ${columns.map(({ name, expression }) => `${expression} as ${name}`).join(", ")}
    from resources where type = '${type.type}' and removed_at is null`
  try {
    await whenFree(`The SQL view ${type.view}`, () =>
      transact(db, async (tx) => {
        await tx.execute(sql`select set_config('lock_timeout', ${LOCK_TIMEOUT}, true)`)
        await tx.execute(raw(`create or replace view ${type.view} as ${body}`))
        await tx.execute(raw(`comment on view ${type.view} is '${commentOf(type)}'`))
      }),
    )
  } catch (error) {
    // Any other error is not about this definition, so the start must not continue.
    if (!/^(42|2BP01)/.test(postgresError(error).code ?? "")) throw error
    keepOld(type.view, describeError(error))
  }
}

function keepOld(view: string, reason: string): void {
  console.error(
    `The SQL view ${view} keeps its earlier definition: ${reason}. To get the new one, drop the view and everything ` +
      "that is built on it, and run npm run migrate.",
  )
}

/** The view's columns from left to right; none if the view does not exist. */
async function readColumns(db: Queryable, view: string): Promise<Pick<Column, "name" | "type">[]> {
  return db.execute<{ name: string; type: string }>(sql`
    select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute
    where attrelid = to_regclass(${view}) and attnum > 0 and not attisdropped order by attnum`)
}

/**
 * The existing columns first, as PostgreSQL requires when a view is replaced; null if one is gone or has another type.
 */
function inExistingOrder(existing: readonly Pick<Column, "name" | "type">[], wanted: readonly Column[]) {
  const kept = existing.map(({ name, type }) => wanted.find((column) => column.name === name && column.type === type))
  if (kept.some((column) => !column)) return null
  return [...(kept as Column[]), ...wanted.filter((column) => !kept.includes(column))]
}

const texts = ["account_id", "region", "resource_id", ...factNames]
const common: readonly Column[] = [
  { name: "id", type: "uuid", expression: "id" },
  ...texts.map((name) => ({ name, type: "text", expression: name })),
  { name: "tags", type: "jsonb", expression: "tags" },
]
const times: readonly Column[] = ["first_seen_at", "last_changed_at"].map((name) => ({
  name,
  type: "timestamp with time zone",
  expression: name,
}))

function columnsOf(type: ResourceType): Column[] {
  const taken = new Set([...common, ...times].map(({ name }) => name))
  const properties = Object.entries(type.properties.shape)
    .filter(([key]) => !taken.has(key))
    .map(([key, property]) => column(key, property))
  return [...common, ...properties, ...times, ...managedColumn(type)]
}

function managedColumn({ managedWhen = [], properties }: ResourceType): Column[] {
  if (managedWhen.length === 0 || "managed" in properties.shape) return []
  const told = managedWhen.map((one) => `(${tells(one, "type_specific_properties")})`).join(" or ")
  return [{ name: "managed", type: "boolean", expression: told }]
}

function column(key: string, property: z.ZodType): Column {
  const type = sqlType(property)
  const read =
    type === "jsonb" ? `type_specific_properties -> '${key}'` : `(type_specific_properties ->> '${key}')::${type}`
  return { name: key === "type" ? "kind" : key, type, expression: read }
}

function sqlType(property: z.ZodType): string {
  const inner = property instanceof z.ZodNullable ? (property.unwrap() as z.ZodType) : property
  if (inner instanceof z.ZodISODateTime) return "timestamp with time zone"
  if (inner instanceof z.ZodString) return "text"
  if (inner instanceof z.ZodNumber) return "numeric"
  if (inner instanceof z.ZodBoolean) return "boolean"
  return "jsonb"
}

// Names and definitions come from the registry's constants; nothing that a person sends reaches them.
const raw = (text: string): SQL => sql.raw(text)
