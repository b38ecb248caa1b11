"use client"

import { type RefObject, useEffect, useRef } from "react"
import { lex } from "@/lib/query/lex"
import type { QueryError } from "@/lib/query/tree"

interface Piece {
  text: string
  start: number
  className: string
}

/**
 * The query's text behind the transparent text of the box: finished terms look like chips, mistakes are underlined. It
 * scrolls with the box.
 */
export function Highlighted({
  text,
  cursor,
  errors,
  input,
}: {
  text: string
  /** Where one types; -1 if one does not. The term there is not finished. */
  cursor: number
  errors: readonly QueryError[]
  input: RefObject<HTMLInputElement | null>
}) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const field = input.current
    const follow = () => box.current?.scrollTo(field?.scrollLeft ?? 0, 0)
    field?.addEventListener("scroll", follow)
    follow()
    return () => field?.removeEventListener("scroll", follow)
  })
  return (
    <div ref={box} aria-hidden="true" className="query-text pointer-events-none absolute inset-0 overflow-hidden">
      {piecesOf(text, cursor, errors).map(({ text: part, start, className }) => (
        <span key={start} className={className}>
          {part}
        </span>
      ))}
    </div>
  )
}

const CHIP = "rounded-[4px] bg-info-soft text-info shadow-[0_0_0_2px_var(--info-soft)]"
const EXCLUDED = "rounded-[4px] bg-bad-soft text-bad shadow-[0_0_0_2px_var(--bad-soft)]"
const WRONG = "underline decoration-bad decoration-wavy underline-offset-4"

function piecesOf(text: string, cursor: number, errors: readonly QueryError[]): Piece[] {
  const pieces: Piece[] = []
  let at = 0
  const add = (to: number, className: string) => {
    if (to > at) pieces.push({ text: text.slice(at, to), start: at, className })
    at = Math.max(at, to)
  }
  const { tokens } = lex(text)
  tokens.forEach((token, index) => {
    if (token.kind !== "text") return
    const before = tokens[index - 1]
    const isExcluded = before?.kind === "minus" && before.end === token.start
    const start = isExcluded ? before.start : token.start
    const isTyped = cursor >= start && cursor <= token.end
    const isTerm = token.chars.some(({ text: char, isLiteral }) => char === ":" && !isLiteral)
    const isWrong = errors.some((error) => error.start < token.end && error.end >= start)
    add(start, "")
    add(
      token.end,
      isWrong ? WRONG : isTyped || !isTerm ? (isExcluded && !isTyped ? EXCLUDED : "") : isExcluded ? EXCLUDED : CHIP,
    )
  })
  add(text.length, "")
  return pieces
}
