/**
 * Text as it is searched: case is folded, and characters outside ASCII are written in ASCII letters. Column and needle
 * go through here alike, because `lower()` and the trigrams of PostgreSQL depend on the database's collation: under C,
 * neither knows any other script.
 *
 * A character outside ASCII becomes `A` and four letters from G to V, one for each hexadecimal digit of its UTF-16
 * units. Folded ASCII has no capitals, so an escape is found only where its character stands. Control characters become
 * spaces, since they separate the parts of a stored text.
 */
export function fold(text: string): string {
  if (/^[ -~]*$/.test(text)) return text.toLowerCase()
  let folded = ""
  for (const char of text.normalize("NFC")) folded += foldChar(char)
  return folded
}

const HEX_LETTERS = "GHIJKLMNOPQRSTUV"

function foldChar(char: string): string {
  // Character by character: the whole word's case mapping would write a final sigma in another way than an inner one.
  const small = char.toLowerCase().replace("ς", "σ")
  let folded = ""
  for (let at = 0; at < small.length; at++) {
    const unit = small.charCodeAt(at)
    if (unit < 0x20 || unit === 0x7f) folded += " "
    else if (unit < 0x80) folded += small.charAt(at)
    else folded += `A${[12, 8, 4, 0].map((shift) => HEX_LETTERS.charAt((unit >> shift) & 15)).join("")}`
  }
  return folded
}

/** Small letters for A to Z alone, which is what `lower(text collate "C")` does in every database. */
export const lowerAscii = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())

/** The separators of a stored text: before the name, the id, the rest of the ARN, and each address. */
export const MARK = { name: "\u0001", id: "\u0002", arn: "\u0003", address: "\u0004" } as const

/**
 * Cuts an ARN behind its fifth colon. The head (`arn:aws:ec2:eu-west-1:123456789012:`) is the same for thousands of
 * resources, so it is stored once.
 */
export function cutArn(arn: string): { head: string; rest: string } {
  const head = /^(?:[^:]*:){5}/.exec(arn)?.[0] ?? ""
  return { head, rest: arn.slice(head.length) }
}
