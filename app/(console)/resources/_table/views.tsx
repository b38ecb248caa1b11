"use client"

import { useRouter } from "next/navigation"
import { useCallback, useState } from "react"
import { Chip } from "@/app/_ui/chip"
import { lazily } from "@/app/_ui/lazily"
import { MenuButton, type MenuPopupProps } from "@/app/_ui/menu-button"
import { toast } from "@/app/_ui/toast"
import { unanswered } from "@/app/_ui/unanswered"
import { useTableState } from "@/app/(console)/resources/_table/table-context"
import { isModified } from "@/app/(console)/resources/_table/table-state"
import { changeSavedView } from "@/app/(console)/resources/actions"
import type { SavedView } from "@/lib/inventory/saved-views/schema"

const ViewsMenu = lazily(() => import("@/app/(console)/resources/_table/views-menu").then((module) => module.ViewsMenu))
const SaveViewDialog = lazily(() =>
  import("@/app/(console)/resources/_table/save-view-dialog").then((module) => module.SaveViewDialog),
)

const DeleteViewDialog = lazily(() =>
  import("@/app/(console)/resources/_table/delete-view-dialog").then((module) => module.DeleteViewDialog),
)

/** The saved views: choose one, save what changed, or go back to what was saved. */
export function Views({ views, defaultViewId }: { views: SavedView[]; defaultViewId: string | null }) {
  const { state, base } = useTableState()
  const router = useRouter()
  const [naming, setNaming] = useState<"new" | "rename" | "delete" | null>(null)
  const view = views.find(({ id }) => id === base.view)
  const Popup = useCallback(
    (props: MenuPopupProps) => (
      <ViewsMenu {...props} views={views} view={view} defaultViewId={defaultViewId} onName={setNaming} />
    ),
    [views, view, defaultViewId],
  )
  const save = async (id: string) => {
    const change = { id, q: state.q, sort: state.sort, columns: [...state.columns], as_of: state.asOf }
    const result = await changeSavedView(change).catch(unanswered)
    if (!result.ok) return toast(result.message, "bad")
    toast("The view was saved")
    router.push(`/resources?view=${id}`)
    router.refresh()
  }
  return (
    <>
      <MenuButton className="btn max-w-52" popup={Popup}>
        <span className="truncate">{view?.name ?? "Views"}</span> <span aria-hidden="true">▾</span>
      </MenuButton>
      {view && isModified(state, base) && (
        <>
          <Chip tone="info">modified</Chip>
          {view.is_own && (
            <button type="button" className="btn" onClick={() => save(view.id)}>
              Save
            </button>
          )}
          <button type="button" className="btn btn-quiet" onClick={() => router.push(`/resources?view=${view.id}`)}>
            Reset
          </button>
        </>
      )}
      {naming === "delete" && view && <DeleteViewDialog view={view} onClose={() => setNaming(null)} />}
      {(naming === "new" || naming === "rename") && (
        <SaveViewDialog view={naming === "rename" ? view : undefined} onClose={() => setNaming(null)} />
      )}
    </>
  )
}
