import { NormalizedSchema } from "@smithy/core/schema"

/** What the SDK's protocols expect of a reader of answers (its `XmlShapeDeserializer`). */
export interface ShapeReader {
  read(schema: never, bytes: Uint8Array, key?: string): unknown
  readSchema(schema: never, value: unknown): unknown
  setSerdeContext(context: never): void
}

export interface LeafReader {
  read(schema: never, text: string): unknown
}

/** How to read an element. A leaf turns its text into a value. */
type Plan =
  | { kind: "struct"; members: Map<string, Member> }
  | { kind: "list"; item: string; plan: Plan }
  | { kind: "leaf"; toValue(text: string): unknown }
  | { kind: "unknown" }

interface Member {
  name: string
  plan: Plan
  /** The items are directly in the structure, without an element around them. */
  isFlat: boolean
}

/** The answer contains something that only the SDK's reader can read. */
class BeyondUsError extends Error {}

const LESS = 60
const SLASH = 47
const BANG = 33
const QUESTION = 63
const GREATER = 62
const SPACE = 32
/** The SDK's numbers for timestamps that XML protocols write in ISO 8601: the default, and the explicit trait. */
const ISO_TIMES = new Set<unknown>([4, 5])
const BEYOND_ASCII = /[\x80-\xff]/
const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/

/**
 * Reads XML in one pass, straight into the shape that the operation's schema describes. The SDK's reader first builds a
 * tree of all elements and then walks it. What this reader is not made for (attributes with meaning, CDATA, comments,
 * maps, unions, errors) goes to the SDK's reader.
 */
export class XmlReader implements ShapeReader {
  readonly #sdk: ShapeReader
  readonly #leaf: LeafReader
  readonly #unread: ReadonlySet<string>
  readonly #plans = new WeakMap<object, Plan>()

  /** @param sdk the protocol's own reader. @param unread members, by the SDK's names, that are skipped everywhere. */
  constructor(sdk: ShapeReader & { stringDeserializer: LeafReader }, unread: readonly string[] = []) {
    this.#sdk = sdk
    this.#leaf = sdk.stringDeserializer
    this.#unread = new Set(unread)
  }

  setSerdeContext(context: never): void {
    this.#sdk.setSerdeContext(context)
  }

  readSchema(schema: never, value: unknown): unknown {
    return this.#sdk.readSchema(schema, value)
  }

  /** @param key the element that contains the shape; by default the root. */
  read(schema: never, bytes: Uint8Array, key?: string): unknown {
    const shape = NormalizedSchema.of(schema)
    if (!shape.isStructSchema() || shape.isUnionSchema()) return this.#sdk.read(schema, bytes, key)
    // Latin-1 takes one byte per character. As UTF-8, one name in another script would double the size of the whole
    // page. Values are decoded one by one.
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1")
    try {
      return new Pass(text).document(this.#planOf(shape), key)
    } catch (error) {
      if (error instanceof BeyondUsError) return this.#sdk.read(schema, bytes, key)
      throw error
    }
  }

  #planOf(shape: NormalizedSchema): Plan {
    if (shape.isUnionSchema() || shape.isMapSchema() || shape.isDocumentSchema()) return { kind: "unknown" }
    if (shape.isListSchema()) {
      const value = shape.getValueSchema()
      return { kind: "list", item: String(value.getMergedTraits().xmlName ?? "member"), plan: this.#planOf(value) }
    }
    if (!shape.isStructSchema()) return this.#leafPlan(shape)
    const key = shape.getSchema() as object
    const known = this.#plans.get(key)
    if (known) return known
    const members = new Map<string, Member>()
    const plan: Plan = { kind: "struct", members }
    // Stored before its members are planned: a shape may contain itself.
    this.#plans.set(key, plan)
    for (const [name, member] of shape.structIterator()) {
      if (this.#unread.has(name)) continue
      const traits = member.getMergedTraits()
      const element = String(member.getMemberTraits().xmlName ?? name)
      const memberPlan: Plan = traits.xmlAttribute || traits.httpPayload ? { kind: "unknown" } : this.#planOf(member)
      members.set(element, { name, plan: memberPlan, isFlat: Boolean(traits.xmlFlattened) })
    }
    return plan
  }

  #leafPlan(shape: NormalizedSchema): Plan {
    const bySdk = (text: string) => this.#leaf.read(shape as never, text)
    if (shape.getMergedTraits().mediaType) return { kind: "leaf", toValue: bySdk }
    if (shape.isStringSchema()) return { kind: "leaf", toValue: (text) => text }
    if (shape.isTimestampSchema() && ISO_TIMES.has(shape.getSchema())) {
      return { kind: "leaf", toValue: (text) => (ISO_TIME.test(text) ? new Date(text) : bySdk(text)) }
    }
    return { kind: "leaf", toValue: bySdk }
  }
}

/** One pass over one text. Each method starts after its element's start tag and ends after its end tag. */
class Pass {
  #at = 0
  /** Whether the last tag was an empty element, such as `<item/>`. */
  #isEmpty = false

  constructor(readonly text: string) {}

  document(plan: Plan, key: string | undefined): unknown {
    this.#at = this.text.indexOf("<")
    if (this.text.charCodeAt(this.#at + 1) === QUESTION)
      this.#at = this.text.indexOf("<", this.text.indexOf("?>", this.#at))
    const root = this.#startTag(true)
    if (!key) return this.#value(plan, root)
    if (this.#isEmpty) return undefined
    let found: unknown
    for (let name = this.#nextChild(root); name !== null; name = this.#nextChild(root)) {
      if (name === key) found = this.#value(plan, name)
      else this.#skip(name)
    }
    return found
  }

  #value(plan: Plan, element: string): unknown {
    switch (plan.kind) {
      case "leaf":
        return plan.toValue(this.#text(element))
      case "struct":
        return this.#struct(plan.members, element)
      case "list":
        return this.#list(plan, element)
      default:
        throw new BeyondUsError()
    }
  }

  #struct(members: ReadonlyMap<string, Member>, element: string): Record<string, unknown> {
    const result: Record<string, unknown> = {}
    if (this.#isEmpty) return result
    for (let name = this.#nextChild(element); name !== null; name = this.#nextChild(element)) {
      const member = members.get(name)
      if (!member) this.#skip(name)
      else if (!member.isFlat || member.plan.kind !== "list") {
        if (member.name in result) throw new BeyondUsError()
        result[member.name] = this.#value(member.plan, name)
      } else {
        const list = result[member.name] as unknown[] | undefined
        const value = this.#value(member.plan.plan, name)
        if (list) list.push(value)
        else result[member.name] = [value]
      }
    }
    return result
  }

  #list({ item, plan }: { item: string; plan: Plan }, element: string): unknown[] {
    const items: unknown[] = []
    if (this.#isEmpty) return items
    for (let name = this.#nextChild(element); name !== null; name = this.#nextChild(element)) {
      if (name === item) items.push(this.#value(plan, name))
      else this.#skip(name)
    }
    return items
  }

  #text(element: string): string {
    if (this.#isEmpty) return ""
    const { text } = this
    const end = text.indexOf("<", this.#at)
    if (end < 0 || text.charCodeAt(end + 1) !== SLASH) throw new BeyondUsError()
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
    if (next < 0 || (next > this.#at && text.slice(this.#at, next).trim() !== "")) throw new BeyondUsError()
    this.#at = next
    if (text.charCodeAt(next + 1) !== SLASH) return this.#startTag(false)
    this.#endTag(element)
    return null
  }

  /** Only the root may have attributes (its namespace), which we ignore. */
  #startTag(mayHaveAttributes: boolean): string {
    const { text } = this
    const first = text.charCodeAt(this.#at + 1)
    if (text.charCodeAt(this.#at) !== LESS || first === BANG || first === QUESTION) throw new BeyondUsError()
    const close = text.indexOf(">", this.#at)
    if (close < 0) throw new BeyondUsError()
    this.#isEmpty = text.charCodeAt(close - 1) === SLASH
    const name = text.slice(this.#at + 1, this.#isEmpty ? close - 1 : close)
    this.#at = close + 1
    const space = name.indexOf(" ")
    if (space < 0) return name
    // A space before the end, as in <item />, is not an attribute.
    if (!mayHaveAttributes && name.slice(space).trim() !== "") throw new BeyondUsError()
    return name.slice(0, space)
  }

  #endTag(element: string): void {
    const { text } = this
    const start = this.#at + 2
    const close = start + element.length
    if (!text.startsWith(element, start)) throw new BeyondUsError()
    const end = text.charCodeAt(close)
    if (end === GREATER) this.#at = close + 1
    else if (end === SPACE) this.#at = text.indexOf(">", close) + 1
    else throw new BeyondUsError()
  }

  /** Skips an element that we do not need, with everything in it. */
  #skip(element: string): void {
    if (this.#isEmpty) return
    const { text } = this
    for (let depth = 1; ; ) {
      const next = text.indexOf("<", this.#at)
      const close = text.indexOf(">", next)
      const first = text.charCodeAt(next + 1)
      if (next < 0 || close < 0 || first === BANG || first === QUESTION) throw new BeyondUsError()
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

const named: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" }

function decodeEntities(text: string): string {
  return text.replace(/&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|([a-zA-Z][a-zA-Z0-9]{0,30}));/g, (_, hex, decimal, name) => {
    if (name) return named[name] ?? ""
    // The SDK's reader truncates code points beyond the basic plane; this one does not.
    const code = hex ? Number.parseInt(hex, 16) : Number(decimal)
    return code <= 0x10ffff ? String.fromCodePoint(code) : ""
  })
}
