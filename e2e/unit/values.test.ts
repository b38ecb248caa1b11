import { expect, test } from "vitest"
import { compileProperty, schemaOf } from "@/lib/aws/read/properties"
import { compilePath, compileTemplate } from "@/lib/aws/read/values"
import { any, flag, items, number, text, texts, time } from "@/lib/aws/types/contract"

const item = {
  Id: "i-1",
  Empty: "",
  Null: null,
  Size: 0,
  Off: false,
  Deep: {
    Name: "deep",
    Flags: [{ On: false }, { On: true }],
    Ports: [
      { Port: 443, On: false },
      { Port: 80, On: true },
    ],
    List: [{ Name: "b" }, { Name: null }, { Name: "a" }, { Name: "b" }],
  },
  At: new Date("2026-01-02T03:04:05.000Z"),
}

test.each([
  ["Id", ["i-1"]],
  ["Deep.Name", ["deep"]],
  ["Deep.List[].Name", ["b", "a", "b"]],
  ["Missing", []],
  ["Missing.Name", []],
  ["Missing[].Name", []],
  ["Empty", []],
  ["Null", []],
  ["Null.Name", []],
  ["Size", [0]],
  ["Off", [false]],
  ["Missing | Empty | Id", ["i-1"]],
  ["Missing | Deep.List[].Name", ["b", "a", "b"]],
  ["constructor", []],
])("the path %s finds what is there", (path, values) => {
  expect(compilePath(path)(item)).toEqual(values)
})

test("a path never reads a member that throws because AWS left it out", () => {
  const guarded = Object.defineProperty({}, "Tags", {
    get: () => {
      throw new Error("absent")
    },
    enumerable: false,
  })
  expect(compilePath("Tags[].Key")(guarded)).toEqual([])
})

test("a template names the place and values, and is null where one of them is missing", () => {
  const where = { partition: "aws-cn" as const, region: "cn-north-1", accountId: "1", owner: "2" }
  expect(compileTemplate("arn:{P}:ec2:{R}:{O}:volume/{Id}")(item, where)).toBe("arn:aws-cn:ec2:cn-north-1:2:volume/i-1")
  expect(compileTemplate("arn:{P}:ec2:{R}:{O}:volume/{Missing}")(item, where)).toBeNull()
  expect(compileTemplate("plain")(item, where)).toBe("plain")
  expect(compileTemplate("{Id} {Missing?}")(item, where)).toBe("i-1")
  expect(compileTemplate("{Id} {Id?}")(item, where)).toBe("i-1 i-1")
  expect(compileTemplate("{Missing} {Id?}")(item, where)).toBeNull()
})

test.each([
  [text("Id"), "i-1", null],
  [text("Size"), "0", null],
  [number("Size"), 0, null],
  [flag("Off"), false, null],
  [time("At"), "2026-01-02T03:04:05.000Z", null],
  [texts("Deep.List[].Name"), ["a", "b"], []],
  [any("Deep.Flags[].On"), true, false],
  [text("Id", { except: ["i-0"] }), "i-1", null],
  [items("Deep.List[]", { name: "Name" }), [{ name: "a" }, { name: "b" }, { name: "b" }, { name: null }], []],
  [
    items("Deep.Ports[]", { port: "Port", on: "On" }),
    [
      { port: 80, on: true },
      { port: 443, on: false },
    ],
    [],
  ],
  [
    items(
      "Deep.List[]",
      { name: "Name", half: "Half" },
      {
        split: (one) => [
          { ...one, Half: 1 },
          { ...one, Half: 2 },
        ],
      },
    ),
    ["a", "b", "b", null].flatMap((name, at) =>
      (at === 1 ? [1, 1] : at === 2 ? [2, 2] : [1, 2]).map((half) => ({ name, half })),
    ),
    [],
  ],
])("a property of kind $kind is read, or has the one value that says there is none", (property, value, none) => {
  const read = compileProperty(property)
  expect(read(item)).toEqual(value)
  expect(read({})).toEqual(none)
  for (const one of [value, none]) expect(schemaOf(property).safeParse(one).success).toBe(true)
})

test("a time that is no time is null, and so is what AWS writes for none", () => {
  expect(compileProperty(text("Id", { except: ["i-1"] }))(item)).toBeNull()
  expect(compileProperty(time("Id"))(item)).toBeNull()
})

test("a name of Route 53 is read as people write it", () => {
  const read = compilePath("Name@dns")
  expect(read({ Name: "\\052.Example.org." })).toEqual(["*.example.org"])
  expect(read({ Name: "a\\100b.example.org" })).toEqual(["a@b.example.org"])
})
