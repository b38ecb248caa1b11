import type { SQL } from "drizzle-orm"
import { PgDialect } from "drizzle-orm/pg-core"

const dialect = new PgDialect({ casing: "snake_case" })

/**
 * A query with its parameters written as literals: for COPY, which takes none, and for several statements in one message.
 */
export function withLiterals(query: SQL): string {
  const { sql, params } = dialect.sqlToQuery(query)
  return sql.replace(/\$(\d+)/g, (_, number: string) => toLiteral(params[Number(number) - 1]))
}

/**
 * A text as PostgreSQL reads it in any setting: in an escape string, quotes and backslashes are doubled (PostgreSQL
 * documentation, "String Constants with C-Style Escapes").
 */
export const toLiteral = (value: unknown): string =>
  value === null || value === undefined ? "null" : `E'${String(value).replace(/\\/g, "\\\\").replace(/'/g, "''")}'`
