import { createElement } from "react"
import { renderToStaticMarkup } from "react-dom/server"
import { describe, expect, test } from "vitest"
import { NothingYet } from "@/app/(console)/resources/nothing-yet"
import { Attention } from "@/app/(console)/scans/[scanId]/attention"
import { type Slice, toMatrix } from "@/app/(console)/scans/[scanId]/matrix-model"
import { pack, unpack } from "@/app/(console)/scans/[scanId]/packed"
import type { Category } from "@/lib/aws/resource-types/define"
import { namesOf, type TypeName } from "@/lib/aws/resource-types/registry"
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
  const types = Array.from({ length: 60 }, (_, n): TypeName => {
    const [first] = namesOf(["ec2"])
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
      createElement(Attention, {
        scan: { slices, warnings: [] } as unknown as ScanJson,
        types: namesOf(["lambda", "rds", "sqs_queue"]),
      }),
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
    expect(html).toContain("30 problems, 1 cause")
    expect(html.match(/<li/g)).toHaveLength(1)
    expect(html).toContain("RDS databases, all 30 regions")
    const some = regions.map((region, n) => slice("rds", region, n < 20 ? { state: "failed", error } : {}))
    expect(render(some)).toContain("region-05 and 14 more")
  })

  test("what is denied for the same reason is one cause with one statement, and another reason is another", () => {
    const denied = (action: string, message = `This identity may not call ${action}.`) => ({
      state: "failed" as const,
      error: { code: "AccessDenied", message, missing_permission: action },
    })
    const html = render([
      slice("rds", "eu-west-1", denied("rds:DescribeDBInstances")),
      slice("sqs_queue", "eu-west-1", denied("sqs:ListQueues")),
      slice(
        "lambda",
        "eu-west-1",
        denied("lambda:ListFunctions", "A boundary denies lambda:ListFunctions explicitly."),
      ),
    ])
    expect(html.match(/<li/g)).toHaveLength(2)
    expect(html).toContain("RDS databases, SQS queues, eu-west-1")
    expect(html).toContain("This identity may not call rds:DescribeDBInstances, sqs:ListQueues.")
    expect(html).toContain("A boundary denies lambda:ListFunctions explicitly.")
  })
})

describe("what a scan's page is sent", () => {
  const at = "2026-11-30T10:00:00.000Z"
  const scanOf = (slices: Slice[]) => ({ scan_id: "s", created_at: at, slices }) as unknown as ScanJson
  const many = (types: number) =>
    Array.from({ length: types }, (_, n) => regions.slice(0, 17).map((region) => ran(`type-${n}`, region, n))).flat()
  const ran = (type: string, region: string, n: number) =>
    slice(type, region, {
      ...{ found: n % 7, created: n % 5, updated: n % 3, changed: n % 2, aws_calls: n, retries: n % 4 },
      ...{ started_at: "2026-11-30T10:00:01.250Z", ended_at: n % 9 ? "2026-11-30T10:00:03.017Z" : null },
    })

  test("is what the scan holds, in its order", () => {
    const error = { code: "AccessDenied", message: "Denied.", missing_permission: null }
    const slices = many(20)
    slices.splice(5, 0, slice("odd", "eu-west-1", { state: "failed", error }))
    slices.push(slice("odd", "global", { state: "waiting", joined_scan_id: "other" }))
    expect(unpack(pack(scanOf(slices)))).toEqual(scanOf(slices))
  })

  test("is small however many types there are", () => {
    const six = JSON.stringify(scanOf(many(6))).length
    expect(JSON.stringify(pack(scanOf(many(150)))).length).toBeLessThan(4 * six)
  })
})

test("if all resources were removed, one link shows them", () => {
  const html = renderToStaticMarkup(createElement(NothingYet, { removed: 3 }))
  expect(html).toContain("Show 3 removed resources")
  expect(html).toContain('href="/resources?q=is:removed"')
  expect(renderToStaticMarkup(createElement(NothingYet, { removed: 0 }))).toContain("No resources yet")
})
