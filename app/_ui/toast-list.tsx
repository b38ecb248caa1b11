"use client"

import { Toast } from "@base-ui/react/toast"
import { CloseIcon } from "@/app/_ui/icons"

const SHOWN_MS = 4_000
const manager = Toast.createToastManager()

export const say = (title: string, type: "bad" | undefined): void => {
  manager.add({ title, ...(type && { type, priority: "high" as const }) })
}

/** What is said at the moment, in the corner of the window. */
export function ToastList() {
  return (
    <Toast.Provider timeout={SHOWN_MS} toastManager={manager}>
      <Toast.Portal>
        <Toast.Viewport className="fixed right-4 bottom-4 z-50 grid w-72 gap-2 max-md:right-2 max-md:bottom-2">
          <Messages />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  )
}

function Messages() {
  const { toasts } = Toast.useToastManager()
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
