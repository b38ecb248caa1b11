"use client"

import { useState } from "react"

const SHOWN_MS = 1500

/** Copies `text`, and shows the result in the button itself. */
export function CopyButton({ text, label, className = "btn" }: { text: string; label: string; className?: string }) {
  const [state, setState] = useState<"idle" | "copied" | "failed">("idle")
  const copy = async () => {
    const outcome = await navigator.clipboard.writeText(text).then(
      () => "copied" as const,
      () => "failed" as const,
    )
    setState(outcome)
    setTimeout(() => setState("idle"), SHOWN_MS)
  }
  const words = { idle: label, copied: "Copied", failed: "Not allowed by the browser" }
  return (
    <button type="button" className={className} onClick={copy} title={text}>
      <span aria-live="polite">{words[state]}</span>
    </button>
  )
}
