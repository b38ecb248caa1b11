import { describe, expect, test } from "vitest"
import { FORMS } from "@/app/(console)/help/query/forms"
import { inventoryFields } from "@/lib/inventory/fields"
import { isIpv6, toNetwork, wildcardNetwork } from "@/lib/query/addresses"
import { suggestWords, typingAt } from "@/lib/query/complete"
import { addNode, clearField, setValues, toggleExcluded, toggleValue } from "@/lib/query/edit"
import { resourceFields } from "@/lib/query/fields"
import { cutArn, fold } from "@/lib/query/fold"
import { parse } from "@/lib/query/parse"
import { print } from "@/lib/query/print"
import { termId } from "@/lib/query/term-ids"
import { type Node, textValue } from "@/lib/query/tree"
import { seededRandom } from "../sandbox/random"
import { WORDS } from "../support/random-inventory"
import { randomTree } from "../support/random-query"
import { right, wrong } from "./query-cases"

const bare = (tree: Node) =>
  JSON.parse(JSON.stringify(tree, (key, value) => (key === "span" ? undefined : value))) as Node

function read(text: string): Node {
  const parsed = parse(text, inventoryFields)
  if (!parsed.ok) throw new Error(`${text}: ${parsed.errors.map(({ message }) => message).join(" ")}`)
  return bare(parsed.tree)
}

describe("what each form means", () => {
  test.each(right)("%s", (text, short) => {
    expect(shorten(read(text))).toBe(short)
  })
})

describe("mistakes have a place, a sentence and a suggestion", () => {
  test.each(wrong)("%s", (text, marked, suggestion, message) => {
    const parsed = parse(text, inventoryFields)
    if (parsed.ok) throw new Error("it was understood")
    const [error] = parsed.errors
    expect(text.slice(error?.start, error?.end)).toBe(marked)
    expect(error?.suggestion ?? null).toBe(suggestion)
    expect(error?.message).toContain(message)
    expect(error?.message).toMatch(/[.?]$/)
  })
})

test("the tables have 150 cases or more, and the suggestions are right themselves", () => {
  expect(right.length + wrong.length).toBeGreaterThanOrEqual(150)
  for (const [text, , suggestion] of wrong) {
    const parsed = parse(text, inventoryFields)
    const error = parsed.ok ? undefined : parsed.errors[0]
    if (!error || suggestion === null || (!parsed.ok && parsed.errors.length > 1)) continue
    const fixed = text.slice(0, error.start) + suggestion + text.slice(error.end)
    const again = parse(fixed, inventoryFields)
    // A field that was corrected may still lack its value.
    if (!again.ok) expect(again.errors[0]?.start, fixed).toBeGreaterThanOrEqual(error.start)
  }
})

test("a printed tree is read as the same tree: 3,000 random ones", () => {
  const random = seededRandom(3)
  for (let at = 0; at < 3_000; at++) {
    const tree = bare(randomTree(random, WORDS, ["0c2f6a3e-8d1b-4c57-9a60-3f2e1d0c9b8a"]))
    const text = print(tree)
    expect(read(text), text).toEqual(tree)
    expect(print(read(text))).toBe(text)
  }
})

test("10,000 random strings never throw, and each is either understood or has errors inside the text", () => {
  const random = seededRandom(4)
  const pieces = [
    "type:",
    "tag:",
    "=",
    ",",
    '"',
    "\\",
    "(",
    ")",
    "-",
    " ",
    "OR",
    "AND",
    "*",
    "<",
    "..",
    "2026-11-01",
    "ip:",
    "é",
    "日",
    "\u0000",
    "::",
    "a",
    "is:",
    "9",
    "\n",
  ]
  let understood = 0
  for (let at = 0; at < 10_000; at++) {
    const text = Array.from({ length: random.below(14) }, () => random.pick(pieces)).join("")
    const parsed = parse(text, inventoryFields)
    typingAt(text, random.below(text.length + 1), inventoryFields)
    if (parsed.ok) {
      understood++
      expect(read(print(parsed.tree)), text).toEqual(bare(parsed.tree))
    } else {
      for (const { start, end, message } of parsed.errors) {
        expect(start >= 0 && end >= start && end <= text.length, `${text}: ${start} ${end}`).toBe(true)
        expect(message).not.toBe("")
      }
    }
  }
  expect(understood).toBeGreaterThan(500)
})

test("limits: 2,000 characters, 50 terms, 8 levels", () => {
  const isRight = (text: string) => parse(text, inventoryFields).ok
  expect([isRight("x".repeat(2_000)), isRight("x".repeat(2_001))]).toEqual([true, false])
  expect([isRight(Array(50).fill("x").join(" ")), isRight(Array(51).fill("x").join(" "))]).toEqual([true, false])
  expect([isRight(`${"(".repeat(8)}x${")".repeat(8)}`), isRight(`${"(".repeat(9)}x${")".repeat(9)}`)]).toEqual([
    true,
    false,
  ])
  expect(isRight("(".repeat(1_900))).toBe(false)
})

test("two values of one field can never both hold, and the hint writes the comma", () => {
  const hintOf = (text: string) => {
    const parsed = parse(text, inventoryFields)
    return parsed.ok ? parsed.hints[0]?.suggestion : "wrong"
  }
  expect(hintOf("region:eu-west-1 web region:us-east-1")).toBe("region:eu-west-1,us-east-1")
  expect(hintOf("tag:env=prod tag:env=dev")).toBe("tag:env=prod,dev")
  expect(hintOf("tag:env=prod tag:team=a")).toBeUndefined()
  expect(hintOf("region:eu-* region:us-east-1")).toBeUndefined()
  expect(hintOf("security_groups:a security_groups:b")).toBeUndefined()
  expect(hintOf("name:a name:b")).toBeUndefined()
})

test("facets and cells change a query, and leave the rest of it alone", () => {
  const region = { field: "region" }
  const base = read("web region:eu-west-1 -status:running")
  expect(print(toggleValue(base, region, textValue("us-east-1")))).toBe(
    "web region:eu-west-1,us-east-1 -status:running",
  )
  expect(print(toggleValue(base, region, textValue("eu-west-1")))).toBe("web -status:running")
  expect(print(setValues(base, region, [textValue("ap-south-1")]))).toBe("web region:ap-south-1 -status:running")
  expect(print(toggleExcluded(base, region, textValue("eu-west-1")))).toBe("web -status:running -region:eu-west-1")
  expect(print(toggleExcluded(base, { field: "status" }, textValue("stopped")))).toBe(
    "web region:eu-west-1 -status:running,stopped",
  )
  expect(print(toggleExcluded(base, { field: "status" }, textValue("running")))).toBe("web region:eu-west-1")
  expect(print(clearField(base, { field: "status" }))).toBe("web region:eu-west-1")
  expect(print(toggleValue(read(""), { field: "tag", path: "cost center" }, textValue("a,b")))).toBe(
    'tag:"cost center"="a,b"',
  )
  expect(print(addNode(base, read("web")))).toBe(print(base))
  expect(print(toggleValue(read("a OR b"), region, textValue("x")))).toBe("(a OR b) region:x")
})

test.each([
  ["reg", 3, "field", "reg", 0, 3],
  ["web reg", 7, "field", "reg", 4, 7],
  ["region:eu", 9, "value", "eu", 0, 9],
  ["region:eu-west-1,us", 19, "value", "us", 0, 19],
  ["-status:run", 11, "value", "run", 0, 11],
  ["tag:ow", 6, "key", "ow", 0, 6],
  ['tag:"cost ce', 12, "key", "cost ce", 0, 12],
  ["tag:env=pr", 10, "value", "pr", 0, 10],
  ["security_groups.id:sg", 21, "value", "sg", 0, 21],
  ["web ", 4, "field", "", 4, 4],
  ["", 0, "field", "", 0, 0],
])("what is typed at the cursor: %s", (text, cursor, stage, typed, from, to) => {
  expect(typingAt(text, cursor, inventoryFields)).toMatchObject({ stage, typed, from, to })
})

test("fields are suggested by their name and label, states and ages by what begins so", () => {
  const suggested = (text: string) =>
    suggestWords(typingAt(text, text.length, inventoryFields), inventoryFields).map((one) => one.text)
  expect(suggested("acc")[0]).toBe("account:")
  expect(suggested("-reg")[0]).toBe("-region:")
  expect(suggested("is:un")).toEqual(["is:unverified", "is:untagged"])
  expect(suggested("changed:<")).toContain("changed:<7d")
  expect(suggested("has:public")).toContain("has:public_ip")
  expect(suggested("multi_az:")).toEqual(["multi_az:true", "multi_az:false"])
})

test("every example of the help page and of the field table is understood", () => {
  const examples = [
    ...FORMS,
    ...inventoryFields.filter(({ name }) => name !== "scan"),
    ...resourceFields.filter(({ name }) => name !== "scan"),
  ]
  for (const { example } of examples) expect(parse(example, inventoryFields), example).toMatchObject({ ok: true })
})

test("folding: case in any script, one form of composed letters, ASCII letters alone, no capital but in escapes", () => {
  expect(fold("Web-API 7")).toBe("web-api 7")
  expect(fold("БУХ")).toBe(fold("бух"))
  expect(fold("ΟΔΟΣ")).toBe(fold("οδος"))
  expect(fold("e\u0301")).toBe(fold("é"))
  expect(fold("größe")).toContain(fold("ö"))
  expect(fold("日本語")).toContain(fold("本"))
  expect(fold("日本")).toMatch(/^[\x20-\x7e]+$/)
  expect(fold("a\u0001b\nc")).toBe("a b c")
})

test("an ARN's head ends behind its fifth colon", () => {
  expect(cutArn("arn:aws:lambda:eu-west-1:123456789012:function:resize")).toEqual({
    head: "arn:aws:lambda:eu-west-1:123456789012:",
    rest: "function:resize",
  })
  expect(cutArn("arn:aws:s3:::bucket")).toEqual({ head: "arn:aws:s3:::", rest: "bucket" })
  expect(cutArn("no arn")).toEqual({ head: "", rest: "no arn" })
})

test("ids of shared terms are stable, 64 bits wide, and differ by kind", () => {
  expect(termId({ kind: "tag", key: "env", value: "prod" })).toBe("-8612935532358018114")
  expect(termId({ kind: "key", key: "env" })).not.toBe(termId({ kind: "value", value: "env" }))
  expect(termId({ kind: "tag", key: "a", value: "bc" })).not.toBe(termId({ kind: "tag", key: "ab", value: "c" }))
})

test("addresses and networks are read strictly", () => {
  for (const text of ["10.0.0.1", "10.0.0.0/8", "::1", "fd00::/64", "2001:db8::1", "::ffff:10.0.0.1", "0.0.0.0/0"])
    expect(toNetwork(text), text).toBe(text)
  for (const text of [
    "999.1.1.1",
    "10.0.0",
    "10.0.0.1/33",
    "01.2.3.4",
    "1::2::3",
    ":::",
    "fd00::/129",
    "x",
    "",
    "1:2:3:4:5:6:7:8:9",
  ])
    expect(toNetwork(text), text).toBeNull()
  expect([
    wildcardNetwork("10.*"),
    wildcardNetwork("10.20.*"),
    wildcardNetwork("10.*.3"),
    wildcardNetwork("*"),
  ]).toEqual(["10.0.0.0/8", "10.20.0.0/16", null, null])
  expect(isIpv6("12:30")).toBe(false)
})

/** A tree in a short notation of its own, which no code of the product prints. */
function shorten(node: Node): string {
  switch (node.kind) {
    case "and":
      return `and(${node.nodes.map(shorten).join(" ")})`
    case "or":
      return `or(${node.nodes.map(shorten).join(" ")})`
    case "not":
      return `not(${shorten(node.node)})`
    case "word":
      return `<${node.pattern.join("*")}>`
    case "term":
      return `${node.field}${node.path === undefined ? "" : `[${node.path}]`}{${node.values.map((value) => valueText(value)).join("|")}}`
  }
}

function valueText(value: Extract<Node, { kind: "term" }>["values"][number]): string {
  const bound = (one: { kind: string; value?: number; text?: string; amount?: number; unit?: string } | null) =>
    one === null
      ? ""
      : one.kind === "number"
        ? String(one.value)
        : one.kind === "age"
          ? `${one.amount}${one.unit}`
          : String(one.text)
  if (value.kind === "text") return value.pattern.join("*")
  if (value.kind === "compare") return `${value.order}${bound(value.bound)}`
  return value.kind === "range" ? `${bound(value.from)}..${bound(value.to)}` : `=${bound(value.bound)}`
}
