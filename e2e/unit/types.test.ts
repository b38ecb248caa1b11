import { NormalizedSchema } from "@smithy/core/schema"
import { describe, expect, test } from "vitest"
import { stepsOf } from "@/lib/aws/read/values"
import { factColumns } from "@/lib/aws/resource"
import { withoutNull } from "@/lib/aws/resource-types/define"
import { minimalTypeKeys, resourceTypeKeys, resourceTypes } from "@/lib/aws/resource-types/registry"
import { specs } from "@/lib/aws/types"
import type { Path, Property, Spec } from "@/lib/aws/types/contract"

/** The largest pages that are not of 1,000 (EC2 API Reference). */
const LARGEST: Readonly<Record<string, number>> = { DescribeRouteTables: 100, DescribeVolumes: 500 }

/** An operation's schema as the SDK has it: its input and its output are the last two. */
type OperationSchema = readonly [number, string, string, unknown, unknown, unknown]

async function sdkOf({ service, list: { operation } }: Spec) {
  const sdk = (await service.sdk()) as Record<string, unknown>
  const schema = sdk[`${operation}$`] as OperationSchema
  return { sdk, input: NormalizedSchema.of(schema[4] as never), output: NormalizedSchema.of(schema[5] as never) }
}

/** The schemas that a path leads to, one for each alternative. @throws where a step is not as the path says. */
const walk = (from: NormalizedSchema, path: Path): NormalizedSchema[] =>
  stepsOf(path).map((steps) =>
    steps.reduce((schema, { name, isList }) => {
      if (!schema.isStructSchema()) throw new Error(`${path}: ${name} is looked for in no structure`)
      const member = [...schema.structIterator()].find(([one]) => one === name)?.[1]
      if (!member) throw new Error(`${path}: there is no ${name}`)
      if (member.isListSchema() !== isList) throw new Error(`${path}: ${name} is ${isList ? "no" : "a"} list`)
      return isList ? member.getValueSchema() : member
    }, from),
  )

const kindOf = (schema: NormalizedSchema): string => {
  if (schema.isTimestampSchema()) return "time"
  if (schema.isBooleanSchema()) return "flag"
  if (schema.isNumericSchema()) return "number"
  if (schema.isStringSchema()) return "text"
  return "structure"
}

/** Everything within a list's element: what `split` may take the members from. */
function within(element: NormalizedSchema): NormalizedSchema[] {
  const lists = [...element.structIterator()].flatMap(([, member]) =>
    member.isListSchema() && member.getValueSchema().isStructSchema() ? [member.getValueSchema()] : [],
  )
  return [element, ...lists]
}

function checkProperty(item: NormalizedSchema, property: Property): void {
  const found = walk(item, property.path)
  if (property.kind !== "items") {
    const wanted = { texts: "text", any: "flag" }[property.kind as string] ?? property.kind
    for (const one of found) expect(kindOf(one)).toBe(wanted)
    const isMany = stepsOf(property.path).some((steps) => steps.some(({ isList }) => isList))
    // Of a list, no single value is the right one.
    expect(isMany).toBe(property.kind === "texts" || property.kind === "any")
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

function canWalk(from: NormalizedSchema, path: Path): boolean {
  try {
    walk(from, path)
    return true
  } catch {
    return false
  }
}

describe.each(specs.map((spec) => [spec.type, spec] as const))("%s", (_, spec) => {
  const shape = async () => {
    const { output } = await sdkOf(spec)
    const [item] = walk(output, `${spec.list.items}[]`)
    if (!item) throw new Error("no list")
    return item
  }

  test("asks as the operation's schema has it, for the largest pages", async () => {
    const { sdk, input, output } = await sdkOf(spec)
    const { operation, size, input: asked = {} } = spec.list
    const members = new Map(input.structIterator())
    for (const name of Object.keys(asked)) expect(members.has(name), name).toBe(true)
    expect(sdk[`${operation}Command`]).toBeTypeOf("function")
    const tokens = [...members.keys()].filter((name) => /token|marker/i.test(name))
    if (!size) {
      // Then the one answer is all there is.
      expect(tokens).toEqual([])
      return
    }
    expect(sdk[`paginate${operation}`]).toBeTypeOf("function")
    expect(members.get(size.member)?.isNumericSchema()).toBe(true)
    // The API Reference's numbers; the schema has none.
    expect(size).toMatchObject({ member: "MaxResults", most: LARGEST[operation] ?? 1000, fewest: 5 })
    expect([...output.structIterator()].map(([name]) => name)).toEqual(expect.arrayContaining(tokens))
  })

  test("reads values that are there, and of the kinds that it says", async () => {
    const item = await shape()
    for (const property of Object.values(spec.properties)) checkProperty(item, property)
    const { id, owner, title, status, vpc, subnet, privateIp, publicIp } = spec
    for (const path of [id, owner, title, status, vpc, subnet, privateIp, publicIp])
      for (const one of path === undefined ? [] : walk(item, path)) expect(kindOf(one), path).toBe("text")
    expect(id).not.toContain("|")
    const [tag] = walk(item, `${spec.tags}[]`)
    expect([...(tag as NormalizedSchema).structIterator()].map(([name]) => name).sort()).toEqual(["Key", "Value"])
  })

  test("makes its ARN and its console page of values that are there", async () => {
    const item = await shape()
    const placeholders = (template: string) => [...template.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name ?? "")
    for (const name of placeholders(spec.arn)) if (!["P", "R", "O"].includes(name)) walk(item, name)
    expect(spec.arn).toMatch(/^arn:\{P\}:[a-z0-9-]+:(\{R\})?:(\{O\})?:/)
    expect(placeholders(spec.console).filter((name) => !["R", "id"].includes(name))).toEqual([])
  })

  test("has no property that is called like a fact", () => {
    const facts = [...factColumns.map(({ column }) => column), "type", "region", "account_id", "tags", "resource_id"]
    expect(Object.keys(spec.properties).filter((key) => facts.includes(key))).toEqual([])
  })
})

test("no two types declare one property with different kinds, or index it in one of them alone", () => {
  const kinds = new Map<string, string>()
  for (const { type, properties, display } of resourceTypes)
    for (const [key, schema] of Object.entries(properties.shape)) {
      const inner = withoutNull(schema)
      const { isIndexed, isReference } = display[key] ?? {}
      const kind = `${inner.constructor.name}${isIndexed || isReference ? ", indexed" : ""}`
      expect(kind, `${key} of ${type}`).toBe(kinds.get(key) ?? kind)
      kinds.set(key, kind)
    }
})

test("keys, names and views are unique, and the types of the minimal policy are the six", () => {
  for (const list of [resourceTypeKeys, resourceTypes.map(({ name }) => name), resourceTypes.map(({ view }) => view)])
    expect(new Set(list).size).toBe(list.length)
  expect([...minimalTypeKeys].sort()).toEqual(["ec2", "elb", "lambda", "rds", "s3", "vpc"])
  expect(resourceTypeKeys).toEqual(expect.arrayContaining([...minimalTypeKeys]))
})
