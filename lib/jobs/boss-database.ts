import type PgBoss from "pg-boss"
import type postgres from "postgres"

/** Adapts postgres.js to pg-boss's interface, which is that of node-postgres. */
export const toBossDatabase = (client: postgres.Sql): PgBoss.Db => ({
  async executeSql(text, values) {
    const isTransaction = !values?.length && /\bBEGIN\b/i.test(text)
    if (!isTransaction) return asRows(await client.unsafe(text, (values ?? []).map(toParameter)))
    // Text with its own BEGIN … COMMIT needs a connection of its own.
    const reserved = await client.reserve()
    try {
      return asRows(await reserved.unsafe(text))
    } catch (error) {
      await reserved.unsafe("rollback")
      throw error
    } finally {
      reserved.release()
    }
  },
})

const asRows = (result: unknown) => ({ rows: Array.isArray(result) ? result : [] })

function toParameter(value: unknown): postgres.ParameterOrJSON<never> {
  if (value === undefined || value === null) return null
  const isPlain = typeof value === "object" && !Array.isArray(value) && !(value instanceof Date)
  return (isPlain ? JSON.stringify(value) : value) as postgres.ParameterOrJSON<never>
}
