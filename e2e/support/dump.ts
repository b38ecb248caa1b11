import postgres from "postgres"

/** Reads all rows of all tables, except those of PostgreSQL's own schemas, as text. */
export async function dumpTables(url: string): Promise<string> {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  try {
    const tables = await sql<{ name: string }[]>`
      select format('%I.%I', table_schema, table_name) as name from information_schema.tables
      where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`
    const dumps = []
    for (const { name } of tables)
      dumps.push(name, ...(await sql.unsafe(`select t::text as row from ${name} t`)).map(({ row }) => row as string))
    return dumps.join("\n")
  } finally {
    await sql.end()
  }
}
