"use client"

import { useRouter } from "next/navigation"
import { useEffect, useState } from "react"
import { Dialog } from "@/app/_ui/dialog"
import { plural } from "@/app/_ui/format"
import { toast } from "@/app/_ui/toast"
import { unanswered } from "@/app/_ui/unanswered"
import { deleteSavedView, viewUsers } from "@/app/(console)/resources/actions"
import type { SavedView } from "@/lib/inventory/saved-views/schema"

/** Asks before a view is deleted, and says who loses it. */
export function DeleteViewDialog({ view, onClose }: { view: SavedView; onClose: () => void }) {
  const router = useRouter()
  const webhooks = useWebhooks(view.id)
  const [isBusy, setBusy] = useState(false)
  const remove = async () => {
    setBusy(true)
    const result = await deleteSavedView(view.id).catch(unanswered)
    setBusy(false)
    if (!result.ok) return toast(result.message, "bad")
    toast("The view was deleted")
    router.push("/resources?q=")
    router.refresh()
    onClose()
  }
  return (
    <Dialog
      title={`Delete ${view.name}?`}
      open
      onOpenChange={(isOpen) => !isOpen && onClose()}
      footer={
        <>
          <span className="flex-1" />
          <button type="button" className="btn" onClick={onClose}>
            Cancel
          </button>
          <button type="button" className="btn btn-danger" onClick={remove} disabled={isBusy || webhooks === null}>
            {isBusy ? "Deleting…" : "Delete the view"}
          </button>
        </>
      }
    >
      <ul className="grid list-disc gap-1 pl-4">
        <li>The resources that it shows stay as they are.</li>
        {view.is_shared && <li>It is shared: nobody can use it any more.</li>}
        {webhooks !== null && webhooks > 0 && (
          <li className="text-warn">
            {plural(webhooks, "webhook")} {webhooks === 1 ? "notifies" : "notify"} about its matches, and will no longer
            do so.
          </li>
        )}
      </ul>
    </Dialog>
  )
}

/** How many webhooks notify about the view; null until that is known. */
function useWebhooks(id: string): number | null {
  const [count, setCount] = useState<number | null>(null)
  useEffect(() => {
    let isCurrent = true
    const ask = async () => {
      const result = await viewUsers(id).catch(unanswered)
      if (!isCurrent) return
      if (result.ok) setCount(result.value.webhooks)
      else toast(result.message, "bad")
    }
    void ask()
    return () => {
      isCurrent = false
    }
  }, [id])
  return count
}
