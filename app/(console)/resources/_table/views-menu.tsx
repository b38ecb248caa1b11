"use client"

import { useRouter } from "next/navigation"
import { Menu, MenuItem, MenuLabel, MenuLine } from "@/app/_ui/menu"
import type { MenuPopupProps } from "@/app/_ui/menu-button"
import { toast } from "@/app/_ui/toast"
import { unanswered } from "@/app/_ui/unanswered"
import { setDefaultView } from "@/app/(console)/resources/actions"
import type { SavedView } from "@/lib/inventory/saved-views/schema"

interface ViewsMenuProps extends MenuPopupProps {
  views: SavedView[]
  /** The chosen one. */
  view: SavedView | undefined
  defaultViewId: string | null
  onName: (what: "new" | "rename" | "delete") => void
}

/** Chooses a view, and what can be done with the chosen one. */
export function ViewsMenu({ anchor, onClose, views, view, defaultViewId, onName }: ViewsMenuProps) {
  const router = useRouter()
  const say = async (doing: Promise<{ ok: boolean; message?: string }>, done: string) => {
    const result = await doing.catch(unanswered)
    toast(result.ok ? done : (result.message ?? ""), result.ok ? undefined : "bad")
    if (result.ok) router.refresh()
  }
  const isFirst = view?.id === defaultViewId
  const groups = [
    { label: "Yours", items: views.filter((one) => one.is_own) },
    { label: "Shared with you", items: views.filter((one) => !one.is_own) },
  ].filter(({ items }) => items.length > 0)
  return (
    <Menu open onOpenChange={(isOpen) => !isOpen && onClose()} anchor={anchor}>
      {groups.map(({ label, items }) => (
        <div key={label}>
          <MenuLabel>{label}</MenuLabel>
          {items.map((one) => (
            <MenuItem key={one.id} onClick={() => router.push(`/resources?view=${one.id}`)}>
              <span className="max-w-52 truncate">{one.name}</span>
              <span className="ml-auto text-s text-ink-2">
                {one.id === defaultViewId ? "first" : ""} {one.is_shared ? "shared" : ""}
              </span>
            </MenuItem>
          ))}
        </div>
      ))}
      {views.length > 0 && <MenuLine />}
      <MenuItem onClick={() => router.push("/resources?q=")}>Everything</MenuItem>
      <MenuItem onClick={() => onName("new")}>Save as a new view…</MenuItem>
      {view && (
        <MenuItem onClick={() => say(setDefaultView(isFirst ? null : view.id), "Your first page was changed")}>
          {isFirst ? "Do not open it first" : "Open it first, for me"}
        </MenuItem>
      )}
      {view?.is_own && <MenuItem onClick={() => onName("rename")}>Rename or share…</MenuItem>}
      {view?.is_own && <MenuItem onClick={() => onName("delete")}>Delete…</MenuItem>}
    </Menu>
  )
}
