import { readFileSync, writeFileSync } from "node:fs"
import { resourceTypes } from "@/lib/aws/resource-types/registry"
import { allColumns } from "@/lib/inventory/export/columns"
import { inventoryFields } from "@/lib/inventory/fields"
import { sharedColumns } from "@/lib/inventory/table-columns"

const FILE = "docs/public-names.txt"

/** What people build on: SQL views and their columns, fields of the query language, columns of tables and exports. */
export const publicNames = (): string[] => [
  ...resourceTypes.flatMap(({ view, properties }) => [
    `view ${view}`,
    ...Object.keys(properties.shape).map((key) => `view ${view}.${key}`),
  ]),
  ...inventoryFields.map(({ name }) => `field ${name}`),
  ...sharedColumns.map(({ key }) => `column ${key}`),
  ...allColumns.map((key) => `export ${key}`),
]

/** The names that were written down. */
export const knownNames = (): string[] => readFileSync(FILE, "utf8").trim().split("\n")

/** Writes down new names. What went away stays, until somebody announces it and removes its line. */
export function writeNames(): void {
  writeFileSync(FILE, `${[...new Set([...knownNames(), ...publicNames()])].sort().join("\n")}\n`)
}
