import type { ReactNode } from "react"
import { formatCount } from "@/app/_ui/format"
import type { Suggestion } from "@/lib/query/complete"

interface ListProps {
  id: string
  suggestions: readonly Suggestion[]
  active: number
  /** What was typed so far, which is shown bold. */
  typed: string
  onChoose: (suggestion: Suggestion) => void
  /** The link to the help. */
  children: ReactNode
}

/** What could stand at the cursor, with how many resources it would leave. */
export function SuggestionList({ id, suggestions, active, typed, onChoose, children }: ListProps) {
  return (
    <div className="absolute top-full left-0 z-30 mt-1 w-[540px] max-w-full overflow-hidden rounded-md border border-line-strong bg-panel shadow-pop">
      <div id={`${id}-list`} role="listbox" aria-label="Suggestions" className="max-h-80 overflow-y-auto py-1">
        {suggestions.map((suggestion, at) => (
          <div
            key={`${suggestion.text} ${suggestion.label}`}
            id={`${id}-${at}`}
            role="option"
            tabIndex={-1}
            aria-selected={at === active}
            onMouseDown={(event) => {
              event.preventDefault()
              onChoose(suggestion)
            }}
            className={`flex cursor-default items-center gap-3 px-3 py-1 ${at === active ? "bg-info-soft" : "hover:bg-sunken"}`}
          >
            <span className="truncate font-mono text-s">
              <Begun text={suggestion.text} typed={typed} />
            </span>
            <span className="ml-auto truncate text-ink-2">
              {suggestion.label === suggestion.text.split(/[:=]/).at(-1) ? "" : suggestion.label}
            </span>
            {suggestion.count !== null && (
              <span className="w-16 flex-none text-right text-ink-2">
                <span className="sr-only">, </span>
                {formatCount(suggestion.count)}
                <span className="sr-only"> resources</span>
              </span>
            )}
          </div>
        ))}
      </div>
      <p className="flex gap-4 border-t border-line bg-bg px-3 py-1.5 text-s text-ink-2">
        <span>
          <kbd className="kbd">↑</kbd> <kbd className="kbd">↓</kbd> choose
        </span>
        <span>
          <kbd className="kbd">Tab</kbd> complete
        </span>
        <span>
          <kbd className="kbd">Enter</kbd> search
        </span>
        <span className="ml-auto">{children}</span>
      </p>
    </div>
  )
}

function Begun({ text, typed }: { text: string; typed: string }) {
  if (!typed || !text.toLowerCase().startsWith(typed.toLowerCase())) return text
  return (
    <>
      <b className="text-link">{text.slice(0, typed.length)}</b>
      {text.slice(typed.length)}
    </>
  )
}
