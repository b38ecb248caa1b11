import type { NormalizedSchema } from "@smithy/core/schema"
import { stepsOf } from "@/lib/aws/read/values"
import type { Path, Spec } from "@/lib/aws/types/contract"
import { toTagList } from "./account"

/** Whose items are made, so that two accounts or regions never have the same. */
interface Where {
  accountId: string
  region: string
}

/**
 * Makes items of a type from its data and the SDK's schema: each path that the type reads gets a value of its kind, alike at
 * each call. What a type needs to look real beyond that has a function in `network.ts`.
 * @param schema of the list's items. @param count how many.
 */
export function makeItems(spec: Spec, schema: NormalizedSchema, count: number, where: Where): object[] {
  return Array.from({ length: count }, (_, index) => {
    const seed = `${spec.type}-${where.region}-${where.accountId.slice(-4)}-${index}`
    const item: Record<string, unknown> = {}
    for (const property of Object.values(spec.properties)) {
      if (property.kind !== "items") put(item, schema, property.path, seed)
      else
        for (const member of Object.values(property.members))
          put(item, schema, `${property.path}.${first(member)}`, seed)
    }
    for (const path of [spec.status, spec.vpc, spec.subnet, spec.title]) if (path) put(item, schema, path, seed)
    put(item, schema, spec.id, seed)
    if (spec.owner) set(item, spec.owner, where.accountId)
    set(item, spec.tags, index % 4 === 0 ? [] : toTagList({ Name: seed, team: "platform" }))
    return item
  })
}

const first = (path: Path): Path => path.split("|")[0]?.trim() ?? path

/** Puts a value of the schema's kind at a path, if the schema has it. */
function put(item: Record<string, unknown>, schema: NormalizedSchema, path: Path, seed: string): void {
  const steps = stepsOf(first(path))[0] ?? []
  let [holder, shape]: [Record<string, unknown>, NormalizedSchema] = [item, schema]
  for (const [at, { name, isList }] of steps.entries()) {
    const member = [...shape.structIterator()].find(([one]) => one === name)?.[1]
    if (!member) return
    shape = isList ? member.getValueSchema() : member
    if (at === steps.length - 1) {
      const value = madeOf(shape, `${name.toLowerCase()}-${seed}`)
      holder[name] = isList ? [value] : value
      return
    }
    const inner = isList ? [{}] : {}
    holder[name] ??= inner
    holder = (isList ? (holder[name] as object[])[0] : holder[name]) as Record<string, unknown>
  }
}

function set(item: Record<string, unknown>, path: Path, value: unknown): void {
  item[first(path)] = value
}

function madeOf(schema: NormalizedSchema, text: string): unknown {
  if (schema.isTimestampSchema()) return new Date(Date.UTC(2026, 3, 1, 9))
  if (schema.isBooleanSchema()) return true
  if (schema.isNumericSchema()) return 8
  return text
}
