import { createHash } from "node:crypto"
import { describe, expect, test } from "vitest"
import { readTable } from "@/app/(console)/resources/_table/read-table"
import { CHECKED_ACTIONS, coverageOf } from "@/lib/aws/managed-policies"
import { scanActions } from "@/lib/aws/policy"
import { bundleOf, listBundles, listChoices, newTypes } from "@/lib/aws/resource-types/choices"
import { costOf, PLANNING_CALLS } from "@/lib/aws/resource-types/cost"
import { minimalTypeKeys, resourceTypeKeys, resourceTypes } from "@/lib/aws/resource-types/registry"
import { columnsOf, defaultColumns, findColumn } from "@/lib/inventory/table-columns"

describe("choosing types", () => {
  test("each bundle has its price, and the browser's own choice of the same types has the same", () => {
    const { types, always } = listChoices()
    const [minimal, recommended, all] = listBundles()
    // Two listings of load balancers, buckets once, and one of each other type in a region.
    expect(minimal).toEqual({ key: "minimal", types: 6, calls: PLANNING_CALLS + 6 * 17 + 1, permissions: 13 })
    expect(costOf(types, always)).toEqual({ types: all?.types, calls: all?.calls, permissions: all?.permissions })
    expect(all?.permissions).toBe(scanActions(resourceTypes).length)
    expect(recommended?.types).toBe(types.filter(({ isCostly }) => !isCostly).length)
  })

  test("types that share a reading cost it once", () => {
    const { types } = listChoices()
    const [add, node, profile] = ["eks_addon", "eks_nodegroup", "eks_fargate_profile"].map((key) =>
      types.filter(({ type }) => type === key),
    )
    expect(costOf([...(add ?? []), ...(node ?? []), ...(profile ?? [])], []).calls).toBe(PLANNING_CALLS + 17)
  })

  test("a bundle is known again by its types", () => {
    expect(bundleOf(null)).toBe("minimal")
    expect(bundleOf([...minimalTypeKeys].reverse())).toBe("minimal")
    expect(bundleOf([...resourceTypeKeys])).toBe("*")
    expect(bundleOf(resourceTypeKeys.slice(1))).toBeNull()
  })

  test("new types are offered by what was chosen, and only those that were not known", () => {
    const costly = resourceTypes.filter(({ isCostly }) => isCostly).map(({ type }) => type)
    const before = resourceTypeKeys.filter((key) => key !== "sqs_queue" && !costly.includes(key))
    expect(newTypes(null, [...resourceTypeKeys])).toEqual([])
    // Who chose everything is offered everything; who chose some, what is recommended.
    expect(newTypes(before, before).sort()).toEqual([...costly, "sqs_queue"].sort())
    expect(newTypes(["ec2"], before)).toEqual(["sqs_queue"])
    expect(newTypes(["sqs_queue"], before)).toEqual([])
    // A connection of a release that noted nothing.
    expect(newTypes(null, null)).toEqual(
      resourceTypeKeys.filter((key) => !minimalTypeKeys.includes(key) && !costly.includes(key)),
    )
  })

  test("every action was looked up in AWS's own policies", () => {
    const actions = scanActions(resourceTypes)
    const digest = createHash("sha256").update(actions.join()).digest("hex").slice(0, 12)
    expect(digest, "look the new action up in AWS's policies (managed-policies.ts)").toBe(CHECKED_ACTIONS)
    for (const { lacks } of coverageOf(actions)) for (const action of lacks) expect(actions).toContain(action)
    expect(coverageOf(["ec2:DescribeVpcs", "kms:DescribeKey"]).map(({ lacks }) => lacks)).toEqual([
      [],
      [],
      ["kms:DescribeKey"],
    ])
  })
})

describe("the columns of one type", () => {
  test.each(resourceTypeKeys)("%s has columns of its own", (type) => {
    const columns = columnsOf(type)
    expect(columns.filter((key) => key.startsWith("properties.") || key.endsWith("_ip")).length).toBeGreaterThan(0)
    for (const key of columns) expect(findColumn(key), key).not.toBeNull()
    expect(new Set(columns).size).toBe(columns.length)
  })

  test("come with the query, unless the address or a view says others", () => {
    const read = (params: Record<string, string>) => readTable(params, [VIEW], null).state.columns
    expect(read({ q: "type:rds env" })).toEqual(columnsOf("rds"))
    expect(read({ q: "type:rds,ec2" })).toEqual(defaultColumns)
    expect(read({ q: "-type:rds" })).toEqual(defaultColumns)
    expect(read({ q: "type:r*" })).toEqual(defaultColumns)
    expect(read({ q: "type:rds", columns: "status" })).toEqual(["name", "status"])
    expect(read({ view: VIEW.id })).toEqual(VIEW.columns)
    expect(read({ q: "type:RDS" })).toEqual(columnsOf("rds"))
    // What was chosen for another type.
    const columns = "name,properties.runtime,tag.owner"
    expect(read({ q: "type:rds", columns })).toEqual([...columnsOf("rds"), "tag.owner"])
    expect(read({ q: "type:lambda", columns })).toEqual(columns.split(","))
    expect(read({ q: "", columns })).toEqual(columns.split(","))
  })
})

const VIEW = {
  ...{ id: "v", name: "Mine", q: "type:rds", columns: ["name", "region"], sort: "name" },
  ...{ as_of: null, is_shared: false, is_own: true },
}
