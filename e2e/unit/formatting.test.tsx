import { renderToStaticMarkup } from "react-dom/server"
import { expect, test } from "vitest"
import { formatAge, formatCount, formatDuration, formatExact, formatKey, formatShort, plural } from "@/app/_ui/format"
import { ExactTime, RelativeTime, ShortTime } from "@/app/_ui/time"
import { Differences } from "@/app/(console)/_time/difference"
import { fieldLabel, stepOf } from "@/app/(console)/_time/fields"
import { groupChanges, sentenceOf } from "@/app/(console)/_time/group-changes"
import { toLocalInput } from "@/app/(console)/_time/local-input"
import { CellContent } from "@/app/(console)/resources/_table/cells"
import { toCsv } from "@/app/(console)/resources/_table/copy-out"
import { toColumns, toRow } from "@/app/(console)/resources/_table/row-data"
import { formatBytes, formatQuantity, inOneLine } from "@/app/(console)/resources/_table/values"
import { Properties, Tags } from "@/app/(console)/resources/[resourceId]/properties"
import { typeLabels } from "@/lib/aws/resource-types/registry"
import type { FeedChange } from "@/lib/inventory/read/feed"
import type { ResourceView } from "@/lib/inventory/read/view"
import { type Random, seededRandom } from "../sandbox/random"
import { sampleOf, seedOf } from "../support/sample"

/** Texts that people and AWS write, and that look like something else. */
const TEXTS = [
  ...["2026-12-31T23:59:59 CET", "2026-01-01T00:00:00Z/2026-02-01T00:00:00Z", "2026-02-30T25:61:00Z", "2026-13-01"],
  ...["2026-08-14T09:12:44Z", "9999999999999-01-01T00:00:00Z", "", " ", "\n", "null", "NaN", "-1", "1e999", "000123"],
  ...["$undefined", "$L1", "$@", "__proto__", "constructor", "toString", "hasOwnProperty", "[object Object]"],
  ...["<script>alert(1)</script>", "&amp;", '"', "'", "`", "\\", "%00", "=1+1", "\u0000", "\ud800", "\u202egnp.exe"],
  ...["größe", "日本語", "🚀", "a".repeat(5_000), "arn:aws:s3:::x", "10.0.0.0/8", "i-0123456789abcdef0"],
]
const NUMBERS = [0, -0, 1, -1, 0.1, 1e21, 2 ** 53, -(2 ** 53), Number.NaN, Number.POSITIVE_INFINITY]

function anyValue(random: Random, depth = 0): unknown {
  const roll = random.below(depth > 2 ? 4 : 7)
  if (roll < 2) return random.pick(TEXTS)
  if (roll === 2) return random.pick(NUMBERS)
  if (roll === 3) return random.pick([null, undefined, true, false])
  const many = Array.from({ length: random.below(4) }, () => anyValue(random, depth + 1))
  if (roll < 6) return many
  return Object.fromEntries(many.map((value) => [random.pick(TEXTS), value]))
}

const TYPES = typeLabels()
const ROUNDS = sampleOf(300, 20_000)
const NO_NUMBER = /NaN|Infinity|undefined|∞/

test("no text and no number stops a formatter, and what is no time is given back as it is", () => {
  for (const text of TEXTS) {
    for (const format of [formatExact, formatShort, formatKey, toLocalInput]) expect(typeof format(text)).toBe("string")
    if (!Number.isNaN(new Date(text).getTime())) continue
    expect([formatExact(text), formatShort(text)]).toEqual([text, text])
    for (const Time of [ExactTime, ShortTime, RelativeTime])
      expect(renderToStaticMarkup(<Time at={text} />)).toContain(renderToStaticMarkup(text))
  }
  for (const number of NUMBERS) {
    for (const format of [formatAge, formatCount, formatDuration, formatBytes])
      expect(format(number)).not.toMatch(NO_NUMBER)
    for (const unit of [undefined, "bytes", "MB", "seconds"] as const)
      expect(formatQuantity(number, unit)).not.toMatch(NO_NUMBER)
    expect(plural(number, "row")).not.toMatch(NO_NUMBER)
  }
})

test("no properties that AWS could send stop a page or a comparison", () => {
  const random = seededRandom(seedOf("Hostile values", 3))
  for (let round = 0; round < ROUNDS; round++) {
    const type = random.pick(TYPES)
    const keys = [...Object.keys(type.display), "anything", "__proto__", "constructor"]
    const values = Object.fromEntries(keys.map((key) => [key, anyValue(random)]))
    renderToStaticMarkup(<Properties values={values} display={type.display} />)
    const field = random.pick(keys)
    const fields = { [field]: { old: anyValue(random), new: anyValue(random) } }
    renderToStaticMarkup(<Differences fields={fields} type={type} />)
    expect(typeof fieldLabel(random.pick(TEXTS), type)).toBe("string")
    expect(stepOf(field, { old: values[field], new: anyValue(random) }, type).kind).toMatch(/list|value/)
    expect(["string", "object"]).toContain(typeof inOneLine(anyValue(random)))
    for (const group of groupChanges([changeOf("1", type.type, fields), changeOf("2", type.type, fields)], TYPES))
      expect(typeof sentenceOf(group, type)).toBe("string")
  }
})

const changeOf = (id: string, type: string, fields: FeedChange["fields"]): FeedChange => ({
  ...{ id, kind: "changed", at: "2026-11-28T09:00:00Z", scan_id: null, parent_scan_id: null, fields },
  resource: { id, type, resource_id: "x", name: null, account_id: "1", region: "r", removed_at: null },
})

test("a tag is shown as it was written, on a page and in a cell, and no row answers to a tag that it lacks", () => {
  const random = seededRandom(seedOf("Hostile tags", 4))
  const columns = toColumns(["name", "tags", "properties.launch_time", ...TEXTS.map((key) => `tag.${key}`)])
  for (let round = 0; round < ROUNDS / 10; round++) {
    const tags = Object.fromEntries(Array.from({ length: 6 }, () => [random.pick(TEXTS), random.pick(TEXTS)]))
    const page = renderToStaticMarkup(<Tags tags={tags} />)
    for (const [key, value] of Object.entries(tags)) {
      expect(page).toContain(renderToStaticMarkup(key))
      expect(page).toContain(value === "" ? "empty" : renderToStaticMarkup(value))
    }
    const row = toRow(viewOf(tags, { launch_time: random.pick(TEXTS) }), columns, null)
    for (const [at, column] of columns.entries()) {
      renderToStaticMarkup(<CellContent column={column} row={row} index={at} type={TYPES[0]} />)
      if (!column.key.startsWith("tag.")) continue
      const key = column.key.slice("tag.".length)
      expect(row.cells[at]).toBe(Object.hasOwn(tags, key) ? tags[key] : null)
    }
    expect(toCsv([row]).split("\r\n").length).toBeGreaterThan(1)
  }
})

const viewOf = (tags: Record<string, string>, properties: Record<string, unknown>): ResourceView => ({
  ...{ id: "1", account_id: "123456789012", account_name: null, region: "eu-west-1", type: "ec2", resource_id: "i-1" },
  ...{ arn: null, name: null, status: null, vpc_id: null, subnet_id: null, private_ip: null, public_ip: null, tags },
  type_specific_properties: properties,
  ...{ first_seen_at: "2026-11-28T09:00:00Z", last_seen_at: "2026-11-28T09:00:00Z" },
  ...{ last_changed_at: "2026-11-28T09:00:00Z", removed_at: null, unverified_since: null, managed: false },
})
