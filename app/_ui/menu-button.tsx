"use client"

import { type ComponentType, type ReactNode, useRef, useState } from "react"

export interface MenuPopupProps {
  anchor: Element
  onClose: () => void
}

interface MenuButtonProps {
  label?: string
  className?: string
  children: ReactNode
  /** The menu, which is loaded when the button is pressed. It gets what it stands beside, and closes itself. */
  popup: ComponentType<MenuPopupProps>
}

/** A button that opens a menu. */
export function MenuButton({ label, className = "btn", children, popup: Popup }: MenuButtonProps) {
  const button = useRef<HTMLButtonElement>(null)
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <button
        ref={button}
        type="button"
        className={className}
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        {children}
      </button>
      {isOpen && button.current && <Popup anchor={button.current} onClose={() => setOpen(false)} />}
    </>
  )
}
