import { NormalizedSchema } from "@smithy/core/schema"
import { specs } from "@/lib/aws/types"
import { listsOf } from "@/lib/aws/types/contract"
import type { SeenCall, SentAnswer } from "../sandbox/server"

const html = (status = 200) => ({
  status,
  headers: { "content-type": "text/html" },
  bytes: Buffer.from("<html><head><title>Portal</title></head><body><p>Log in</p></body></html>"),
})

/** The members that types which are data read as their list. An answer may have other lists beside them. */
const LISTED = new Set(specs.flatMap((spec) => listsOf(spec).flatMap(({ items }) => items)))

/** What of an answer's wire form a transformation needs. */
interface Wire {
  answer: SentAnswer
  text: string
  isJson: boolean
  /** The name of the answer's list or map on the wire; of a structure where it has none; empty where it has neither. */
  list: string
  /** The names of everything in the answer, but for the elements around it. */
  names: readonly string[]
}

type Odd = (wire: Wire) => SentAnswer | null

const as = ({ answer }: Wire, text: string, headers = answer.headers): SentAnswer => ({
  ...answer,
  headers,
  bytes: Buffer.from(text),
})

const literal =
  (text: string): Odd =>
  (wire) =>
    as(wire, text)

/** Renames elements of XML, or members of JSON. */
function rename(text: string, isJson: boolean, names: readonly string[], to: (name: string) => string): string {
  return names.reduce(
    (all, name) =>
      isJson
        ? all.replaceAll(`"${name}":`, `"${to(name)}":`)
        : all.replace(new RegExp(`<(/?)${name}(?=[\\s/>])`, "g"), (_, slash) => `<${slash}${to(name)}`),
    text,
  )
}

/** Puts something else in the place of the list, or into it. @param xml of the whole element. */
function withList(wire: Wire, xml: (inner: string) => string, json: (value: unknown) => unknown): SentAnswer | null {
  if (wire.isJson) {
    const value = JSON.parse(wire.text)
    return as(wire, JSON.stringify({ ...value, [wire.list]: json(value[wire.list]) }))
  }
  const element = new RegExp(`<${wire.list}>(.*)</${wire.list}>`, "s")
  return element.test(wire.text)
    ? as(
        wire,
        wire.text.replace(element, (_, inner) => xml(inner)),
      )
    : null
}

const first = (value: unknown): unknown => (Array.isArray(value) ? value[0] : Object.values(value ?? {})[0])

/**
 * Answers that are not AWS's, each made from the right one. A transformation gives null where it would be AWS's form
 * after all.
 */
export const oddAnswers: Record<string, Odd> = {
  nothing: literal(""),
  "white space": literal("\n\n  \n"),
  "a portal": () => html(),
  "a portal with a doctype": literal("<!DOCTYPE html>\n<!-- v2 --><html lang=en><body>Log in<br></body></html>"),
  "a refusing page": () => html(403),
  "a page that is missing": () => html(404),
  "a refusing message": (wire) => ({ ...as(wire, '{"message":"blocked"}'), status: 403 }),
  "a redirect": () => ({ status: 302, headers: { location: "https://portal.example.com/" }, bytes: Buffer.from("") }),
  "a word": literal("OK"),
  null: literal("null"),
  "an array": literal("[]"),
  "a number": literal("42"),
  "a message": literal('{"message":"Internal Server Error"}'),
  "a JSON error": literal('{"__type":"InternalFailure","Message":"It failed."}'),
  "another element": literal("<Foo><Bar>1</Bar></Foo>"),
  "an error document": literal("<ErrorResponse><Error><Code>Throttling</Code></Error></ErrorResponse>"),
  "S3's error document": literal("<?xml version='1.0'?><Error><Code>InternalError</Code></Error>"),
  "another service's XML": ({ answer, ...wire }) =>
    as({ answer, ...wire }, "<DescribeHostsResponse><hostSet/></DescribeHostsResponse>"),
  "JSON for XML, or XML for JSON": (wire) =>
    as(wire, wire.isJson ? `<${wire.list}><member/></${wire.list}>` : JSON.stringify({ [wire.list]: [] })),
  "an empty object of another content type": (wire) => as(wire, "{}", { "content-type": "text/plain" }),
  ...Object.fromEntries(
    Array.from({ length: 9 }, (_, n): [string, Odd] => [
      `cut off after ${n + 1} tenths`,
      (wire) => as(wire, wire.text.slice(0, Math.floor((wire.text.length * (n + 1)) / 10))),
    ]),
  ),
  "all members renamed": (wire) =>
    as(
      wire,
      rename(wire.text, wire.isJson, wire.names, (name) => `${name}X`),
    ),
  "the list renamed": (wire) =>
    wire.list === ""
      ? null
      : as(
          wire,
          rename(wire.text, wire.isJson, [wire.list], (name) => `${name}X`),
        ),
  "all in another case": (wire) =>
    as(
      wire,
      rename(wire.text, wire.isJson, wire.names, (name) =>
        /^[a-z]/.test(name) ? name.toUpperCase() : name.toLowerCase(),
      ),
    ),
  "the list left out": (wire) =>
    withList(
      wire,
      () => "",
      () => undefined,
    ),
  "the list twice": (wire) =>
    wire.isJson
      ? as(wire, wire.text.replace(/^\{/, `{"${wire.list}":[],`))
      : as(wire, wire.text.replace(`<${wire.list}>`, `<${wire.list}></${wire.list}><${wire.list}>`)),
  "everything twice": (wire) => as(wire, wire.text + wire.text),
  "a text for the list": (wire) =>
    withList(
      wire,
      () => `<${wire.list}>none</${wire.list}>`,
      () => "none",
    ),
  "null for the list": (wire) =>
    wire.isJson
      ? withList(
          wire,
          () => "",
          () => null,
        )
      : null,
  "one item for the list": (wire) =>
    withList(wire, (inner) => `<${wire.list}><Item>${inner}</Item></${wire.list}>`, first),
  "a list in the list": (wire) =>
    withList(
      wire,
      (inner) => `<${wire.list}><list>${inner}</list></${wire.list}>`,
      (value) => [value],
    ),
  "null in the list": (wire) =>
    withList(
      wire,
      (inner) =>
        `<${wire.list}>${inner.replace(/<(item|member|[A-Z]\w+)>[\s\S]*<\/\1>/, "<$1><x/></$1>")}</${wire.list}>`,
      (value) =>
        Array.isArray(value) ? [null, ...value.slice(1)] : { [Object.keys(value as object)[0] ?? "k"]: null },
    ),
  "numbers in the list": (wire) =>
    withList(
      wire,
      (inner) => `<${wire.list}>${inner.replace(/<(item|member|[A-Z]\w+)>[\s\S]*<\/\1>/, "<$1>7</$1>")}</${wire.list}>`,
      (value) => (Array.isArray(value) ? value.map(() => 7) : { k: [7] }),
    ),
}

/** The wire form of an answer that the sandbox is about to send. */
export function wireOf({ operation, answer }: SeenCall): Wire {
  const text = answer.bytes.toString()
  const isJson = text.startsWith("{")
  const names = new Set<string>()
  const visited = new Set<object>()
  const visit = (shape: NormalizedSchema) => {
    if (shape.isListSchema() || shape.isMapSchema()) return visit(shape.getValueSchema())
    if (!shape.isStructSchema() || visited.has(shape.getSchema() as object)) return
    visited.add(shape.getSchema() as object)
    for (const [name, member] of shape.structIterator()) {
      names.add(nameOf(name, member, isJson))
      visit(member)
    }
  }
  const output = NormalizedSchema.of((operation.schema[5] as () => never)())
  visit(output)
  const members = [...output.structIterator()]
  const isList = ([, member]: (typeof members)[number]) => member.isListSchema() || member.isMapSchema()
  const isMeant = ([name, member]: (typeof members)[number]) => {
    const wire = nameOf(name, member, isJson)
    const filled = isJson ? `"${wire}":\\s*\\[\\s*[^\\]\\s]` : `<${wire}[ >]`
    return LISTED.has(name) && new RegExp(filled).test(text)
  }
  const [name, member] =
    members.filter(isList).find(isMeant) ??
    members.find(isList) ??
    members.find(([, one]) => one.isStructSchema()) ??
    []
  return { answer, text, isJson, list: name && member ? nameOf(name, member, isJson) : "", names: [...names] }
}

const nameOf = (name: string, member: NormalizedSchema, isJson: boolean): string =>
  String((isJson ? member.getMergedTraits().jsonName : member.getMemberTraits().xmlName) ?? name)
