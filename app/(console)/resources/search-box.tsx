"use client"

import { useRouter, useSearchParams } from "next/navigation"
import { type RefObject, useEffect, useRef, useState, useTransition } from "react"
import { formatCount } from "@/app/_ui/format"
import { SearchIcon } from "@/app/_ui/icons"
import { tableHref } from "@/app/(console)/resources/table-url"

const TYPING_PAUSE_MS = 200

/**
 * Search by name, id or ARN; the `/` key moves the focus here. After a short pause, the text is put into the address as
 * `q`.
 */
export function SearchBox({ total }: { total: number }) {
  const { text, setText, isPending } = useSearchText()
  const input = useRef<HTMLInputElement>(null)
  useSlashKey(input)
  return (
    <search className="mb-3 flex items-center gap-2 rounded-md border border-line-strong bg-panel px-2.5 py-1.5 focus-within:outline-2 focus-within:-outline-offset-1 focus-within:outline-link">
      <SearchIcon className="flex-none text-ink-3" />
      <input
        ref={input}
        type="search"
        value={text}
        onChange={(event) => setText(event.target.value)}
        maxLength={200}
        aria-label="Search by name, id or ARN"
        placeholder="Search by name, id or ARN"
        className="min-w-0 flex-1 bg-transparent outline-none placeholder:text-ink-3"
      />
      <span className="whitespace-nowrap text-ink-3" aria-live="polite">
        {isPending ? "searching…" : `${formatCount(total)} match`}
      </span>
      <kbd className="rounded-[4px] border border-line-strong px-1.5 font-mono text-xs text-ink-3 max-md:hidden">/</kbd>
    </search>
  )
}

/** The text of the box. A change in the box or in the address also changes the other one. */
function useSearchText() {
  const router = useRouter()
  const params = useSearchParams()
  const inAddress = params.get("q") ?? ""
  const [text, setText] = useState(inAddress)
  const [isPending, startTransition] = useTransition()
  const sent = useRef(inAddress)

  // Something else changed the address: a link, or the browser's Back.
  useEffect(() => {
    if (inAddress === sent.current) return
    sent.current = inAddress
    setText(inAddress)
  }, [inAddress])

  useEffect(() => {
    if (text === sent.current) return
    const timer = setTimeout(() => {
      sent.current = text
      const address = tableHref([...params], "q", text.trim() ? text : null)
      startTransition(() => router.replace(address, { scroll: false }))
    }, TYPING_PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text, params, router])

  return { text, setText, isPending }
}

function useSlashKey(input: RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    const focus = (event: KeyboardEvent) => {
      const isTyping = /^(INPUT|TEXTAREA|SELECT)$/.test((event.target as HTMLElement).tagName)
      if (event.key !== "/" || isTyping || document.querySelector("dialog[open]")) return
      event.preventDefault()
      input.current?.focus()
    }
    window.addEventListener("keydown", focus)
    return () => window.removeEventListener("keydown", focus)
  }, [input])
}
