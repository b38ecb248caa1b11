"use client"

import {
  type ChangeEvent,
  type KeyboardEvent,
  type RefObject,
  type SyntheticEvent,
  useDeferredValue,
  useEffect,
  useId,
  useRef,
  useState,
} from "react"
import { SearchIcon } from "@/app/_ui/icons"
import { isElsewhere } from "@/app/_ui/keys"
import { Link } from "@/app/_ui/link"
import type { CheckedQuery } from "@/app/(console)/resources/_table/checked-query"
import { Highlighted } from "@/app/(console)/resources/_table/highlighted"
import { SuggestionList } from "@/app/(console)/resources/_table/suggestion-list"
import { type FieldSource, useFields } from "@/app/(console)/resources/_table/use-fields"
import { useSuggestions } from "@/app/(console)/resources/_table/use-suggestions"
import { type Suggestion, typingAt } from "@/lib/query/complete"
import type { Field } from "@/lib/query/fields"
import { MAX_LENGTH, parse } from "@/lib/query/parse"
import type { QueryError } from "@/lib/query/tree"

const TYPING_PAUSE_MS = 350

interface QueryBoxProps {
  /** The query that the page shows. */
  query: CheckedQuery
  source: FieldSource
  /** What stands on the right: how many match. */
  status: string
  placeholder: string
  /** Without it, no values are suggested. */
  completePath?: string
  onSearch: Search
}

/** Searches. @param isTyped a person is still typing: what they typed before is no step to go back to. */
export type Search = (query: string, isTyped: boolean) => void

/**
 * The box for a query: finished terms are marked as chips, values are completed, and a mistake is underlined, with its
 * fix one key away. The page keeps the last right answer while one types.
 */
export function QueryBox({ query, source, status, placeholder, completePath, onSearch }: QueryBoxProps) {
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const box = useBox({ query, source, completePath, onSearch, input })
  const { text, cursor, shown, active, errors, error, hint } = box
  // The first letter does not wait for the list.
  const isListed = useDeferredValue(shown.length > 0) && shown.length > 0 && !error
  useSlashKey(input)
  return (
    <search className="relative mb-3 block">
      <div className="flex items-center gap-2 rounded-md border border-line-strong bg-panel px-2.5 py-1 focus-within:outline-2 focus-within:-outline-offset-1 focus-within:outline-link">
        <SearchIcon className="flex-none text-ink-3" />
        <div className="relative min-w-0 flex-1">
          <Highlighted text={text} cursor={box.isOpen ? cursor : -1} errors={errors} input={input} />
          <input
            ref={input}
            type="text"
            role="combobox"
            aria-label={placeholder}
            aria-expanded={isListed}
            aria-controls={`${id}-list`}
            aria-autocomplete="list"
            aria-activedescendant={isListed && shown[active] ? `${id}-${active}` : undefined}
            aria-invalid={error ? true : undefined}
            aria-describedby={error || hint ? `${id}-error` : undefined}
            placeholder={placeholder}
            maxLength={MAX_LENGTH}
            autoComplete="off"
            spellCheck={false}
            className="query-text relative w-full bg-transparent text-transparent caret-ink outline-none placeholder:text-ink-3"
            {...box.inputProps}
          />
        </div>
        <span className="whitespace-nowrap text-ink-3" aria-live="polite">
          {status}
        </span>
        <kbd className="kbd max-md:hidden">/</kbd>
      </div>
      <Problem id={`${id}-error`} error={error} hint={hint} onFix={box.replace} />
      {isListed && (
        <SuggestionList id={id} suggestions={shown} active={active} typed={box.typed} onChoose={box.choose}>
          {/* It goes with the list when the focus leaves the box, so Tab must not lead to it. */}
          <Link href="/help/query" tabIndex={-1} className="text-link" onMouseDown={(event) => event.preventDefault()}>
            Syntax
          </Link>
        </SuggestionList>
      )}
    </search>
  )
}

interface BoxOptions extends Pick<QueryBoxProps, "query" | "source" | "completePath" | "onSearch"> {
  input: RefObject<HTMLInputElement | null>
}

const NO_FIELDS: readonly Field[] = []

/** What the box holds: the text, the place in it, the suggestions, and what the keys do. */
function useBox({ query, source, completePath, onSearch, input }: BoxOptions) {
  const { fields, want } = useFields(source)
  const [cursor, setCursor] = useState(query.text.length)
  const { text, setText, searchNow } = useQueryText(query.text, cursor, fields, onSearch)
  const [isOpen, setOpen] = useState(false)
  const [active, setActive] = useState(-1)
  const list = useSuggestions(text, cursor, fields ?? NO_FIELDS, isOpen ? (completePath ?? "") : null)
  const { errors, hints } = problemsOf(text, query, fields)
  const shown = isOpen ? list.suggestions : []
  const error = errors.find((one) => !isBeingTyped(one, cursor, shown))
  const replace = (from: number, to: number, by: string) => {
    setText(text.slice(0, from) + by + text.slice(to))
    setCursor(from + by.length)
    setActive(-1)
    requestAnimationFrame(() => input.current?.setSelectionRange(from + by.length, from + by.length))
  }
  const choose = ({ text: by }: Suggestion) => {
    // A field wants a value, and a tag's key may want one.
    const isFinished = !by.endsWith(":") && !/^-?tag:[^=]*$/.test(by)
    replace(list.from, list.to, isFinished && text.length === list.to ? `${by} ` : by)
    setOpen(!isFinished)
  }
  const search = () => {
    setOpen(false)
    if (errors.length === 0) searchNow()
  }
  const run = (act: Act) => {
    if (act.kind === "open") setOpen(true)
    else if (act.kind === "step") setActive((at) => stepped(at, act.by, shown.length))
    else if (act.kind === "fix") replace(act.error.start, act.error.end, act.by)
    else if (act.kind === "choose") choose(act.suggestion)
    else if (act.kind === "search") search()
    else if (isOpen) setOpen(false)
    else input.current?.blur()
  }
  const situation = { error, chosen: shown[active], isOpen }
  const inputProps = inputPropsOf({ text, setText, setCursor, setOpen, setActive, situation, run, want })
  const typed = text.slice(list.from, cursor)
  return {
    ...{ text, cursor, isOpen, shown, active, errors, error, hint: hints[0], typed },
    replace,
    choose,
    inputProps,
  }
}

/** What is wrong with the text. Until the fields are there, it is what the server said of the query that it shows. */
function problemsOf(text: string, query: CheckedQuery, fields: readonly Field[] | null) {
  if (fields === null) return text === query.text ? query : { errors: [], hints: [] }
  const parsed = parse(text, fields)
  return parsed.ok ? { errors: [], hints: parsed.hints } : { errors: parsed.errors, hints: [] }
}

interface Setters {
  text: string
  setText: (text: string) => void
  setCursor: (place: number) => void
  setOpen: (isOpen: boolean) => void
  setActive: (at: number) => void
  situation: Situation
  run: (act: Act) => void
  /** Asks for the fields. */
  want: () => void
}

/**
 * The input's value and what it tells the box. The focus alone opens nothing: whoever passes by with Tab finds the page
 * as it was.
 */
const inputPropsOf = ({ text, setText, setCursor, setOpen, setActive, situation, run, want }: Setters) => ({
  value: text,
  onChange({ target }: ChangeEvent<HTMLInputElement>) {
    setText(target.value)
    setCursor(target.selectionStart ?? target.value.length)
    setOpen(true)
    setActive(-1)
  },
  onKeyDown(event: KeyboardEvent) {
    const act = actionOf(event, situation)
    if (act === null) return
    if (act.kind !== "close") event.preventDefault()
    run(act)
  },
  onSelect: (event: SyntheticEvent<HTMLInputElement>) => setCursor(event.currentTarget.selectionStart ?? 0),
  onFocus: want,
  onClick: () => setOpen(true),
  onBlur: () => {
    setOpen(false)
    setActive(-1)
  },
})

/** A term that lacks its value yet is no mistake while there are values to choose from. */
const isBeingTyped = ({ start, end }: QueryError, cursor: number, shown: readonly Suggestion[]): boolean =>
  shown.length > 0 && cursor >= start && cursor <= end

type Act =
  | { kind: "open" | "close" | "search" }
  | { kind: "step"; by: number }
  | { kind: "fix"; error: QueryError; by: string }
  | { kind: "choose"; suggestion: Suggestion }

interface Situation {
  error: QueryError | undefined
  /** The suggestion that the arrows lead to. */
  chosen: Suggestion | undefined
  isOpen: boolean
}

/**
 * What a key does: arrows choose, Enter takes the chosen one, fixes a mistake or searches, Escape closes. Tab takes what
 * the arrows chose, and else goes on to the next part of the page.
 */
function actionOf(event: KeyboardEvent, { error, chosen, isOpen }: Situation): Act | null {
  // Enter ends the word of an input method.
  if (event.nativeEvent.isComposing) return null
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    return isOpen ? { kind: "step", by: event.key === "ArrowDown" ? 1 : -1 } : { kind: "open" }
  }
  if (event.key === "Escape") return { kind: "close" }
  if (event.shiftKey || (event.key !== "Tab" && event.key !== "Enter")) return null
  if (chosen) return { kind: "choose", suggestion: chosen }
  if (event.key === "Tab") return null
  return error && error.suggestion !== null ? { kind: "fix", error, by: error.suggestion } : { kind: "search" }
}

interface ProblemProps {
  id: string
  error: QueryError | undefined
  hint: QueryError | undefined
  onFix: (from: number, to: number, by: string) => void
}

/** What is wrong with the query, or can never match, and the fix. */
function Problem({ id, error, hint, onFix }: ProblemProps) {
  const problem = error ?? hint
  if (!problem) return null
  const { message, start, end, suggestion } = problem
  return (
    <p id={id} role={error ? "alert" : "status"} className={`mt-1 px-1 text-s ${error ? "text-bad" : "text-warn"}`}>
      {message}{" "}
      {suggestion !== null && (
        <button
          type="button"
          className="text-link underline"
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onFix(start, end, suggestion)}
        >
          Fix it
        </button>
      )}
      {error && suggestion !== null && (
        <>
          {" "}
          <kbd className="kbd">Enter</kbd>
        </>
      )}
    </p>
  )
}

/** The next place in a list that wraps around; -1 is the box itself. */
function stepped(at: number, step: number, length: number): number {
  const next = at + step
  if (next >= length) return -1
  return next < -1 ? length - 1 : next
}

/**
 * The text of the box. A change in the address changes it. After a pause, a right query is searched for, but not while a
 * term is being typed: the page keeps the last right answer.
 */
function useQueryText(value: string, cursor: number, fields: readonly Field[] | null, onSearch: Search) {
  const [text, setText] = useState(value)
  const sent = useRef(value)
  /** Whether the address already holds a query that was searched for while one typed: the next one takes its place. */
  const hasTyped = useRef(false)
  const search = useRef(onSearch)
  search.current = onSearch

  // Something else changed the query: a facet, a view, or the browser's Back.
  useEffect(() => {
    if (value === sent.current) return
    sent.current = value
    hasTyped.current = false
    setText(value)
  }, [value])

  useEffect(() => {
    const wanted = text.trim()
    if (fields === null || wanted === sent.current.trim()) return
    const isUnfinished = text !== "" && typingAt(text, cursor, fields).stage !== "field"
    if (isUnfinished || !parse(wanted, fields).ok) return
    const timer = setTimeout(() => {
      // Enter was quicker.
      if (wanted === sent.current.trim()) return
      sent.current = wanted
      search.current(wanted, hasTyped.current)
      hasTyped.current = true
    }, TYPING_PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text, cursor, fields])

  const searchNow = () => {
    const wanted = text.trim()
    sent.current = wanted
    search.current(wanted, hasTyped.current)
    hasTyped.current = false
  }
  return { text, setText, searchNow }
}

/** The `/` key moves the focus to the box. */
function useSlashKey(input: RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    const focus = (event: globalThis.KeyboardEvent) => {
      if (event.key !== "/" || isElsewhere(event) || event.ctrlKey || event.metaKey) return
      event.preventDefault()
      input.current?.focus()
      // What is typed now follows the query; at the first focus, the browser would put it at the beginning.
      input.current?.setSelectionRange(MAX_LENGTH, MAX_LENGTH)
    }
    window.addEventListener("keydown", focus)
    return () => window.removeEventListener("keydown", focus)
  }, [input])
}
