"use client"

import { Menu as Base } from "@base-ui/react/menu"
import type { ComponentProps, ReactElement, ReactNode } from "react"
import { Link } from "@/app/_ui/link"
import { useReturnFocus } from "@/app/_ui/use-return-focus"

const popup =
  "z-50 max-h-(--available-height) min-w-44 overflow-y-auto rounded-md border border-line-strong bg-panel py-1 text-ink shadow-pop outline-none"
const item =
  "flex w-full cursor-default items-center gap-2 px-3 py-1.5 text-left no-underline outline-none select-none text-ink data-highlighted:bg-sunken data-disabled:opacity-50"

interface MenuProps {
  /** The button that opens it; none for a menu that something else opens. */
  trigger?: ReactElement
  children: ReactNode
  open?: boolean
  onOpenChange?: (open: boolean) => void
  /** What it stands beside, if that is not its button. */
  anchor?: ComponentProps<typeof Base.Positioner>["anchor"]
  align?: "start" | "end"
}

/** A menu of actions. Arrow keys choose, Escape closes, and the focus returns to where it was. */
export function Menu({ trigger, children, open, onOpenChange, anchor, align = "start" }: MenuProps) {
  useReturnFocus()
  return (
    <Base.Root {...(open !== undefined && { open })} {...(onOpenChange && { onOpenChange })}>
      {trigger && <Base.Trigger render={trigger} />}
      <Base.Portal>
        <Base.Positioner className="z-50" sideOffset={4} align={align} {...(anchor && { anchor })}>
          <Base.Popup className={popup}>{children}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

export const MenuItem = ({
  onClick,
  children,
  disabled = false,
}: {
  onClick: () => void
  children: ReactNode
  disabled?: boolean
}) => (
  <Base.Item className={item} onClick={onClick} disabled={disabled}>
    {children}
  </Base.Item>
)

export const MenuLink = ({ href, children }: { href: string; children: ReactNode }) => (
  <Base.Item className={item} render={<Link href={href} />}>
    {children}
  </Base.Item>
)

export const MenuLabel = ({ children }: { children: ReactNode }) => (
  <div className="px-3 pt-1.5 pb-1 text-xs font-semibold text-ink-3">{children}</div>
)

export const MenuLine = () => <Base.Separator className="my-1 h-px bg-line" />
