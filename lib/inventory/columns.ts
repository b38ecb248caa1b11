import type { FoundResource } from "@/lib/aws/resource"

interface FactColumn {
  /** The name in SQL, REST and the views. */
  column: string
  /** The name in TypeScript: of a found resource, and of a row. */
  field: keyof FoundResource
}

/** The facts that all types share: nullable text columns of `resources`. All code that needs them uses this list. */
export const factColumns = [
  { column: "arn", field: "arn" },
  { column: "name", field: "name" },
  { column: "status", field: "status" },
  { column: "vpc_id", field: "vpcId" },
  { column: "subnet_id", field: "subnetId" },
  { column: "private_ip", field: "privateIp" },
  { column: "public_ip", field: "publicIp" },
] as const satisfies readonly FactColumn[]

/** The names of these columns. */
export const factNames = factColumns.map(({ column }) => column)

export type Facts = Record<(typeof factColumns)[number]["column"], string | null>

type FactFields = Record<(typeof factColumns)[number]["field"], string | null>

/** The shared facts of a found resource or a row, by column. */
export const factsOf = (source: FactFields): Facts =>
  Object.fromEntries(factColumns.map(({ column, field }) => [column, source[field]])) as Facts
