import { factColumns } from "@/lib/aws/resource"

/** The names of these columns. */
export const factNames = factColumns.map(({ column }) => column)

export type Facts = Record<(typeof factColumns)[number]["column"], string | null>

type FactFields = Record<(typeof factColumns)[number]["field"], string | null>

/** The shared facts of a found resource or a row, by column. */
export const factsOf = (source: FactFields): Facts =>
  Object.fromEntries(factColumns.map(({ column, field }) => [column, source[field]])) as Facts
