import type { NormalizedSchema } from "@smithy/core/schema"
import { type Leaf, leafOf, TIMES, UNREADABLE } from "@/lib/aws/read/leaf"
import {
  ANOTHER,
  isUnknownMark,
  markDamaged,
  markUnreadable,
  UnreadableAnswer,
  unknownMark,
} from "@/lib/aws/read/unreadable"

/** How to read an element. */
type Plan =
  | { kind: "struct"; members: ReadonlyMap<string, Member> }
  | { kind: "list"; item: string; plan: Plan }
  | { kind: "map"; entry: string; members: ReadonlyMap<string, Member> }
  | { kind: "leaf"; toValue: Leaf }
  | { kind: "skipped" }

interface Member {
  name: string
  plan: Plan
  /** The items are directly in the structure, without an element around them. */
  isFlat: boolean
}

/** What AWS's form of an answer is. */
export interface XmlForm {
  root: string
  /** The element within the root that holds the answer; null if the root itself does. */
  result: string | null
}

const LESS = 60
const SLASH = 47
const BANG = 33
const QUESTION = 63
const GREATER = 62
const SPACE = 32
const BEYOND_ASCII = /[\x80-\xff]/
const HTML = /^(?:\s|<!--[\s\S]*?-->)*<(!doctype html|html|head|body)\b/i
/** Elements around every answer, which no schema has. */
const ENVELOPE = new Set(["requestId", "RequestId", "ResponseMetadata"])

/** Whether a text is a web page. */
export const isHtml = (text: string): boolean => HTML.test(text)

const WHITE = /[ \t\r\n]/

/**
 * Reads XML in one pass, straight into the shape that a schema describes, and nothing that has another form. (The SDK's
 * reader takes any root, and reads what is not there as empty.)
 */
export class XmlReader {
  readonly #skipped: ReadonlySet<string>
  readonly #plans = new WeakMap<object, Plan>()

  /** @param skipped members, by the SDK's names, that nobody needs; they are undefined everywhere. */
  constructor(skipped: readonly string[] = []) {
    this.#skipped = new Set(skipped)
  }

  /**
   * Reads a whole answer.
   * @throws UnreadableAnswer if it has not this form, or ends too early.
   */
  read(shape: NormalizedSchema, bytes: Uint8Array, form: XmlForm): Record<string, unknown> {
    // Latin-1 takes one byte per character. As UTF-8, one name in another script would double the size of the whole
    // page. Values are decoded one by one.
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1")
    if (text.trim() === "") throw new UnreadableAnswer("an empty answer")
    if (isHtml(text)) throw new UnreadableAnswer("an HTML page")
    const plan = this.#planOf(shape)
    if (plan.kind !== "struct") throw new Error(`${shape.getName()} is no structure`)
    return new Pass(text.includes("<!") ? withoutSections(text) : text).document(plan.members, form)
  }

  #planOf(shape: NormalizedSchema): Plan {
    if (shape.isMapSchema()) return this.#mapPlan(shape, "entry")
    if (shape.isListSchema()) {
      const value = shape.getValueSchema()
      return { kind: "list", item: String(value.getMergedTraits().xmlName ?? "member"), plan: this.#planOf(value) }
    }
    if (shape.isDocumentSchema()) return { kind: "skipped" }
    if (!shape.isStructSchema()) return { kind: "leaf", toValue: leafOf(shape, TIMES.iso) }
    const key = shape.getSchema() as object
    const known = this.#plans.get(key)
    if (known) return known
    const members = new Map<string, Member>()
    const plan: Plan = { kind: "struct", members }
    // Stored before its members are planned: a shape may contain itself.
    this.#plans.set(key, plan)
    for (const [name, member] of shape.structIterator()) members.set(...this.#memberOf(name, member))
    return plan
  }

  #memberOf(name: string, member: NormalizedSchema): [element: string, member: Member] {
    const traits = member.getMergedTraits()
    const element = String(member.getMemberTraits().xmlName ?? name)
    const isFlat = Boolean(traits.xmlFlattened)
    const isSkipped = this.#skipped.has(name) || Boolean(traits.xmlAttribute)
    const isFlatMap = isFlat && member.isMapSchema()
    const plan = isSkipped ? skipped : isFlatMap ? this.#mapPlan(member, element) : this.#planOf(member)
    return [element, { name, plan, isFlat }]
  }

  #mapPlan(shape: NormalizedSchema, entry: string): Plan {
    const part = (name: "key" | "value", of: NormalizedSchema): [string, Member] => [
      String(of.getMergedTraits().xmlName ?? name),
      { name, plan: this.#planOf(of), isFlat: false },
    ]
    const members = new Map([part("key", shape.getKeySchema()), part("value", shape.getValueSchema())])
    return { kind: "map", entry, members }
  }
}

const skipped: Plan = { kind: "skipped" }

const tornOff = () => new UnreadableAnswer("an answer that is cut off or not well formed")

/** Comments say nothing; the text of a CDATA section stands for itself (XML 1.0, 2.5 and 2.7). */
const withoutSections = (text: string): string =>
  text
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/<!\[CDATA\[([\s\S]*?)\]\]>/g, (_, raw: string) => raw.replaceAll("&", "&amp;").replaceAll("<", "&lt;"))

/**
 * One pass over one text. Each method starts after its element's start tag and ends after its end tag. A value that is
 * not what the schema says is UNREADABLE; what holds it says so, and the rest is read.
 */
class Pass {
  #at = 0
  /** Whether the last tag was an empty element, such as `<item/>`. */
  #isEmpty = false
  /** Whether there was text before the last child, or before the last end. */
  #hasText = false
  /** How much could not be read so far. */
  #damage = 0

  constructor(readonly text: string) {}

  document(members: ReadonlyMap<string, Member>, form: XmlForm): Record<string, unknown> {
    this.#at = this.text.indexOf("<")
    if (this.#at < 0 || this.text.slice(0, this.#at).replace("\xef\xbb\xbf", "").trim() !== "")
      throw new UnreadableAnswer("a text that is not XML")
    if (this.text.charCodeAt(this.#at + 1) === QUESTION) {
      const end = this.text.indexOf("?>", this.#at)
      this.#at = end < 0 ? -1 : this.text.indexOf("<", end)
      if (this.#at < 0) throw tornOff()
    }
    const [root = ""] = this.#startTag().split(WHITE)
    if (root !== form.root) throw new UnreadableAnswer(/^(Error|Response)/.test(root) ? ERROR : ANOTHER)
    const result = form.result === null ? this.#answer(members, root) : this.#within(members, root, form.result)
    if (this.text.slice(this.#at).trim() !== "") throw tornOff()
    return result
  }

  /** The answer in an element of the root, as the query protocol has it. */
  #within(members: ReadonlyMap<string, Member>, root: string, wanted: string): Record<string, unknown> {
    let found: Record<string, unknown> | undefined
    if (!this.#isEmpty) {
      for (let name = this.#nextChild(root); name !== null; name = this.#nextChild(root)) {
        if (name !== wanted) this.#skip(name)
        else if (found) throw doubled(wanted)
        else found = this.#answer(members, name)
      }
    }
    if (!found) throw new UnreadableAnswer("an answer without its result")
    return found
  }

  #answer(members: ReadonlyMap<string, Member>, element: string): Record<string, unknown> {
    const bare = members.get(element)
    // S3 writes a bucket's location directly into the root element.
    if (bare?.plan.kind === "leaf" && !this.#isEmpty && this.#isBareText()) {
      return { [bare.name]: bare.plan.toValue(this.#text(element)) }
    }
    const answer = this.#struct(members, element, true)
    if (answer === UNREADABLE) throw new UnreadableAnswer(ANOTHER)
    return answer as Record<string, unknown>
  }

  #isBareText(): boolean {
    const next = this.text.indexOf("<", this.#at)
    return this.text.charCodeAt(next + 1) === SLASH && this.text.slice(this.#at, next).trim() !== ""
  }

  #value(plan: Plan, element: string): unknown {
    switch (plan.kind) {
      case "leaf":
        return this.#leaf(plan.toValue, element)
      case "struct":
        return this.#struct(plan.members, element)
      case "list":
        return this.#list(plan, element)
      case "map":
        return this.#map(plan, element)
      default:
        this.#skip(element)
        return undefined
    }
  }

  #leaf(toValue: Leaf, element: string): unknown {
    if (this.#isEmpty) return toValue("")
    const next = this.text.indexOf("<", this.#at)
    if (next < 0) throw tornOff()
    if (this.text.charCodeAt(next + 1) === SLASH) return toValue(this.#text(element))
    this.#skip(element)
    return UNREADABLE
  }

  /** @param isAnswer whether it is the answer itself, where no page mark may be lost. */
  #struct(members: ReadonlyMap<string, Member>, element: string, isAnswer = false): unknown {
    const result: Record<string, unknown> = {}
    if (this.#isEmpty) return result
    const damage = this.#damage
    let hasKnown = false
    let hasUnknown = false
    let hasText = false
    for (let name = this.#nextChild(element); name !== null; name = this.#nextChild(element)) {
      hasText ||= this.#hasText
      const member = members.get(name)
      if (!member) {
        if (isAnswer && !ENVELOPE.has(name) && isUnknownMark(name, members.keys())) throw unknownMark()
        hasUnknown ||= !ENVELOPE.has(name)
        this.#skip(name)
        continue
      }
      hasKnown = true
      const before = this.#damage
      this.#member(result, member, name)
      if (isAnswer && member.plan.kind === "leaf" && this.#damage > before) throw new UnreadableAnswer(ANOTHER)
    }
    if (hasText || this.#hasText || (hasUnknown && !hasKnown)) return UNREADABLE
    if (this.#damage > damage) markDamaged(result)
    return result
  }

  #member(holder: Record<string, unknown>, { name, plan, isFlat }: Member, element: string): void {
    if (isFlat && plan.kind === "list") {
      const value = this.#value(plan.plan, element)
      const list = holder[name] as unknown[] | undefined
      if (value === UNREADABLE) this.#spoil(holder, name)
      else if (list) list.push(value)
      else holder[name] = [value]
    } else if (isFlat && plan.kind === "map") {
      const entry = this.#struct(plan.members, element)
      if (!isEntry(entry)) this.#spoil(holder, name)
      else holder[name] = { ...(holder[name] as object), [entry.key]: entry.value }
    } else {
      if (name in holder) throw doubled(element)
      const value = this.#value(plan, element)
      if (value === UNREADABLE) this.#spoil(holder, name)
      else if (value !== undefined) holder[name] = value
    }
  }

  #spoil(holder: Record<string, unknown>, name: string): void {
    this.#damage++
    delete holder[name]
    markUnreadable(holder, name)
  }

  #list({ item, plan }: { item: string; plan: Plan }, element: string): unknown {
    const items: unknown[] = []
    if (this.#isEmpty) return items
    let isWhole = true
    for (let name = this.#nextChild(element); name !== null; name = this.#nextChild(element)) {
      if (this.#hasText) isWhole = false
      if (name !== item) {
        isWhole = false
        this.#skip(name)
        continue
      }
      const value = this.#value(plan, name)
      if (value === UNREADABLE) isWhole = false
      else items.push(value)
    }
    return isWhole && !this.#hasText ? items : UNREADABLE
  }

  #map({ entry, members }: { entry: string; members: ReadonlyMap<string, Member> }, element: string): unknown {
    const map: Record<string, unknown> = {}
    const entries = this.#list({ item: entry, plan: { kind: "struct", members } }, element)
    if (entries === UNREADABLE || !(entries as unknown[]).every(isEntry)) return UNREADABLE
    for (const { key, value } of entries as Entry[])
      Object.defineProperty(map, key, { value, enumerable: true, writable: true, configurable: true })
    return map
  }

  #text(element: string): string {
    const { text } = this
    const end = text.indexOf("<", this.#at)
    if (end < 0 || text.charCodeAt(end + 1) !== SLASH) throw tornOff()
    const raw = text.slice(this.#at, end)
    this.#at = end
    this.#endTag(element)
    // The same as in the SDK's reader: a line end is one character, and white space with line ends is no value.
    const decoded = BEYOND_ASCII.test(raw) ? Buffer.from(raw, "latin1").toString("utf8") : raw
    const lines = decoded.includes("\r") ? decoded.replace(/\r\n?/g, "\n") : decoded
    const value = lines.includes("&") ? decodeEntities(lines) : lines
    return value.includes("\n") && value.trim() === "" ? "" : value
  }

  /** Reads the next child's start tag and returns its name, or reads the end tag of `element` and returns null. */
  #nextChild(element: string): string | null {
    const { text } = this
    const next = text.indexOf("<", this.#at)
    if (next < 0) throw tornOff()
    this.#hasText = next > this.#at && text.slice(this.#at, next).trim() !== ""
    this.#at = next
    if (text.charCodeAt(next + 1) !== SLASH) return this.#startTag()
    this.#endTag(element)
    return null
  }

  /** Attributes (namespaces, `xsi:type`) say nothing that an answer needs. */
  #startTag(): string {
    const { text } = this
    const first = text.charCodeAt(this.#at + 1)
    if (text.charCodeAt(this.#at) !== LESS || first === BANG || first === QUESTION) throw tornOff()
    const close = text.indexOf(">", this.#at)
    if (close < 0) throw tornOff()
    this.#isEmpty = text.charCodeAt(close - 1) === SLASH
    const name = text.slice(this.#at + 1, this.#isEmpty ? close - 1 : close)
    this.#at = close + 1
    const space = name.indexOf(" ")
    return space < 0 ? name : name.slice(0, space)
  }

  #endTag(element: string): void {
    const { text } = this
    const start = this.#at + 2
    const close = start + element.length
    if (!text.startsWith(element, start)) throw tornOff()
    const end = text.charCodeAt(close)
    if (end === GREATER) this.#at = close + 1
    else if (end === SPACE && text.indexOf(">", close) > 0) this.#at = text.indexOf(">", close) + 1
    else throw tornOff()
  }

  /** Skips an element that we do not need, with everything in it. */
  #skip(element: string): void {
    if (this.#isEmpty) return
    const { text } = this
    for (let depth = 1; ; ) {
      const next = text.indexOf("<", this.#at)
      const close = text.indexOf(">", next)
      const first = text.charCodeAt(next + 1)
      if (next < 0 || close < 0 || first === BANG || first === QUESTION) throw tornOff()
      this.#at = next
      if (first !== SLASH) depth += text.charCodeAt(close - 1) === SLASH ? 0 : 1
      else if (--depth === 0) {
        this.#endTag(element)
        return
      }
      this.#at = close + 1
    }
  }
}

interface Entry {
  key: string
  value: unknown
}

const isEntry = (entry: unknown): entry is Entry =>
  typeof entry === "object" && entry !== null && typeof (entry as Entry).key === "string" && "value" in entry

/** What came instead of the answer, in words. */
const ERROR = "an error document in the place of the answer"
const doubled = (element: string) => new UnreadableAnswer(`an answer that has ${element} twice`)

const named: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" }

function decodeEntities(text: string): string {
  return text.replace(/&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|([a-zA-Z][a-zA-Z0-9]{0,30}));/g, (_, hex, decimal, name) => {
    if (name) return named[name] ?? ""
    // The SDK's reader truncates code points beyond the basic plane; this one does not.
    const code = hex ? Number.parseInt(hex, 16) : Number(decimal)
    return code <= 0x10ffff ? String.fromCodePoint(code) : ""
  })
}
