import { readFileSync } from "node:fs"
import { NormalizedSchema } from "@smithy/core/schema"
import { describe, expect, test } from "vitest"
import { kindsOf } from "@/lib/aws/read/derive"
import { rootsOf, stepsOf } from "@/lib/aws/read/values"
import { factColumns } from "@/lib/aws/resource"
import { withoutNull } from "@/lib/aws/resource-types/define"
import { minimalTypeKeys, resourceTypeKeys, resourceTypes } from "@/lib/aws/resource-types/registry"
import { specs } from "@/lib/aws/types"
import { isBatch, listsOf, type Path, type Property, type Spec } from "@/lib/aws/types/contract"
import { operationsOf, renderSdkParts } from "../setup/sdk-parts"
import {
  elementOf,
  isListShape,
  kindOf,
  loadShapes,
  memberOf,
  placeholdersIn,
  type Shape,
  walk,
} from "../support/shapes"

/** EC2's largest pages that are not of 1,000 (EC2 API Reference). */
const LARGEST: Readonly<Record<string, number>> = {
  ...{ DescribeRouteTables: 100, DescribeVolumes: 500, DescribeHosts: 500 },
  ...{ DescribeLaunchTemplates: 200, DescribeLaunchTemplateVersions: 200 },
}

/** What the engine makes of what AWS writes. Some services write numbers, flags and times as texts, or times as numbers. */
const FROM: Readonly<Record<string, readonly string[]>> = {
  ...{ text: ["text"], texts: ["text"], any: ["flag"] },
  ...{ number: ["number", "text"], flag: ["flag", "text"], time: ["time", "text", "number"] },
}

const isMany = (path: Path) => stepsOf(path).some((steps) => steps.some(({ kind }) => kind !== "member"))

/** Everything within a list's element: what `split` may take the members from. */
function within(element: Shape): Shape[] {
  const members = element instanceof NormalizedSchema ? [...element.structIterator()].map(([, one]) => one) : []
  return [element, ...members.filter(isListShape).map(elementOf)]
}

function checkProperty(item: Shape, property: Property): void {
  const found = walk(item, property.path)
  if (property.kind === "names") return void walk(item, property.failed)
  if (property.kind !== "items") {
    if (property.via) return
    for (const one of found) expect(FROM[property.kind], property.path).toContain(kindOf(one))
    // Of a list, no single value is the right one.
    if (isMany(property.path)) expect(["texts", "any"]).toContain(property.kind)
    return
  }
  const holders = found.flatMap((one) => (property.split ? within(one) : [one]))
  for (const path of Object.values(property.members))
    for (const alternative of path.split("|"))
      expect(
        // What `split` adds is called so in it.
        String(property.split).includes(`${alternative}:`) ||
          holders.some((holder) => canWalk(holder, alternative.trim())),
        alternative,
      ).toBe(true)
}

function canWalk(from: Shape, path: Path): boolean {
  try {
    walk(from, path)
    return true
  } catch {
    return false
  }
}

const PLACE = ["P", "R", "O"]
/** Each call of a type that has pages, with what it asks for. */
const pagedCalls = (spec: Spec) => {
  const { parent, join, details = [], tags } = spec
  return [
    ...(parent ? [parent] : []),
    ...listsOf(spec),
    ...(join ? [join] : []),
    ...details.flatMap((one) => (!isBatch(one) && one.list ? [{ ...one, size: undefined }] : [])),
    ...(tags !== null && typeof tags === "object" && !isBatch(tags) ? [{ ...tags, size: undefined }] : []),
  ]
}

const forms = specs.flatMap(kindsOf).map((spec) => [`${spec.type} of ${spec.service.client}`, spec] as const)

describe.each(forms)("%s", (_, spec) => {
  test("asks as the operations' schemas have it", async () => {
    const { sdk, inputOf } = await loadShapes(spec)
    const inputs = [
      ...pagedCalls(spec),
      ...(spec.details ?? []),
      ...(spec.tags !== null && typeof spec.tags === "object" ? [spec.tags] : []),
    ]
    for (const call of inputs) {
      const members = new Map(inputOf(call.operation).structIterator())
      const asked = [...Object.keys(call.input ?? {}), ...("ids" in call ? [call.ids] : [])]
      for (const name of asked) expect(members.has(name), `${call.operation} ${name}`).toBe(true)
    }
    for (const operation of operationsOf(spec)) expect(sdk[`${operation}Command`], operation).toBeTypeOf("function")
  })

  test("reads every page, and asks for the largest", async () => {
    const { sdk, inputOf, outputOf } = await loadShapes(spec)
    for (const { operation, size, next } of pagedCalls(spec)) {
      const members = new Map(inputOf(operation).structIterator())
      const marks = [...members.keys()].filter((name) =>
        /token|marker|position|^ExclusiveStart|^StartRecord/i.test(name),
      )
      // Without marks, the one answer is all there is.
      if (marks.length > 0) expect(next ?? sdk[`paginate${operation}`], operation).toBeTruthy()
      if (next) {
        expect(marks).toContain(next.member)
        expect(Object.keys(next.with ?? {}).filter((name) => !marks.includes(name))).toEqual([])
        for (const from of [next.from, ...Object.values(next.with ?? {})]) walk(outputOf(operation), from)
        if (next.while) expect(kindOf(memberOf(outputOf(operation), next.while) as Shape)).toBe("flag")
      }
      if (size) expect(members.get(size.member)?.isNumericSchema(), operation).toBe(true)
      // The API Reference's numbers; the schema has none.
      if (size && spec.service.name === "EC2")
        expect(size).toMatchObject({ member: "MaxResults", most: LARGEST[operation] ?? 1000 })
    }
  })

  test("reads values that are there, and of the kinds that it says", async () => {
    const { item } = await loadShapes(spec)
    for (const property of Object.values(spec.properties)) checkProperty(item, property)
    const { owner, title, status, vpc, subnet, privateIp, publicIp } = spec
    for (const path of [owner, title, status, vpc, subnet, privateIp, publicIp])
      for (const one of path === undefined ? [] : walk(item, path)) expect(kindOf(one), path).toBe("text")
    for (const [key, { path }] of Object.entries(spec.also?.properties ?? {}))
      expect(spec.properties, path).toHaveProperty(key)
    if (spec.birth) expect(["text", "time", "number"]).toContain(kindOf(walk(item, spec.birth)[0] as Shape))
    expect(spec.id).not.toContain("|")
    if (typeof spec.tags !== "string") return
    const [tags] = walk(item, isListShape(memberAt(item, spec.tags)) ? `${spec.tags}[]` : spec.tags)
    const names =
      tags instanceof NormalizedSchema && tags.isMapSchema() ? [] : [...(tags as NormalizedSchema).structIterator()]
    if (names.length > 0)
      expect(names.map(([name]) => name.toLowerCase())).toEqual(expect.arrayContaining(["key", "value"]))
  })

  const memberAt = (item: Shape, path: Path): Shape =>
    path.split(".").reduce((shape, name) => memberOf(shape, name) as Shape, item)

  test("makes its ARN and its console page of values that are there", async () => {
    const { item } = await loadShapes(spec)
    for (const name of placeholdersIn(spec.arn ?? "")) if (!PLACE.includes(name)) walk(item, name)
    if (spec.arn && !/^\{[^{}]+\}$/.test(spec.arn)) expect(spec.arn).toMatch(/^arn:\{P\}:[a-z0-9-]+:(\{R\})?:(\{O\})?:/)
    expect(placeholdersIn(spec.console).filter((name) => !["R", "id", "tail", "arn"].includes(name))).toEqual([])
  })

  test("knows what it is from the list alone", () => {
    const others = [...(spec.join ? [spec.join.as] : []), ...(spec.details ?? []).map(({ as }) => as)]
    const id = spec.id.includes("{") ? placeholdersIn(spec.id) : [spec.id]
    const identity = [...id, ...placeholdersIn(spec.arn ?? ""), ...(spec.owner ? [spec.owner] : [])]
    for (const path of identity) for (const root of rootsOf(path)) expect(others, path).not.toContain(root)
    expect(new Set(others).size).toBe(others.length)
  })

  test("has no property that is called like a fact", () => {
    const facts = [...factColumns.map(({ column }) => column), "type", "region", "account_id", "tags", "resource_id"]
    // The REST contract has a load balancer's type.
    const allowed = spec.type === "elb" ? ["type"] : []
    expect(Object.keys(spec.properties).filter((key) => facts.includes(key))).toEqual(allowed)
  })
})

test("no two types declare one property with different kinds, or index it in one of them alone", () => {
  const kinds = new Map<string, { kind: string; type: string }>()
  for (const { type, properties, display } of resourceTypes)
    for (const [key, schema] of Object.entries(properties.shape)) {
      const inner = withoutNull(schema)
      const { isIndexed, isReference } = display[key] ?? {}
      const kind = `${inner.constructor.name.replace("Zod", "")}${isIndexed || isReference ? ", indexed" : ""}`
      const first = kinds.get(key) ?? { kind, type }
      const advice = `${type} and ${first.type} both have ${key}, of two kinds (isIndexed and isReference index it): rename one, or make them alike`
      expect(kind, advice).toBe(first.kind)
      kinds.set(key, first)
    }
})

test("of each client that is no dependency, the parts that are used are written down", async () => {
  const names = (text: string) => [...text.matchAll(/\w+(?=[,\s}])/g)].map(([name]) => name).sort()
  for (const [path, text] of await renderSdkParts())
    expect(names(readFileSync(path, "utf8")), `${path}: run npm run docs`).toEqual(names(text))
})

test("keys, names and views are unique, and the types of the minimal policy are the six", () => {
  for (const list of [resourceTypeKeys, resourceTypes.map(({ name }) => name), resourceTypes.map(({ view }) => view)])
    expect(new Set(list).size).toBe(list.length)
  expect([...minimalTypeKeys].sort()).toEqual(["ec2", "elb", "lambda", "rds", "s3", "vpc"])
  expect(resourceTypeKeys).toEqual(expect.arrayContaining([...minimalTypeKeys]))
})
