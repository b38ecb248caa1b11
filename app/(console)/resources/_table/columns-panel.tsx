"use client"

import { type DragEvent, useEffect, useState } from "react"
import { formatCount } from "@/app/_ui/format"
import { CloseIcon } from "@/app/_ui/icons"
import { useTableState } from "@/app/(console)/resources/_table/table-context"
import { listColumns } from "@/app/(console)/resources/actions"

/** What a column could be, as the server lists it. */
export interface ColumnChoice {
  key: string
  label: string
  /** How many resources have the tag, or which types have the property. */
  note: string
  group: "Columns" | "Tags" | "Properties"
}

interface PanelProps {
  pinnedTags: string[]
  onPin: (key: string, isPinned: boolean) => void
  onClose: () => void
}

/** Which columns the table has, and in which order: by the arrows, or by dragging. It applies at once. */
export function ColumnsPanel({ pinnedTags, onPin, onClose }: PanelProps) {
  const { state, base, go } = useTableState()
  const [text, setText] = useState("")
  const choices = useChoices()
  const set = (next: readonly string[]) => go({ columns: ["name", ...next.filter((key) => key !== "name")] })
  return (
    <section aria-label="Columns" className="panel side-panel">
      <header className="flex items-center border-b border-line px-3 py-2">
        <h2 className="font-semibold">
          Columns <span className="font-normal text-ink-2">{state.columns.length}</span>
        </h2>
        <button type="button" aria-label="Close the columns" className="ml-auto btn-close" onClick={onClose}>
          <CloseIcon />
        </button>
      </header>
      <div className="max-h-[70vh] overflow-y-auto px-3 py-2">
        <input
          type="search"
          aria-label="Column, tag or property"
          placeholder="Column, tag or property"
          className="field mb-2"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <Shown columns={state.columns} choices={choices} onChange={set} pinnedTags={pinnedTags} onPin={onPin} />
        <Others columns={state.columns} choices={choices} text={text} onAdd={(key) => set([...state.columns, key])} />
      </div>
      <footer className="border-t border-line px-3 py-2 text-right">
        <button type="button" className="text-link hover:underline" onClick={() => set(base.columns)}>
          {base.view ? "The view's columns" : "Default columns"}
        </button>
      </footer>
    </section>
  )
}

function useChoices(): ColumnChoice[] {
  const [choices, setChoices] = useState<ColumnChoice[]>([])
  useEffect(() => {
    listColumns().then(
      (result) => result.ok && setChoices(result.value),
      () => {},
    )
  }, [])
  return choices
}

interface ShownProps extends Omit<PanelProps, "onClose"> {
  columns: readonly string[]
  choices: readonly ColumnChoice[]
  onChange: (columns: readonly string[]) => void
}

/** The columns in their order. The name stays first. */
function Shown({ columns, choices, onChange, pinnedTags, onPin }: ShownProps) {
  const [dragged, setDragged] = useState<string | null>(null)
  const labelOf = (key: string) =>
    choices.find((choice) => choice.key === key)?.label ?? key.replace(/^(tag|properties)\./, "")
  const move = (key: string, to: number) => {
    const rest = columns.filter((one) => one !== key)
    onChange([...rest.slice(0, Math.max(1, to)), key, ...rest.slice(Math.max(1, to))])
  }
  const drop = (event: DragEvent, at: number) => {
    event.preventDefault()
    if (dragged) move(dragged, at)
    setDragged(null)
  }
  return (
    <>
      <h3 className="py-1 text-xs font-semibold text-ink-2">Shown, in this order</h3>
      <ol>
        {columns.map((key, at) => (
          <li
            key={key}
            draggable={key !== "name"}
            onDragStart={() => setDragged(key)}
            onDragOver={(event) => event.preventDefault()}
            onDrop={(event) => drop(event, at)}
            className={`flex h-7 items-center gap-2 rounded-sm px-1 ${dragged === key ? "bg-info-soft" : "hover:bg-sunken"}`}
          >
            <label className="flex min-w-0 flex-1 items-center gap-2">
              <input
                type="checkbox"
                checked
                disabled={key === "name"}
                onChange={() => onChange(columns.filter((one) => one !== key))}
                className="accent-(--info)"
              />
              <span className="truncate">{labelOf(key)}</span>
            </label>
            {key.startsWith("tag.") && <Pin name={key.slice(4)} pinnedTags={pinnedTags} onPin={onPin} />}
            {key === "name" ? (
              <span className="text-s text-ink-2">first</span>
            ) : (
              <Arrows
                label={labelOf(key)}
                isFirst={at < 2}
                isLast={at === columns.length - 1}
                onMove={(step) => move(key, at + step)}
              />
            )}
          </li>
        ))}
      </ol>
    </>
  )
}

function Pin({ name, pinnedTags, onPin }: { name: string } & Omit<PanelProps, "onClose">) {
  const isPinned = pinnedTags.includes(name)
  return (
    <button type="button" className="text-s text-link hover:underline" onClick={() => onPin(name, !isPinned)}>
      {isPinned ? "unpin filter" : "pin filter"}
    </button>
  )
}

interface ArrowsProps {
  label: string
  isFirst: boolean
  isLast: boolean
  onMove: (step: number) => void
}

const Arrows = ({ label, isFirst, isLast, onMove }: ArrowsProps) => (
  <>
    <button type="button" aria-label={`Move ${label} up`} className="kbd" disabled={isFirst} onClick={() => onMove(-1)}>
      ↑
    </button>
    <button type="button" aria-label={`Move ${label} down`} className="kbd" disabled={isLast} onClick={() => onMove(1)}>
      ↓
    </button>
  </>
)

interface OthersProps {
  columns: readonly string[]
  choices: readonly ColumnChoice[]
  text: string
  onAdd: (key: string) => void
}

/** What could be shown besides: further columns, tags, properties. */
function Others({ columns, choices, text, onAdd }: OthersProps) {
  const fits = ({ key, label }: ColumnChoice) => `${key} ${label}`.toLowerCase().includes(text.toLowerCase())
  const others = choices.filter((choice) => !columns.includes(choice.key) && fits(choice))
  const groups = [...new Set(others.map(({ group }) => group))]
  return groups.map((group) => (
    <div key={group}>
      <h3 className="pt-2 pb-1 text-xs font-semibold text-ink-2">{group}</h3>
      {others
        .filter((choice) => choice.group === group)
        .map(({ key, label, note }) => (
          <label key={key} className="flex h-7 items-center gap-2 rounded-sm px-1 hover:bg-sunken">
            <input type="checkbox" checked={false} onChange={() => onAdd(key)} className="accent-(--info)" />
            <span className="truncate">{label}</span>
            <span className="ml-auto truncate text-s text-ink-2">
              {/^\d+$/.test(note) ? formatCount(Number(note)) : note}
            </span>
          </label>
        ))}
    </div>
  ))
}
