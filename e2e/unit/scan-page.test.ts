import { createElement } from "react"
import { renderToStaticMarkup } from "react-dom/server"
import { describe, expect, test } from "vitest"
import { NothingYet } from "@/app/(console)/resources/nothing-yet"
import { Attention } from "@/app/(console)/scans/[scanId]/attention"
import { type Slice, toMatrix } from "@/app/(console)/scans/[scanId]/matrix-model"
import type { Category } from "@/lib/aws/resource-types/define"
import { type TypeLabel, typeLabels } from "@/lib/aws/resource-types/registry"
import type { ScanJson } from "@/lib/scans/read/outcome"

const slice = (type: string, region: string, more: Partial<Slice> = {}): Slice => ({
  resource_type: type,
  region,
  state: "done",
  found: 0,
  created: 0,
  updated: 0,
  changed: 0,
  removed: 0,
  errors: 0,
  aws_calls: 0,
  retries: 0,
  error: null,
  joined_scan_id: null,
  row_errors: [],
  started_at: null,
  ended_at: null,
  ...more,
})
const regions = Array.from({ length: 30 }, (_, n) => `region-${String(n).padStart(2, "0")}`)

describe("the scan matrix", () => {
  const category = (n: number): Category => (n % 2 ? "Compute" : "Storage")
  const types = Array.from({ length: 60 }, (_, n): TypeLabel => {
    const [first] = typeLabels()
    if (!first) throw new Error("no types")
    return { ...first, type: `type-${n}`, category: category(n) }
  })

  test("groups many types by category, and folds empty regions", () => {
    const slices = types.flatMap(({ type }) =>
      regions.map((region) => slice(type, region, { found: region === "region-07" ? 3 : 0 })),
    )
    const matrix = toMatrix(slices, types)
    expect(matrix.groups.map(({ category: name, rows }) => [name, rows.length])).toEqual([
      ["Storage", 30],
      ["Compute", 30],
    ])
    expect(matrix.regions).toEqual(["region-07"])
    expect(matrix.empty).toHaveLength(29)
  })

  test("never folds a region that failed or has not ended", () => {
    const slices = regions.map((region, n) =>
      slice("type-0", region, n === 3 ? { state: "failed" } : n === 4 ? { state: "running" } : {}),
    )
    expect(toMatrix(slices, types.slice(0, 1)).regions).toEqual(["region-03", "region-04"])
  })

  test("neither groups nor folds a few types and regions", () => {
    const matrix = toMatrix([slice("type-0", "region-00"), slice("type-1", "global")], types.slice(0, 2))
    expect(matrix).toMatchObject({ regions: ["region-00"], empty: [], groups: [{ category: null }] })
  })

  test("puts 1,800 slices into their cells without a search for each of them", () => {
    let reads = 0
    const counted = (one: Slice) =>
      new Proxy(one, {
        get(target, name) {
          reads++
          return Reflect.get(target, name)
        },
      })
    const slices = types.flatMap(({ type }) => regions.map((region) => counted(slice(type, region, { found: 1 }))))
    const rows = toMatrix(slices, types).groups.flatMap((group) => group.rows)
    expect(rows.map((row) => row.slices.size)).toEqual(types.map(() => regions.length))
    // One search of the list for each type alone would take 60 reads per slice.
    expect(reads).toBeLessThan(10 * slices.length)
  })
})

describe("what needs attention", () => {
  const render = (slices: Slice[]) =>
    renderToStaticMarkup(
      createElement(Attention, { scan: { slices, warnings: [] } as unknown as ScanJson, types: typeLabels() }),
    )

  test("the reason, the refused rows and their meaning are separate sentences", () => {
    const error = { code: "NotStored", message: "1 resource could not be stored.", missing_permission: null }
    const html = render([
      slice("lambda", "us-east-1", { state: "failed", error, row_errors: [{ resource_id: "fn", reason: "NUL" }] }),
    ])
    expect(html).toContain(
      "1 resource could not be stored. fn: NUL. Its known resources are kept and marked as unverified.",
    )
  })

  test("the same reason in many regions is one entry", () => {
    const error = { code: "AccessDenied", message: "Denied.", missing_permission: "rds:DescribeDBInstances" }
    const html = render(regions.map((region) => slice("rds", region, { state: "failed", error })))
    expect(html).toContain("30 problems")
    expect(html.match(/<li/g)).toHaveLength(1)
    expect(html).toContain("region-05 and 24 more")
  })
})

test("if all resources were removed, one link shows them", () => {
  const html = renderToStaticMarkup(createElement(NothingYet, { removed: 3 }))
  expect(html).toContain("Show 3 removed resources")
  expect(html).toContain('href="/resources?q=is:removed"')
  expect(renderToStaticMarkup(createElement(NothingYet, { removed: 0 }))).toContain("No resources yet")
})
