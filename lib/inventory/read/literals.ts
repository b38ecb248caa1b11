import type { SQL } from "drizzle-orm"
import { CasingCache } from "drizzle-orm/casing"
import { PgDialect } from "drizzle-orm/pg-core"

const dialect = new PgDialect()
const casing = new CasingCache("snake_case")

/**
 * A query with its values written as literals: for COPY, which takes no parameters, and for several statements in one
 * message. Each value is written where it stands, while the text is built: a name that looks like a placeholder stays a
 * name.
 */
export const withLiterals = (query: SQL): string =>
  query.toQuery({
    casing,
    escapeName: (name) => dialect.escapeName(name),
    escapeString: (text) => toLiteral(text),
    escapeParam: (_, value) => toLiteral(value),
  }).sql

/**
 * A text as PostgreSQL reads it in any setting: in an escape string, quotes and backslashes are doubled (PostgreSQL
 * documentation, "String Constants with C-Style Escapes").
 */
export const toLiteral = (value: unknown): string =>
  value === null || value === undefined ? "null" : `E'${String(value).replace(/\\/g, "\\\\").replace(/'/g, "''")}'`
