"use client"

import { useEffect, useRef, useState } from "react"
import { CopyButton } from "@/app/_ui/copy-button"
import { plural } from "@/app/_ui/format"

/** JSON with a search: the lines that contain the text are marked, and Enter goes from one to the next. */
export function JsonPanel({ text }: { text: string }) {
  const [wanted, setWanted] = useState("")
  const [at, setAt] = useState(0)
  const code = useRef<HTMLPreElement>(null)
  const lines = text.split("\n")
  const needle = wanted.toLowerCase()
  const hits = needle === "" ? [] : lines.flatMap((line, index) => (line.toLowerCase().includes(needle) ? [index] : []))
  const hit = hits[at]
  // The first hit is shown as one types, the others by Enter.
  useEffect(() => {
    if (hit !== undefined) code.current?.children[hit]?.scrollIntoView({ block: "nearest" })
  }, [hit])
  const go = (step: number) => hits.length > 0 && setAt((at + step + hits.length) % hits.length)
  return (
    <section className="panel min-w-0" aria-label="JSON">
      <div className="flex flex-wrap items-center gap-2 border-b border-line px-3.5 py-2">
        <input
          type="search"
          className="field w-64 max-w-full"
          placeholder="Search in the JSON"
          aria-label="Search in the JSON"
          value={wanted}
          onChange={(event) => {
            setWanted(event.target.value)
            setAt(0)
          }}
          onKeyDown={(event) => event.key === "Enter" && go(event.shiftKey ? -1 : 1)}
        />
        <span role="status" className="text-ink-3">
          {needle &&
            (hits.length ? `${Math.min(at, hits.length - 1) + 1} of ${plural(hits.length, "line")}` : "no line")}
        </span>
        <span className="flex-1" />
        <CopyButton text={text} label="Copy JSON" />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard */}
      <pre ref={code} tabIndex={0} className="max-h-[70vh] overflow-auto px-3.5 py-3 font-mono text-s">
        {lines.map((line, index) => (
          <span
            // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name, and stay in their places
            key={index}
            className={`block ${hits.includes(index) ? (hits[at] === index ? "bg-warn-soft outline-1 outline-warn" : "bg-warn-soft") : ""}`}
          >
            {line}
          </span>
        ))}
      </pre>
    </section>
  )
}
