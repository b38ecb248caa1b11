"use client"

import { Dialog as Base } from "@base-ui/react/dialog"
import type { ReactElement, ReactNode, RefObject } from "react"
import { CloseIcon } from "@/app/_ui/icons"
import { useReturnFocus } from "@/app/_ui/use-return-focus"

interface DialogProps {
  title: string
  children: ReactNode
  trigger?: ReactElement
  open?: boolean
  onOpenChange?: (open: boolean) => void
  /** The bottom line, with the buttons. */
  footer?: ReactNode
  width?: string
  /** What was typed in it stays while it is closed, and a press beside it does not close it. */
  isKept?: boolean
}

const backdrop = "fixed inset-0 z-40 bg-[rgb(8_12_18/0.45)]"

/** A dialog. The focus stays in it, Escape closes it, and on a phone it takes the whole screen. */
export function Dialog({
  title,
  children,
  trigger,
  open,
  onOpenChange,
  footer,
  width = "md:w-[520px]",
  isKept = false,
}: DialogProps) {
  useReturnFocus(!isKept)
  return (
    <Base.Root
      disablePointerDismissal={isKept}
      {...(open !== undefined && { open })}
      {...(onOpenChange && { onOpenChange })}
    >
      {trigger && <Base.Trigger render={trigger} />}
      <Base.Portal keepMounted={isKept}>
        <Base.Backdrop className={backdrop} />
        <Base.Popup
          className={`fixed z-50 flex max-h-dvh flex-col border-line bg-panel text-ink shadow-pop outline-none max-md:inset-0 md:top-1/2 md:left-1/2 md:max-h-[86vh] md:-translate-x-1/2 md:-translate-y-1/2 md:rounded-lg md:border ${width}`}
        >
          <header className="flex items-center border-b border-line px-4 py-3">
            <Base.Title className="text-l font-semibold">{title}</Base.Title>
            <Base.Close className="ml-auto btn-close" aria-label="Close">
              <CloseIcon />
            </Base.Close>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto px-4 py-3.5">{children}</div>
          {footer && (
            <footer className="flex flex-wrap items-center gap-2 border-t border-line px-4 py-3">{footer}</footer>
          )}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}

/** A dialog without a frame of its own, near the top of the window: the palette. */
export function Spotlight({
  label,
  open,
  onOpenChange,
  initialFocus,
  children,
}: {
  label: string
  open: boolean
  onOpenChange: (open: boolean) => void
  initialFocus: RefObject<HTMLElement | null>
  children: ReactNode
}) {
  useReturnFocus()
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Backdrop className={backdrop} />
        <Base.Popup
          aria-label={label}
          initialFocus={initialFocus}
          className="fixed z-50 flex flex-col overflow-hidden border-line bg-panel text-ink shadow-pop outline-none max-md:inset-0 md:top-[9vh] md:left-1/2 md:max-h-[78vh] md:w-[640px] md:-translate-x-1/2 md:rounded-lg md:border"
        >
          {children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}
