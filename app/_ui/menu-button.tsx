"use client"

import { type ReactNode, useRef, useState } from "react"

export interface MenuPopupProps {
  anchor: Element
  onClose: () => void
}

interface MenuButtonProps {
  label?: string
  className?: string
  children: ReactNode
  /**
   * Renders the menu, which is loaded when the button is pressed. It gets what it stands beside, and closes itself. It is
   * called, and is no component: a new function at each render must not be a new menu.
   */
  popup: (props: MenuPopupProps) => ReactNode
}

/** A button that opens a menu. */
export function MenuButton({ label, className = "btn", children, popup }: MenuButtonProps) {
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
      {isOpen && button.current && popup({ anchor: button.current, onClose: () => setOpen(false) })}
    </>
  )
}
