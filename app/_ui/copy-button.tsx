"use client"

import { useState } from "react"
import { copyText } from "@/app/_ui/copy-text"

const SHOWN_MS = 1500
/** A longer text would cover the page, and be read out whole. */
const LONGEST_TITLE = 200

/** Copies `text`, and shows the result in the button itself. */
export function CopyButton({ text, label, className = "btn" }: { text: string; label: string; className?: string }) {
  const [state, setState] = useState<"idle" | "copied" | "failed">("idle")
  const copy = async () => {
    setState((await copyText(text)) ? "copied" : "failed")
    setTimeout(() => setState("idle"), SHOWN_MS)
  }
  const words = { idle: label, copied: "Copied", failed: "Not allowed by the browser" }
  return (
    <button type="button" className={className} onClick={copy} title={text.length <= LONGEST_TITLE ? text : undefined}>
      <span aria-live="polite">{words[state]}</span>
    </button>
  )
}
