"use client"

import { useRouter } from "next/navigation"
import { type FormEvent, useState } from "react"
import { Dialog } from "@/app/_ui/dialog"
import { Field } from "@/app/_ui/field"
import { unanswered } from "@/app/_ui/unanswered"
import { useTableState } from "@/app/(console)/resources/_table/table-context"
import { changeSavedView, saveNewView } from "@/app/(console)/resources/actions"
import type { SavedView } from "@/lib/inventory/saved-views/schema"

/** Saves the query, columns and order as a new view, or renames or shares a view. */
export function SaveViewDialog({ view, onClose }: { view: SavedView | undefined; onClose: () => void }) {
  const { state } = useTableState()
  const router = useRouter()
  const [error, setError] = useState<string | null>(null)
  const [isPending, setPending] = useState(false)
  const save = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const named = { name: String(form.get("name")), is_shared: form.get("is_shared") === "on" }
    const whole = { ...named, q: state.q, sort: state.sort, columns: [...state.columns], as_of: state.asOf }
    setPending(true)
    const result = await (view ? changeSavedView({ ...named, id: view.id }) : saveNewView(whole)).catch(unanswered)
    setPending(false)
    if (!result.ok) return setError((result.fields as Record<string, string>).name ?? result.message)
    router.push(`/resources?view=${result.value}`)
    router.refresh()
    onClose()
  }
  return (
    <Dialog
      title={view ? "Rename or share" : "Save as a new view"}
      open
      onOpenChange={(isOpen) => !isOpen && onClose()}
      footer={
        <>
          <span className="flex-1" />
          <button type="button" className="btn" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" form="save-view" className="btn btn-primary" disabled={isPending}>
            {isPending ? "Saving…" : "Save"}
          </button>
        </>
      }
    >
      <form id="save-view" onSubmit={save} className="grid gap-3">
        <Field
          label="Name"
          name="name"
          defaultValue={view?.name}
          maxLength={80}
          error={error ?? undefined}
          autoComplete="off"
        />
        <label className="flex items-center gap-2">
          <input type="checkbox" name="is_shared" defaultChecked={view?.is_shared} className="accent-(--info)" />
          Everybody may use it. Only you can change it.
        </label>
        {!view && <p className="text-ink-2">The view keeps the query, the columns, the order and the shown date.</p>}
      </form>
    </Dialog>
  )
}
