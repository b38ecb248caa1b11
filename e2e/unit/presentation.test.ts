import { describe, expect, test } from "vitest"
import { formatAge, formatDuration, formatExact, formatKey, plural } from "@/app/_ui/format"
import { needsFor } from "@/app/(console)/coverage/truths"
import { toCsv } from "@/app/(console)/resources/_table/copy-out"
import { readLook } from "@/app/(console)/resources/_table/look-cookie"
import { readTable } from "@/app/(console)/resources/_table/read-table"
import { isModified, resourceHref, tableHref } from "@/app/(console)/resources/_table/table-state"
import { formatBytes, formatQuantity, inOneLine } from "@/app/(console)/resources/_table/values"
import { readConnectForm } from "@/app/(console)/resources/connect-form"
import { concurrently } from "@/lib/aws/concurrently"
import { statementText } from "@/lib/aws/statements"
import { defaultColumns } from "@/lib/inventory/table-columns"
import { toOutcome, toProgress } from "@/lib/scans/read/outcome"
import type { ScanCounts, ScanSummary } from "@/lib/scans/read/view"

describe("text for numbers and times", () => {
  test("ages, durations, counts and keys are easy to read", () => {
    expect([30_000, 4 * 60_000, 6 * 3_600_000, 31 * 86_400_000].map(formatAge)).toEqual([
      "< 1 min",
      "4 min",
      "6 h",
      "31 d",
    ])
    expect([850, 38_000, 72_000].map(formatDuration)).toEqual(["0.8 s", "38 s", "1 min 12 s"])
    expect([9_990, 59_700, 119_700].map(formatDuration)).toEqual(["9.9 s", "59 s", "1 min 59 s"])
    expect([plural(1, "account"), plural(12_408, "resource")]).toEqual(["1 account", "12,408 resources"])
    expect(["iam_instance_profile", "private_ips", "ipv6_addresses", "subnet_ids", "ami_id"].map(formatKey)).toEqual([
      "IAM instance profile",
      "Private IPs",
      "IPv6 addresses",
      "Subnet IDs",
      "AMI ID",
    ])
    expect(formatExact("2026-08-14T09:12:44Z")).toBe("14 Aug 2026, 09:12:44 UTC")
  })
})

describe("the table's address", () => {
  const base = { q: "", sort: "name", columns: defaultColumns, asOf: null, view: null }

  test("holds what differs from the defaults, and a changed query leads to the first page", () => {
    expect(tableHref(base, base)).toBe("/resources")
    const state = { ...base, q: "region:eu-* web", sort: "-tag.env" }
    expect(tableHref(state, base)).toBe("/resources?q=region:eu-*+web&sort=-tag.env")
    expect(tableHref({ ...base, columns: ["name", "tag.a,b"] }, base)).toBe("/resources?columns=name,tag.a%252Cb")
    expect(tableHref(base, { ...base, q: "web", view: "v1" })).toBe("/resources?view=v1&q=")
    expect(tableHref(base, base, { cursor: "c", panel: "p" })).toBe("/resources?cursor=c&panel=p")
  })

  test("is read back, on top of the chosen view", () => {
    const view = {
      id: "v1",
      name: "Prod",
      q: "tag:env=prod",
      columns: ["name", "region"],
      sort: "-name",
      as_of: null,
      is_shared: false,
      is_own: true,
    }
    const read = (params: Record<string, string>) => readTable(params, [view], null)
    const state = { q: "tag:env=prod", sort: "-name", columns: ["name", "region"], asOf: null }
    expect(read({ view: "v1" }).state).toEqual(state)
    expect(read({ view: "v1", q: "" }).state.q).toBe("")
    expect(read({ columns: "tag.a%2Cb,region,nonsense,region" }).state.columns).toEqual(["name", "tag.a,b", "region"])
    expect(read({ q: "regoin:x" })).toMatchObject({ query: null, isQueryWrong: true })
    expect(read({ sort: "shoe size" })).toMatchObject({
      isQueryWrong: false,
      problem: expect.stringContaining("Sort by"),
    })
    expect(readTable({}, [view], "v1").redirectTo).toBe("/resources?view=v1")
    expect(readTable({ q: "" }, [view], "v1").redirectTo).toBeNull()
  })

  test("has the moment that is shown; now differs from a view's own moment", () => {
    const at = "2026-11-01T00:00:00.000Z"
    const view = {
      id: "v1",
      name: "Then",
      q: "",
      columns: null,
      sort: "name",
      as_of: at,
      is_shared: true,
      is_own: true,
    }
    const read = (params: Record<string, string>) => readTable(params, [view], null)
    expect(read({ as_of: "2026-11-01" }).state.asOf).toBe(at)
    expect(read({ view: "v1" }).state.asOf).toBe(at)
    const { state, base: own } = read({ view: "v1", as_of: "now" })
    expect([state.asOf, isModified(state, own), tableHref(state, own)]).toEqual([
      null,
      true,
      "/resources?view=v1&as_of=now",
    ])
    expect(tableHref({ ...base, asOf: at }, base)).toBe("/resources?as_of=2026-11-01T00:00:00.000Z")
    expect(read({ as_of: "yesterday" })).toMatchObject({
      state: { asOf: null },
      problem: expect.stringContaining("as_of"),
    })
    expect(resourceHref("r1", at)).toBe("/resources/r1?as_of=2026-11-01T00%3A00%3A00.000Z")
    expect(resourceHref("r1", null)).toBe("/resources/r1")
  })

  test("keeps links from before the query language: their filters become terms", () => {
    const read = (params: Record<string, string>) => readTable(params, [], null).state.q
    expect(read({ type: "ec2,rds", region: "eu-west-1", "tag.cost center": "x" })).toBe(
      'type:ec2,rds region:eu-west-1 tag:"cost center"=x',
    )
    expect(read({ q: "web", status: "running" })).toBe("web status:running")
  })

  test("the cookie of widths and density is anybody's text", () => {
    expect(
      readLook(encodeURIComponent('{"density":"comfortable","widths":{"name":300,"type":"x","region":1e9}}')),
    ).toEqual({ density: "comfortable", widths: { name: 300 } })
    for (const text of [undefined, "x", "%", "[]", "null", "7"])
      expect(readLook(text)).toEqual({ density: "compact", widths: {} })
  })

  test("numbers have their units, bytes their steps, lists are lists", () => {
    expect([
      formatQuantity(128, "MB"),
      formatQuantity(15, "seconds"),
      formatQuantity(1_500_000, "bytes"),
      formatQuantity(20, "GiB"),
    ]).toEqual(["128 MB", "15 s", "1.4 MiB", "20 GiB"])
    expect([formatBytes(512), formatBytes(1024), formatBytes(1_572_864)]).toEqual(["512 B", "1 KiB", "1.5 MiB"])
    expect([
      inOneLine(["a", "b"]),
      inOneLine([{ id: "sg-1", name: null }]),
      inOneLine(true),
      inOneLine([]),
      inOneLine(""),
    ]).toEqual(["a, b", "sg-1", "Yes", null, null])
  })

  test("copied rows are CSV that a spreadsheet does not run", () => {
    const row = {
      id: "1",
      type: "ec2",
      name: "=1+1",
      rid: 'a"b',
      arn: null,
      removed: false,
      unverified: null,
      cells: [],
    }
    expect(toCsv([row])).toBe('name,resource_id,type,arn\r\n\'=1+1,"a""b",ec2,')
  })
})

describe("the Connect dialog's form", () => {
  test("names every wrong field at once", () => {
    const form = new FormData()
    form.set("aws_access_key_id", "ASIAIOSFODNN7EXAMPLE")
    form.set("region", "us-east-1")
    form.set("bundle", "own")
    expect(Object.keys(readConnectForm(form).errors).sort()).toEqual([
      "aws_secret_access_key",
      "aws_session_token",
      "resource_types",
    ])
  })

  test.each([
    ["minimal", null],
    ["recommended", ["recommended"]],
    ["*", ["*"]],
    ["own", ["ec2", "rds"]],
  ])("the choice %s is sent as REST takes it", (bundle, expected) => {
    const form = new FormData()
    form.set("bundle", bundle)
    for (const type of ["ec2", "rds"]) form.append("resource_types", type)
    expect(readConnectForm(form).request).toMatchObject({ resource_types: expected })
  })
})

const counts = (more: Partial<ScanCounts>): ScanCounts => ({
  slices_done: 0,
  slices_total: 0,
  slices_failed: 0,
  slices_incomplete: 0,
  found: 0,
  created: 0,
  updated: 0,
  changed: 0,
  removed: 0,
  errors: 0,
  aws_calls: 0,
  retries: 0,
  ...more,
})
const scan = (more: Partial<ScanSummary>): ScanSummary => ({
  scan_id: "x",
  state: "success",
  requested_by: "t",
  account_id: "1",
  home_region: "us-east-1",
  resource_types: ["ec2", "rds"],
  regions: ["us-east-1"],
  retry_of: null,
  connection_id: null,
  connection_name: null,
  parent_id: null,
  is_organisation: false,
  created_at: "",
  started_at: null,
  ended_at: null,
  failure: null,
  warnings: [],
  counts: counts({}),
  found_by_type: {},
  found_by_region: {},
  slice_errors: [],
  ...more,
})

describe("a scan's outcome", () => {
  test("has a key for every requested type", () => {
    const outcome = toOutcome(
      scan({
        counts: counts({ found: 15, created: 7, updated: 7, errors: 1, changed: 2 }),
        found_by_type: { ec2: 15 },
      }),
    )
    expect(outcome).toEqual({
      status: "success",
      message: "Scan complete. Found 15 resources.",
      resources_found: { ec2: 15, rds: 0 },
      import_stats: { created: 7, updated: 7, errors: 1, changed: 2, removed: 0 },
    })
  })

  test("lists the scan's own warnings before its slices' errors, and counts both", () => {
    const problem = { code: "AccessDenied", message: "denied", missing_permission: "ec2:DescribeRegions" }
    const outcome = toOutcome(
      scan({
        state: "partial",
        warnings: [problem],
        slice_errors: [{ ...problem, region: "eu-west-1", resource_type: "rds" }],
      }),
    )
    expect(outcome.message).toBe("Scan partly complete. Found 0 resources; 2 problems.")
    expect(outcome.errors?.map(({ resource_type, region }) => [resource_type, region])).toEqual([
      [null, "us-east-1"],
      ["rds", "eu-west-1"],
    ])
  })

  test("progress counts the resources by type and by region", () => {
    const progress = toProgress(
      scan({
        state: "running",
        counts: counts({ slices_done: 4, slices_total: 6, found: 6 }),
        found_by_type: { ec2: 6 },
        found_by_region: { "us-east-1": 6 },
      }),
    )
    expect(progress).toMatchObject({
      slices_done: 4,
      slices_total: 6,
      resources_found: 6,
      by_type: { ec2: 6, rds: 0 },
      by_region: { "us-east-1": 6 },
    })
  })
})

describe("concurrently", () => {
  const MANY = 200

  test("keeps the order, and runs enough at once to fill every call bucket", async () => {
    let now = 0
    let most = 0
    const results = await concurrently(
      Array.from({ length: MANY }, (_, n) => n),
      async (n) => {
        most = Math.max(most, ++now)
        await new Promise((done) => setTimeout(done, n % 7))
        now--
        return n * 2
      },
    )
    expect(results).toEqual(Array.from({ length: MANY }, (_, n) => n * 2))
    expect(most).toBeGreaterThan(32)
    expect(most).toBeLessThan(MANY)
  })

  test("a failure starts no more work and waits for the work under way", async () => {
    const ended: number[] = []
    const work = concurrently(
      Array.from({ length: MANY }, (_, n) => n),
      async (n) => {
        await new Promise((done) => setTimeout(done, n === 0 ? 1 : 10))
        if (n === 0) throw new Error("one failed")
        ended.push(n)
      },
    )
    await expect(work).rejects.toThrow("one failed")
    const count = ended.length
    expect(count).toBeGreaterThan(0)
    expect(count).toBeLessThan(MANY / 2)
    await new Promise((done) => setTimeout(done, 30))
    expect(ended).toHaveLength(count)
  })
})

test("what coverage says to allow is bound as the policy is", () => {
  const text = (...denied: string[]) => JSON.parse(statementText(needsFor(denied)))
  expect(text("sqs:ListQueues")).toEqual({ Effect: "Allow", Action: "sqs:ListQueues", Resource: "*" })
  const gateway = text("apigateway:GET")
  expect(gateway.Action).toBe("apigateway:GET")
  expect(gateway.Resource).toContain("arn:*:apigateway:*::/restapis")
  expect(gateway.Resource).not.toContain("*")
  expect(text("kms:ListKeys", "apigateway:GET")).toHaveLength(2)
})
