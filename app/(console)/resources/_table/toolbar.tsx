"use client"

import { type ReactNode, useCallback, useState } from "react"
import { lazily } from "@/app/_ui/lazily"
import { MenuButton, type MenuPopupProps } from "@/app/_ui/menu-button"
import { KeysHelp } from "@/app/(console)/resources/_table/keys-help"
import { saveLook } from "@/app/(console)/resources/_table/look-cookie"
import { Views } from "@/app/(console)/resources/_table/views"
import type { SavedView } from "@/lib/inventory/saved-views/schema"

const ExportDialog = lazily(() =>
  import("@/app/(console)/resources/_table/export-dialog").then((module) => module.ExportDialog),
)
const MoreMenu = lazily(() => import("@/app/(console)/resources/_table/more-menu").then((module) => module.MoreMenu))

interface ToolbarProps {
  title: ReactNode
  action: ReactNode
  /** What chooses the shown moment. */
  moment: ReactNode
  views: SavedView[]
  defaultViewId: string | null
  density: "compact" | "comfortable"
  onDensity: (density: "compact" | "comfortable") => void
  isChoosing: boolean
  onChoose: () => void
}

/** The page's first line: what the inventory holds, the view, and what can be done with the list. */
export function Toolbar({
  title,
  action,
  moment,
  views,
  defaultViewId,
  density,
  onDensity,
  isChoosing,
  onChoose,
}: ToolbarProps) {
  const [isExporting, setExporting] = useState(false)
  const toggleDensity = useCallback(() => {
    const other = density === "compact" ? "comfortable" : "compact"
    saveLook({ density: other })
    onDensity(other)
  }, [density, onDensity])
  const More = useCallback(
    (props: MenuPopupProps) => <MoreMenu {...props} density={density} onDensity={toggleDensity} onChoose={onChoose} />,
    [density, toggleDensity, onChoose],
  )
  return (
    <header className="mb-3 flex flex-wrap items-center gap-x-2.5 gap-y-2">
      {title}
      <Views views={views} defaultViewId={defaultViewId} />
      <span className="flex-1" />
      {moment}
      <button
        type="button"
        className={`btn max-md:hidden ${isChoosing ? "border-info bg-info-soft text-info" : ""}`}
        aria-pressed={isChoosing}
        onClick={onChoose}
      >
        Columns
      </button>
      <button type="button" className="btn" onClick={() => setExporting(true)}>
        Export
      </button>
      <MenuButton className="btn px-2.5" label="More" popup={More}>
        ⋯
      </MenuButton>
      {action}
      {isExporting && <ExportDialog selection={null} onClose={() => setExporting(false)} />}
      <KeysHelp />
    </header>
  )
}
