"use client"

import { useEffect, useState } from "react"
import { Dialog } from "@/app/_ui/dialog"
import { formatCount } from "@/app/_ui/format"
import { useTableState } from "@/app/(console)/resources/_table/table-context"
import { type Phase, useDownload } from "@/app/(console)/resources/_table/use-download"
import { idsOf, type Selection } from "@/app/(console)/resources/_table/use-selection"
import { formatBytes } from "@/app/(console)/resources/_table/values"
import { estimate } from "@/app/(console)/resources/actions"
import type { ExportEstimate } from "@/lib/inventory/export/export"
import { MOST_IDS } from "@/lib/inventory/export/limits"

const FORMATS = [
  {
    key: "csv",
    label: "CSV",
    text: "For spreadsheets and scripts. Formulas are escaped.",
  },
  { key: "ndjson", label: "NDJSON", text: "A JSON object a line, for programs." },
  { key: "xlsx", label: "Excel (XLSX)", text: "Numbers, times and booleans as such; all else is text." },
] as const

export type Format = (typeof FORMATS)[number]["key"]

interface DialogProps {
  /** Null for all that match. */
  selection: Pick<Selection, "isAll" | "rows"> | null
  /** How many are chosen, in words. */
  chosen?: string
  onClose: () => void
}

/** Exports exactly what the table shows, or the selection. */
export function ExportDialog({ selection, chosen, onClose }: DialogProps) {
  const { state } = useTableState()
  const [format, setFormat] = useState<Format>("csv")
  const [isRaw, setRaw] = useState(false)
  const { phase, start, cancel } = useDownload()
  const request = {
    ...{ q: state.q, sort: state.sort, format, ...(state.asOf && { as_of: state.asOf }) },
    columns: state.columns.map((key) => key.replaceAll(",", "%2C")).join(","),
    ...(selection && idsOf(selection, MOST_IDS)),
  }
  const size = useEstimate(request)
  const isTooLong = selection !== null && selection.rows.length > MOST_IDS
  const leave = () => {
    cancel()
    onClose()
  }
  return (
    <Dialog
      title={chosen ? `Export ${chosen} selected` : "Export what the table shows"}
      open
      onOpenChange={(isOpen) => !isOpen && leave()}
      footer={
        <Foot
          phase={phase}
          size={size}
          isPossible={!isTooLong}
          onStart={() => start({ ...request, ...(isRaw && { raw: "true" }) }, format)}
          onCancel={cancel}
        />
      }
    >
      <FormatFields format={format} onFormat={setFormat} isRaw={isRaw} onRaw={setRaw} />
      <p className="mt-3 text-ink-2">
        {size ? `${rowsOf(size)}, ${state.columns.length} columns, ${about(size)}.` : "Counting…"}
      </p>
      {isTooLong && (
        <p role="alert" className="mt-2 text-bad">
          {whyTooLong(selection.isAll)}
        </p>
      )}
      {phase.step === "running" && (
        <progress
          className="mt-3 w-full accent-(--accent)"
          aria-label="Downloaded"
          value={phase.bytes}
          max={Math.max(phase.bytes, size?.bytes ?? 1)}
        />
      )}
      {phase.step === "failed" && (
        <p role="alert" className="mt-3 text-bad">
          {phase.message}
        </p>
      )}
    </Dialog>
  )
}

const whyTooLong = (isAll: boolean): string =>
  isAll
    ? `At most ${formatCount(MOST_IDS)} rows can be left out of a selection. Narrow the query instead.`
    : `A selection of more than ${formatCount(MOST_IDS)} rows cannot be exported. Select all, or narrow the query.`

const rowsOf = ({ rows, isExact }: ExportEstimate) => `${formatCount(rows)}${isExact ? "" : " or more"} rows`
const about = ({ bytes }: ExportEstimate) => `about ${formatBytes(bytes)}`

/** How long the export will be; null until that is known. */
function useEstimate(request: Record<string, string>): ExportEstimate | null {
  const [size, setSize] = useState<ExportEstimate | null>(null)
  const text = JSON.stringify(request)
  useEffect(() => {
    let isCurrent = true
    estimate(JSON.parse(text)).then(
      (result) => isCurrent && setSize(result.ok ? result.value : null),
      () => {},
    )
    return () => {
      isCurrent = false
    }
  }, [text])
  return size
}

interface FieldsProps {
  format: Format
  onFormat: (format: Format) => void
  isRaw: boolean
  onRaw: (isRaw: boolean) => void
}

function FormatFields({ format, onFormat, isRaw, onRaw }: FieldsProps) {
  return (
    <>
      <fieldset className="grid gap-2">
        <legend className="mb-1.5 font-medium">Format</legend>
        {FORMATS.map(({ key, label, text }) => (
          <label
            key={key}
            className="flex gap-2.5 rounded-sm border border-line px-2.5 py-2 has-checked:border-info has-checked:bg-info-soft"
          >
            <input
              type="radio"
              name="format"
              checked={format === key}
              onChange={() => onFormat(key)}
              className="mt-0.5 accent-(--info)"
            />
            <span>
              {label}
              <small className="block text-s text-ink-2">{text}</small>
            </span>
          </label>
        ))}
      </fieldset>
      {format === "csv" && (
        <label className="mt-3 flex items-center gap-2">
          <input
            type="checkbox"
            checked={isRaw}
            onChange={(event) => onRaw(event.target.checked)}
            className="accent-(--info)"
          />
          Raw: texts exactly as they are, for programs
        </label>
      )}
    </>
  )
}

interface FootProps {
  phase: Phase
  size: ExportEstimate | null
  isPossible: boolean
  onStart: () => void
  onCancel: () => void
}

function Foot({ phase, size, isPossible, onStart, onCancel }: FootProps) {
  return (
    <>
      <span className="text-ink-2" role="status">
        {phase.step === "running" && `${formatBytes(phase.bytes)}${size ? ` of ${about(size)}` : ""}`}
        {phase.step === "done" && `Done: ${formatBytes(phase.bytes)}`}
      </span>
      <span className="flex-1" />
      {phase.step === "running" ? (
        <button type="button" className="btn" onClick={onCancel}>
          Cancel
        </button>
      ) : (
        <button type="button" className="btn btn-primary" disabled={!isPossible} onClick={onStart}>
          Download
        </button>
      )}
    </>
  )
}
