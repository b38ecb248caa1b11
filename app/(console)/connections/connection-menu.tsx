"use client"

import { Menu, MenuItem, MenuLine, MenuLink } from "@/app/_ui/menu"
import type { MenuPopupProps } from "@/app/_ui/menu-button"
import type { ConnectionView } from "@/lib/connections/view"

interface MenuProps extends MenuPopupProps {
  connection: ConnectionView
  mayManage: boolean
  act: Record<"test" | "discover" | "pause" | "remove", () => void>
}

/** What else can be done with a connection. */
export function ConnectionMenu({ anchor, onClose, connection, mayManage, act }: MenuProps) {
  const { id, is_draft, organisation, schedule } = connection
  return (
    <Menu open onOpenChange={(isOpen) => !isOpen && onClose()} anchor={anchor} align="end">
      <MenuItem onClick={act.test}>Test</MenuItem>
      {organisation && !is_draft && <MenuItem onClick={act.discover}>Discover accounts</MenuItem>}
      {schedule && (
        <MenuItem onClick={act.pause}>{schedule.is_paused ? "Resume the schedule" : "Pause the schedule"}</MenuItem>
      )}
      {!is_draft && (
        <MenuLink href={`/connections/${id}?edit=schedule`}>
          {schedule ? "Change the schedule" : "Add a schedule"}
        </MenuLink>
      )}
      {mayManage && (
        <MenuLink href={is_draft ? `/connections/${id}?step=kind` : `/connections/${id}?edit=settings`}>Edit</MenuLink>
      )}
      {mayManage && <MenuLine />}
      {mayManage && <MenuItem onClick={act.remove}>Delete…</MenuItem>}
    </Menu>
  )
}
