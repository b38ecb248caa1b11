import { describe, expect, test } from "vitest"
import { fieldLabel, stepOf } from "@/app/(console)/_time/fields"
import { groupChanges, sentenceOf } from "@/app/(console)/_time/group-changes"
import { typeLabels } from "@/lib/aws/resource-types/registry"
import { withoutDigests } from "@/lib/inventory/history/digests"
import { undo } from "@/lib/inventory/history/undo"
import type { FeedChange } from "@/lib/inventory/read/feed"

const types = typeLabels()
const ec2 = types.find(({ type }) => type === "ec2")

const change = (id: string, fields: FeedChange["fields"], more: Partial<FeedChange> = {}): FeedChange => ({
  ...{ id, kind: "changed", at: "2026-11-28T09:00:00.000Z", scan_id: "scan-1", parent_scan_id: null, fields },
  resource: {
    ...{ id, type: "ec2", resource_id: `i-${id}`, name: `web-${id}` },
    ...{ account_id: "123456789012", region: "eu-west-1", removed_at: null },
  },
  ...more,
})

const groups = (...ids: string[]) => ids.map((id) => ({ id: `sg-${id}`, name: id }))

describe("a field that changed", () => {
  test("has its label, with its unit, and a list shows its elements one by one", () => {
    expect(fieldLabel("instance_type", ec2)).toBe("instance type")
    expect(fieldLabel("tag:cost center", ec2)).toBe("tag cost center")
    const rds = types.find(({ type }) => type === "rds")
    expect(stepOf("allocated_storage", { old: 20, new: 120 }, rds)).toEqual({
      kind: "value",
      old: "20 GiB",
      new: "120 GiB",
    })
    expect(stepOf("security_groups", { old: groups("a", "b"), new: groups("b", "c") }, ec2)).toEqual({
      kind: "list",
      removed: ["sg-a a"],
      added: ["sg-c c"],
      kept: ["sg-b b"],
    })
    expect(stepOf("tag:owner", { old: null, new: "" }, ec2)).toEqual({ kind: "value", old: null, new: "empty" })
  })

  test("never shows a digest of sealed values", () => {
    const lambda = types.find(({ type }) => type === "lambda")
    const fields = { values_digest: { old: "secret-digest", new: null }, status: { old: "a", new: "b" } }
    const shown = withoutDigests(fields)
    expect(shown).toEqual({ ...fields, values_digest: { old: "••••", new: null } })
    expect(stepOf("values_digest", shown.values_digest ?? { old: 1, new: 1 }, lambda)).toMatchObject({
      old: "••••",
      new: null,
    })
    expect(fieldLabel("values_digest", lambda)).toMatch(/values$/)
  })
})

describe("changes of one scan", () => {
  test("that are alike are one group, whatever else the lists hold", () => {
    const grouped = groupChanges(
      [
        change("1", { security_groups: { old: groups("legacy", "a"), new: groups("a") } }),
        change("2", { "tag:owner": { old: null, new: "web" } }),
        change("3", { security_groups: { old: groups("legacy", "b"), new: groups("b") } }),
        change("4", { security_groups: { old: groups("legacy", "c"), new: groups("c") } }, { scan_id: "scan-2" }),
      ],
      types,
    )
    expect(grouped.map(({ changes }) => changes.map(({ id }) => id))).toEqual([["1", "3"], ["2"], ["4"]])
    expect(grouped.map((group) => sentenceOf(group, ec2))[0]).toBe(
      "security groups: sg-legacy legacy was taken from 2 EC2 instances",
    )
  })

  test("of an organisation are those of one scan, however many accounts it has", () => {
    const moved = { "tag:owner": { old: "a", new: "b" } }
    const grouped = groupChanges(
      ["1", "2", "3"].map((id) => change(id, moved, { scan_id: `part-${id}`, parent_scan_id: "whole" })),
      types,
    )
    expect(grouped.map(({ scanId, changes }) => [scanId, changes.length])).toEqual([["whole", 3]])
  })

  test("say what happened in a sentence", () => {
    const said = (fields: FeedChange["fields"], kind: FeedChange["kind"] = "changed") =>
      groupChanges([change("1", fields, { kind }), change("2", fields, { kind })], types).map((group) =>
        sentenceOf(group, ec2),
      )
    expect(said({}, "removed")).toEqual(["2 EC2 instances removed"])
    expect(said({ "tag:owner": { old: null, new: "web" } })).toEqual(["tag owner was set to web on 2 EC2 instances"])
    expect(said({ "tag:owner": { old: "web", new: null } })).toEqual(["tag owner web was removed from 2 EC2 instances"])
    expect(said({ status: { old: "running", new: "stopped" } })).toEqual([
      "status changed from running to stopped on 2 EC2 instances",
    ])
    expect(said({ security_groups: { old: [], new: groups("new") } })).toEqual([
      "security groups: sg-new new was given to 2 EC2 instances",
    ])
    expect(said({ security_groups: { old: null, new: [] } })).toEqual(["security groups changed on 2 EC2 instances"])
    expect(said({ status: { old: "a", new: "b" }, name: { old: "x", new: "y" } })).toEqual([
      "status, name changed on 2 EC2 instances",
    ])
  })
})

test("a change is undone field by field", () => {
  const state = {
    facts: { name: "new", status: "running" },
    tags: { env: "prod", owner: "web" },
    properties: { size: 2, zones: ["a"] },
    valuesDigest: "b",
  }
  const fields = {
    ...{
      name: { old: null, new: "new" },
      "tag:env": { old: "dev", new: "prod" },
      "tag:owner": { old: null, new: "web" },
    },
    ...{ size: { old: 1, new: 2 }, values_digest: { old: "a", new: "b" } },
  }
  expect(undo(state, fields)).toEqual({
    facts: { name: null, status: "running" },
    tags: { env: "dev" },
    properties: { size: 1, zones: ["a"] },
    valuesDigest: "a",
  })
  expect(undo(state, { tags: { old: null, new: {} } }).tags).toBeNull()
  expect(state.tags).toEqual({ env: "prod", owner: "web" })
})
