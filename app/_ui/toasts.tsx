"use client"

import { type ComponentType, useEffect, useState } from "react"
import { onToast } from "@/app/_ui/toast"

/** Shows what is said with `toast`. What shows it is loaded with the first message. */
export function Toasts() {
  const [List, setList] = useState<ComponentType | null>(null)
  useEffect(
    () =>
      onToast(async ({ title, type }) => {
        const { say, ToastList } = await import("@/app/_ui/toast-list")
        setList(() => ToastList)
        // The list listens from its first effect on.
        setTimeout(() => say(title, type), 0)
      }),
    [],
  )
  return List && <List />
}
