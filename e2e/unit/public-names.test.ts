import { readFileSync } from "node:fs"
import { expect, test } from "vitest"
import { resourceTypes } from "@/lib/aws/resource-types/registry"
import { allColumns } from "@/lib/inventory/export/columns"
import { inventoryFields } from "@/lib/inventory/fields"
import { sharedColumns } from "@/lib/inventory/table-columns"

/** What people build on: SQL views and their columns, fields of the query language, columns of tables and exports. */
const names = [
  ...resourceTypes.flatMap(({ view, properties }) => [
    `view ${view}`,
    ...Object.keys(properties.shape).map((key) => `view ${view}.${key}`),
  ]),
  ...inventoryFields.map(({ name }) => `field ${name}`),
  ...sharedColumns.map(({ key }) => `column ${key}`),
  ...allColumns.map((key) => `export ${key}`),
].sort()

test("no name that people build on goes away unnoticed", () => {
  const known = readFileSync("docs/public-names.txt", "utf8").trim().split("\n")
  const gone = known.filter((name) => !names.includes(name))
  // Who takes one away announces it in CHANGELOG.md, keeps the old name beside the new one for a release, and then
  // removes its line here.
  expect(gone).toEqual([])
  expect(
    names.filter((name) => !known.includes(name)),
    "add these lines to docs/public-names.txt",
  ).toEqual([])
})
