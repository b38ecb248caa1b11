"use client"

import { type ComponentType, useCallback, useEffect, useRef, useState } from "react"
import { type Message, onToast } from "@/app/_ui/toast"

type Say = (message: Message) => void

/** Shows what is said with `toast`. What shows it is loaded with the first message. */
export function Toasts() {
  const [List, setList] = useState<ComponentType<{ onReady: (say: Say) => void }> | null>(null)
  /** What was said before somebody could show it. */
  const waiting = useRef<Message[]>([])
  const say = useRef<Say | null>(null)
  useEffect(
    () =>
      onToast(async (message) => {
        if (say.current) return say.current(message)
        waiting.current.push(message)
        const { ToastList } = await import("@/app/_ui/toast-list")
        setList(() => ToastList)
      }),
    [],
  )
  const onReady = useCallback((ready: Say) => {
    say.current = ready
    for (const message of waiting.current.splice(0)) ready(message)
  }, [])
  return List && <List onReady={onReady} />
}
