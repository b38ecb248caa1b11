import { createHash } from "node:crypto"

/** What resources share, and are found by: see `resource_search.terms`. */
export type SharedTerm =
  | { kind: "tag"; key: string; value: string }
  | { kind: "key"; key: string }
  /** An ARN up to and including its fifth colon. */
  | { kind: "arn"; head: string }
  /** An exact value of a VPC, a subnet, or an indexed property, in small letters. */
  | { kind: "value"; value: string }
  | { kind: "is"; state: "untagged" | "public" | "managed" }

const partsOf = (term: SharedTerm): string[] => {
  switch (term.kind) {
    case "tag":
      return ["tag", term.key, term.value]
    case "key":
      return ["key", term.key]
    case "arn":
      return ["arn", term.head]
    case "value":
      return ["value", term.value]
    case "is":
      return ["is", term.state]
  }
}

/** Resources share their terms, so most ids are asked for again and again. */
const known = new Map<string, string>()
const MOST_KNOWN = 50_000

/**
 * A term's id: the first 8 bytes of SHA-256 as a signed integer in decimal, PostgreSQL's bigint. It is derived, so that
 * a query needs no look-up for an exact value, and a writer none for a known one.
 */
export function termId(term: SharedTerm): string {
  const parts = partsOf(term)
  // The lengths keep texts apart that would be one when joined.
  const text = parts.map((part) => `${part.length}:${part}`).join("")
  const cached = known.get(text)
  if (cached) return cached
  const id = createHash("sha256").update(JSON.stringify(parts)).digest().readBigInt64BE(0).toString()
  if (known.size >= MOST_KNOWN) known.clear()
  known.set(text, id)
  return id
}
