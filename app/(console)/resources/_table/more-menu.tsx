"use client"

import { Menu, MenuItem, MenuLine, MenuLink } from "@/app/_ui/menu"
import type { MenuPopupProps } from "@/app/_ui/menu-button"

export interface MoreMenuProps extends MenuPopupProps {
  density: "compact" | "comfortable"
  onDensity: () => void
  onChoose: () => void
}

/** What else can be done with the table. */
export function MoreMenu({ anchor, onClose, density, onDensity, onChoose }: MoreMenuProps) {
  return (
    <Menu open onOpenChange={(isOpen) => !isOpen && onClose()} anchor={anchor} align="end">
      <MenuItem onClick={onDensity}>{density === "compact" ? "Comfortable rows" : "Compact rows"}</MenuItem>
      <MenuItem onClick={onChoose}>Choose columns</MenuItem>
      <MenuLine />
      <MenuLink href="/help/query">The query language</MenuLink>
      <MenuLink href="/tools">Your tools: SQL, Grafana, Metabase</MenuLink>
    </Menu>
  )
}
