import { useEffect, useState } from "react"
import { type Suggestion, suggestWords, typingAt } from "@/lib/query/complete"
import type { Field } from "@/lib/query/fields"

interface Suggestions {
  from: number
  to: number
  suggestions: readonly Suggestion[]
}

const PAUSE_MS = 80

/**
 * What could stand at the cursor. Fields and states are known at once; values come from the server, and what was shown
 * stays until they are there.
 * @param path the address that completes; empty if there are no values to ask for, null if nothing is to be shown.
 */
export function useSuggestions(
  text: string,
  cursor: number,
  fields: readonly Field[],
  path: string | null,
): Suggestions {
  const [found, setFound] = useState<{ key: string; answer: Suggestions } | null>(null)
  const key = `${cursor} ${text}`
  const typing = typingAt(text, cursor, fields)
  const own = { from: typing.from, to: typing.to, suggestions: suggestWords(typing, fields) }

  useEffect(() => {
    if (!path) return
    const abort = new AbortController()
    const timer = setTimeout(async () => {
      const search = new URLSearchParams({ q: text, cursor: String(cursor) })
      const answer = await fetch(`${path}${path.includes("?") ? "&" : "?"}${search}`, { signal: abort.signal }).catch(
        () => null,
      )
      if (answer?.ok) setFound({ key: `${cursor} ${text}`, answer: (await answer.json()) as Suggestions })
    }, PAUSE_MS)
    return () => {
      clearTimeout(timer)
      abort.abort()
    }
  }, [text, cursor, path])

  if (path === null) return { ...own, suggestions: [] }
  if (found?.key === key) return found.answer
  // The last answer for the same term, narrowed by what was typed since.
  const kept = found && found.answer.from === own.from ? found.answer.suggestions : []
  const typed = text.slice(own.from, cursor).toLowerCase()
  const fitting = kept.filter(
    (one) => one.text.toLowerCase().includes(typed) && !own.suggestions.some(({ text: known }) => known === one.text),
  )
  return { ...own, suggestions: [...own.suggestions, ...fitting] }
}
