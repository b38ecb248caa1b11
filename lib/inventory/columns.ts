import type { FoundResource } from "@/lib/aws/resource"

interface FactColumn {
  /** In SQL, REST and the views. */
  column: string
  /** In TypeScript: of a found resource, and of a row. */
  field: keyof FoundResource
}

/** The facts that all types share: nullable text columns of `resources`. Whatever needs them derives them from here. */
export const factColumns = [
  { column: "arn", field: "arn" },
  { column: "name", field: "name" },
  { column: "status", field: "status" },
  { column: "vpc_id", field: "vpcId" },
  { column: "subnet_id", field: "subnetId" },
  { column: "private_ip", field: "privateIp" },
  { column: "public_ip", field: "publicIp" },
] as const satisfies readonly FactColumn[]

export type Facts = Record<(typeof factColumns)[number]["column"], string | null>

type FactFields = Record<(typeof factColumns)[number]["field"], string | null>

/** The shared facts of a found resource or a row, by column. */
export const factsOf = (source: FactFields): Facts =>
  Object.fromEntries(factColumns.map(({ column, field }) => [column, source[field]])) as Facts
