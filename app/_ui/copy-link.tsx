"use client"

import { copyText } from "@/app/_ui/copy-text"
import { toast } from "@/app/_ui/toast"

/** Copies the page's address. */
export function CopyLink() {
  const copy = async () => {
    const isDone = await copyText(window.location.href)
    toast(isDone ? "The link was copied" : "It could not be copied", isDone ? undefined : "bad")
  }
  return (
    <button type="button" className="btn" onClick={copy}>
      Copy link
    </button>
  )
}
