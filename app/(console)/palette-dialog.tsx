"use client"

import { type KeyboardEvent, useId, useRef, useState } from "react"
import { Spotlight } from "@/app/_ui/dialog"
import { SearchIcon } from "@/app/_ui/icons"
import { type Entry, useEntries } from "@/app/(console)/palette-entries"

/** Everything by its name: resources by name, id, ARN or IP as one types; pages; saved views; actions. */
export function PaletteDialog({ onClose }: { onClose: () => void }) {
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const [text, setText] = useState("")
  const [active, setActive] = useState(0)
  const entries = useEntries(text.trim(), onClose)
  const at = Math.min(active, entries.length - 1)
  const onKeyDown = (event: KeyboardEvent) => {
    const next = nextPlace(event, entries, at)
    if (next === null && event.key !== "Enter") return
    event.preventDefault()
    if (next === null) entries[at]?.run()
    else setActive(next)
  }
  return (
    <Spotlight label="Palette" open onOpenChange={(isOpen) => !isOpen && onClose()} initialFocus={input}>
      <div className="flex items-center gap-2.5 border-b border-line px-4 py-3">
        <SearchIcon className="flex-none text-ink-2" />
        <input
          ref={input}
          role="combobox"
          aria-label="Resources, pages, views, actions"
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-activedescendant={entries[at] ? `${id}-${at}` : undefined}
          placeholder="A name, id, ARN or IP; a page, a view, an action"
          className="min-w-0 flex-1 bg-transparent text-[15px] outline-none placeholder:text-ink-3"
          value={text}
          maxLength={200}
          onChange={(event) => {
            setText(event.target.value)
            setActive(0)
          }}
          onKeyDown={onKeyDown}
        />
        <button type="button" className="kbd" onClick={onClose}>
          Esc
        </button>
      </div>
      <Found id={id} entries={entries} at={at} />
      <Keys />
    </Spotlight>
  )
}

/** Where a key leads in the list: arrows step, Tab goes to the next group. Null for any other key. */
function nextPlace(event: KeyboardEvent, entries: readonly Entry[], at: number): number | null {
  const count = Math.max(1, entries.length)
  if (event.key === "ArrowDown") return (at + 1) % count
  if (event.key === "ArrowUp") return (at - 1 + count) % count
  if (event.key !== "Tab" || event.shiftKey) return null
  const next = entries.findIndex(({ group }, index) => index > at && group !== entries[at]?.group)
  return Math.max(next, 0)
}

function Found({ id, entries, at }: { id: string; entries: readonly Entry[]; at: number }) {
  return (
    <div id={`${id}-list`} role="listbox" aria-label="Found" className="min-h-40 flex-1 overflow-y-auto py-1.5">
      {entries.map((entry, index) => (
        <div key={entry.key} role="presentation">
          {entry.group !== entries[index - 1]?.group && (
            <div role="presentation" className="px-4 pt-2 pb-1 text-xs font-semibold text-ink-2">
              {entry.group}
            </div>
          )}
          <div
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            className={`flex cursor-default gap-3 px-4 py-1.5 ${index === at ? "bg-info-soft" : "hover:bg-sunken"}`}
            onMouseDown={(event) => {
              event.preventDefault()
              entry.run()
            }}
          >
            <span className="truncate">{entry.label}</span>
            <span className="truncate text-ink-2">{entry.note}</span>
          </div>
        </div>
      ))}
    </div>
  )
}

const Keys = () => (
  <p className="flex gap-4 border-t border-line bg-bg px-4 py-2 text-s text-ink-2 max-md:hidden">
    <span>
      <kbd className="kbd">↑</kbd> <kbd className="kbd">↓</kbd> choose
    </span>
    <span>
      <kbd className="kbd">Enter</kbd> open
    </span>
    <span>
      <kbd className="kbd">Tab</kbd> next group
    </span>
  </p>
)
