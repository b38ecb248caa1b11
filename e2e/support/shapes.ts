import { NormalizedSchema } from "@smithy/core/schema"
import { stepsOf } from "@/lib/aws/read/values"
import { isBatch, type ListCall, listsOf, type Path, type Spec } from "@/lib/aws/types/contract"

/** What stands somewhere: as the SDK's schema has it, or put together as the engine does. */
export type Shape = NormalizedSchema | Struct | List
export interface Struct {
  base?: NormalizedSchema
  members: Map<string, Shape>
}
interface List {
  element: Shape
}

/** An operation's schema as the SDK has it: its traits, and as the last two its input and its output. */
export type OperationSchema = readonly [number, string, string, unknown, unknown, unknown]

/** The schemas of a type's operations, and of its items with all that is read beside the list. */
export interface Shapes {
  sdk: Record<string, unknown>
  inputOf(operation: string): NormalizedSchema
  outputOf(operation: string): NormalizedSchema
  item: Struct
}

const isList = (shape: Shape): shape is List => !(shape instanceof NormalizedSchema) && "element" in shape

/** What a list holds, or a map. @throws Error where it is neither. */
export function elementOf(shape: Shape): Shape {
  if (isList(shape)) return shape.element
  if (shape instanceof NormalizedSchema && (shape.isListSchema() || shape.isMapSchema())) return shape.getValueSchema()
  throw new Error("no list")
}

export const isListShape = (shape: Shape): boolean =>
  isList(shape) || (shape instanceof NormalizedSchema && shape.isListSchema())

const isMapShape = (shape: Shape): boolean => shape instanceof NormalizedSchema && shape.isMapSchema()

/** A member of a structure, or any value of a map. */
export function memberOf(shape: Shape, name: string): Shape | undefined {
  if (isList(shape)) return undefined
  if (!(shape instanceof NormalizedSchema)) return shape.members.get(name) ?? (shape.base && memberOf(shape.base, name))
  if (shape.isMapSchema()) return shape.getValueSchema()
  return shape.isStructSchema() ? [...shape.structIterator()].find(([one]) => one === name)?.[1] : undefined
}

/** The shapes that a path leads to, one for each alternative. @throws where a step is not as the path says. */
export const walk = (from: Shape, path: Path): Shape[] =>
  stepsOf(path).map((steps) =>
    steps.reduce((shape, { name, kind, only }) => {
      const member = memberOf(shape, name)
      if (!member) throw new Error(`${path}: there is no ${name}`)
      if (isListShape(member) !== (kind === "list"))
        throw new Error(`${path}: ${name} is ${kind === "list" ? "no" : "a"} list`)
      if (kind === "values") return valuesOf(member)
      const found = kind === "list" ? elementOf(member) : member
      if (only) walk(found, only.name)
      return found
    }, from),
  )

/** The values of a map, or of a structure whose members are alike. */
function valuesOf(shape: Shape): Shape {
  if (isMapShape(shape)) return elementOf(shape)
  const [first] = shape instanceof NormalizedSchema ? [...shape.structIterator()] : []
  if (!first) throw new Error("no map")
  return first[1]
}

export function kindOf(shape: Shape): string {
  if (!(shape instanceof NormalizedSchema)) return "structure"
  if (shape.isTimestampSchema()) return "time"
  if (shape.isBooleanSchema()) return "flag"
  if (shape.isNumericSchema()) return "number"
  if (shape.isStringSchema()) return "text"
  return "structure"
}

/** Texts are items of their own, as the engine has them. */
const asItem = (shape: Shape): Struct => {
  if (!(shape instanceof NormalizedSchema)) return shape as Struct
  return shape.isStructSchema() ? { base: shape, members: new Map() } : { members: new Map([["item", shape]]) }
}

const itemsPaths = ({ items }: ListCall): readonly Path[] => (typeof items === "string" ? [items] : items)

/** What stands in the braces of a template: paths, and `P`, `R`, `O`. */
export const placeholdersIn = (template: string): string[] =>
  [...template.matchAll(/\{([^}"?]+)\??\}/g)].map(([, name = ""]) => name)

/** Loads the SDK's schemas of a type. */
export async function loadShapes(spec: Spec): Promise<Shapes> {
  const sdk = (await import(spec.service.package)) as Record<string, unknown>
  const schemaOf = (operation: string) => sdk[`${operation}$`] as OperationSchema
  const inputOf = (operation: string) => NormalizedSchema.of(schemaOf(operation)[4] as never)
  const outputOf = (operation: string) => NormalizedSchema.of(schemaOf(operation)[5] as never)
  const listed = (call: ListCall) =>
    itemsPaths(call).map((path) => asItem(walk(outputOf(call.operation), `${path}[]`)[0] as Shape))
  const items = listsOf(spec).flatMap(listed)
  const item: Struct = { ...items[0], members: new Map(items[0]?.members) }
  // What the second of two lists has beside the first.
  for (const { base } of items.slice(1))
    for (const [name, member] of base?.structIterator() ?? []) item.members.set(name, member)
  if (spec.parent) item.members.set("parent", listed(spec.parent)[0] as Shape)
  for (const call of listsOf(spec))
    for (const [outer, inner] of itemsPaths(call).map((path) => path.split("[].")))
      if (inner) item.members.set("parent", walk(outputOf(call.operation), `${outer}[]`)[0] as Shape)
  if (spec.join) item.members.set(spec.join.as, { element: listed(spec.join)[0] as Shape })
  for (const detail of spec.details ?? []) {
    const output = outputOf(detail.operation)
    if (isBatch(detail)) item.members.set(detail.as, walk(output, `${detail.list}[]`)[0] as Shape)
    else if (detail.list) item.members.set(detail.as, { element: asItem(walk(output, `${detail.list}[]`)[0] as Shape) })
    else item.members.set(detail.as, detail.item ? (walk(output, detail.item)[0] as Shape) : output)
  }
  return { sdk, inputOf, outputOf, item }
}
