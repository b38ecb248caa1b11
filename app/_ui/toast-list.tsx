"use client"

import { Toast } from "@base-ui/react/toast"
import { useEffect } from "react"
import { CloseIcon } from "@/app/_ui/icons"
import type { Message } from "@/app/_ui/toast"

const SHOWN_MS = 4_000

interface ListProps {
  /** Gets the function that shows a message. */
  onReady: (say: (message: Message) => void) => void
}

/** What is said at the moment, in the corner of the window. */
export function ToastList({ onReady }: ListProps) {
  return (
    <Toast.Provider timeout={SHOWN_MS}>
      <Toast.Portal>
        <Toast.Viewport className="fixed bottom-4 left-1/2 z-50 grid w-72 -translate-x-1/2 gap-2">
          <Messages onReady={onReady} />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  )
}

function Messages({ onReady }: ListProps) {
  const { toasts, add } = Toast.useToastManager()
  useEffect(() => {
    onReady(({ title, type }) => {
      add({ title, ...(type && { type, priority: "high" as const }) })
    })
  }, [onReady, add])
  return toasts.map((toast) => (
    <Toast.Root
      key={toast.id}
      toast={toast}
      className={`flex items-center gap-2 rounded-md border bg-panel px-3 py-2.5 shadow-pop ${toast.type === "bad" ? "border-bad text-bad" : "border-line-strong text-ink"}`}
    >
      <Toast.Title className="flex-1" />
      <Toast.Close className="grid size-6 place-items-center rounded-sm text-ink-2 hover:bg-sunken" aria-label="Close">
        <CloseIcon />
      </Toast.Close>
    </Toast.Root>
  ))
}
