import type { NormalizedSchema } from "@smithy/core/schema"
import { leafOf, storable, TIMES, UNREADABLE } from "@/lib/aws/read/leaf"
import {
  ANOTHER,
  isUnknownMark,
  markBare,
  markDamaged,
  markUnreadable,
  UnreadableAnswer,
  unknownMark,
} from "@/lib/aws/read/unreadable"
import { isHtml } from "@/lib/aws/read/xml"

type Read = (raw: unknown) => unknown

interface Member {
  name: string
  read: Read
  isLeaf: boolean
}

/**
 * Reads JSON into the shape that a schema describes, and nothing that has another form (Smithy's restJson1 and awsJson
 * protocols). A value that is not what the schema says is left out; what holds it says so, and the rest is read.
 */
export class JsonReader {
  readonly #usesJsonNames: boolean
  readonly #reads = new WeakMap<object, Read>()
  readonly #members = new WeakMap<object, ReadonlyMap<string, Member>>()
  /** How much could not be read so far in this answer. */
  #damage = 0

  /** @param usesJsonNames whether the `jsonName` trait holds, as in restJson1. */
  constructor(usesJsonNames: boolean) {
    this.#usesJsonNames = usesJsonNames
  }

  /**
   * Reads a whole answer.
   * @throws UnreadableAnswer if it is no object, ends too early, or has only members that the schema does not know.
   */
  read(shape: NormalizedSchema, bytes: Uint8Array, contentType: string): Record<string, unknown> {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8")
    if (text.trim() === "") throw new UnreadableAnswer("an empty answer")
    if (isHtml(text)) throw new UnreadableAnswer("an HTML page")
    const raw = parse(text)
    if (!isObject(raw)) throw new UnreadableAnswer(ANOTHER)
    const members = this.#membersOf(shape)
    // An emulator may call all of its answers text/html; what has AWS's members is AWS's answer all the same.
    if (!/json/i.test(contentType) && !Object.keys(raw).some((name) => members.has(name)))
      throw new UnreadableAnswer("an answer that does not call itself JSON")
    for (const name of members.keys())
      if (isTwice(text, name)) throw new UnreadableAnswer(`an answer that has ${name} twice`)
    for (const name of Object.keys(raw))
      if (!members.has(name) && isUnknownMark(name, members.keys())) throw unknownMark()
    this.#damage = 0
    const answer = this.#struct(members, raw)
    if (answer === UNREADABLE) throw new UnreadableAnswer(ANOTHER)
    for (const [wire, { name, isLeaf }] of members)
      if (isLeaf && !(name in (answer as object)) && raw[wire] !== undefined && raw[wire] !== null)
        throw new UnreadableAnswer(ANOTHER)
    if (Object.keys(raw).length === 0) markBare(answer as object)
    return answer as Record<string, unknown>
  }

  #membersOf(shape: NormalizedSchema): ReadonlyMap<string, Member> {
    const key = shape.getSchema() as object
    const known = this.#members.get(key)
    if (known) return known
    const members = new Map<string, Member>()
    // Stored before its members are planned: a shape may contain itself.
    this.#members.set(key, members)
    for (const [name, member] of shape.structIterator()) {
      const wire = this.#usesJsonNames ? String(member.getMergedTraits().jsonName ?? name) : name
      const isLeaf = !(member.isStructSchema() || member.isListSchema() || member.isMapSchema())
      members.set(wire, { name, read: this.#readOf(member), isLeaf })
    }
    return members
  }

  #readOf(shape: NormalizedSchema): Read {
    if (shape.isDocumentSchema()) return (raw) => raw
    if (shape.isListSchema()) {
      const item = this.#readOf(shape.getValueSchema())
      const isSparse = Boolean(shape.getMergedTraits().sparse)
      return (raw) => readList(raw, item, isSparse)
    }
    if (shape.isMapSchema()) {
      const value = this.#readOf(shape.getValueSchema())
      const isSparse = Boolean(shape.getMergedTraits().sparse)
      return (raw) => readMap(raw, value, isSparse)
    }
    if (!shape.isStructSchema()) return leafOf(shape, TIMES.epoch)
    const key = shape.getSchema() as object
    const known = this.#reads.get(key)
    if (known) return known
    const read: Read = (raw) => (isObject(raw) ? this.#struct(this.#membersOf(shape), raw) : UNREADABLE)
    this.#reads.set(key, read)
    return read
  }

  #struct(members: ReadonlyMap<string, Member>, raw: Record<string, unknown>): unknown {
    const result: Record<string, unknown> = {}
    const damage = this.#damage
    let hasKnown = false
    let hasUnknown = false
    for (const wire of Object.keys(raw)) {
      const member = members.get(wire)
      hasKnown ||= member !== undefined
      hasUnknown ||= member === undefined
      const value = raw[wire]
      // Null is how some services say that there is none.
      if (!member || value === null) continue
      const read = member.read(value)
      if (read !== UNREADABLE) result[member.name] = read
      else {
        this.#damage++
        markUnreadable(result, member.name)
      }
    }
    if (hasUnknown && !hasKnown) return UNREADABLE
    if (this.#damage > damage) markDamaged(result)
    return result
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new UnreadableAnswer("an answer that is cut off or no JSON")
  }
}

const isObject = (raw: unknown): raw is Record<string, unknown> =>
  typeof raw === "object" && raw !== null && !Array.isArray(raw)

function readList(raw: unknown, item: Read, isSparse: boolean): unknown {
  if (!Array.isArray(raw)) return UNREADABLE
  const items = raw.map((one) => (one === null ? (isSparse ? null : UNREADABLE) : item(one)))
  return items.includes(UNREADABLE) ? UNREADABLE : items
}

function readMap(raw: unknown, value: Read, isSparse: boolean): unknown {
  if (!isObject(raw)) return UNREADABLE
  const map: Record<string, unknown> = {}
  for (const [key, one] of Object.entries(raw)) {
    const read = one === null ? (isSparse ? null : UNREADABLE) : value(one)
    if (read === UNREADABLE) return UNREADABLE
    // A key may be `__proto__`.
    Object.defineProperty(map, storable(key), { value: read, enumerable: true, writable: true, configurable: true })
  }
  return map
}

/** Whether an object's text has a member twice at its top: JSON.parse keeps the last one, and says nothing. */
function isTwice(text: string, name: string): boolean {
  const wanted = `"${name}"`
  const first = text.indexOf(wanted)
  if (first < 0 || text.indexOf(wanted, first + 1) < 0) return false
  let count = 0
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    const sign = text[at]
    if (sign === "{" || sign === "[") depth++
    else if (sign === "}" || sign === "]") depth--
    else if (sign === '"') {
      const end = endOfString(text, at)
      const isKey = depth === 1 && /^\s*:/.test(text.slice(end + 1, end + 20))
      if (isKey && text.slice(at, end + 1) === wanted) count++
      at = end
    }
  }
  return count > 1
}

function endOfString(text: string, start: number): number {
  let at = start + 1
  while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1
  return at
}
