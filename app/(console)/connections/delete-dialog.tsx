"use client"

import { useRouter } from "next/navigation"
import { useEffect, useState } from "react"
import { Dialog } from "@/app/_ui/dialog"
import { formatCount, plural } from "@/app/_ui/format"
import { toast } from "@/app/_ui/toast"
import { unanswered } from "@/app/_ui/unanswered"
import { removalOf, removeConnection } from "@/app/(console)/connections/actions"
import type { Removal } from "@/lib/connections/remove"
import type { ConnectionView } from "@/lib/connections/view"

/** Asks before a connection is deleted, and says in numbers what will happen. */
export function DeleteDialog({
  connection: { id, name },
  onClose,
}: {
  connection: ConnectionView
  onClose: () => void
}) {
  const router = useRouter()
  const [removal, setRemoval] = useState<Removal | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [withResources, setWithResources] = useState(false)
  const [isBusy, setBusy] = useState(false)
  useEffect(() => {
    void removalOf(id)
      .catch(unanswered)
      .then((result) => (result.ok ? setRemoval(result.value) : setProblem(result.message)))
  }, [id])
  const remove = async () => {
    setBusy(true)
    const result = await removeConnection({ id, resources: withResources }).catch(unanswered)
    setBusy(false)
    if (!result.ok) return setProblem(result.message)
    toast(`The connection ${name} was deleted`)
    router.push("/connections")
    router.refresh()
    onClose()
  }
  return (
    <Dialog
      title={`Delete the connection ${name}`}
      open
      onOpenChange={(isOpen) => !isOpen && onClose()}
      footer={
        <>
          <span className="flex-1" />
          <button type="button" className="btn" onClick={onClose}>
            Cancel
          </button>
          <button
            type="button"
            className="btn btn-danger"
            onClick={remove}
            disabled={isBusy || !removal || removal.needed_by.length > 0}
          >
            {isBusy ? "Deleting…" : withResources ? "Delete with its resources" : "Delete the connection"}
          </button>
        </>
      }
    >
      <div className="grid gap-3">
        {problem && (
          <p role="alert" className="rounded-sm bg-bad-soft px-3 py-2 text-bad">
            {problem}
          </p>
        )}
        {!removal && !problem && <div className="skeleton h-24" />}
        {removal && <Consequences removal={removal} withResources={withResources} />}
        {removal && removal.resources + removal.removed_resources > 0 && (
          <WithResources removal={removal} isChosen={withResources} onChoose={setWithResources} />
        )}
      </div>
    </Dialog>
  )
}

interface WithProps {
  removal: Removal
  isChosen: boolean
  onChoose: (isChosen: boolean) => void
}

function WithResources({ removal, isChosen, onChoose }: WithProps) {
  return (
    <label className="flex items-start gap-2">
      <input
        type="checkbox"
        className="mt-0.5 accent-(--info)"
        checked={isChosen}
        onChange={(event) => onChoose(event.target.checked)}
      />
      <span>
        Delete what is known of {plural(removal.accounts, "account")}, too: {plural(removal.resources, "resource")} and{" "}
        {formatCount(removal.removed_resources)} removed ones, with their history.
      </span>
    </label>
  )
}

function Consequences({ removal, withResources }: { removal: Removal; withResources: boolean }) {
  const { resources, shared_accounts, open_scans, needed_by } = removal
  const kept =
    resources === 0
      ? "No resource depends on it alone."
      : withResources
        ? `${plural(resources, "resource")} will be deleted in the background. This cannot be undone.`
        : `${plural(resources, "resource")} stay as last seen.`
  if (needed_by.length > 0) {
    return <p>{needed_by.join(", ")} assumes its role with this connection's keys. Give it another base first.</p>
  }
  return (
    <ul className="grid list-disc gap-1 pl-5">
      <li>Its schedule ends{open_scans > 0 && `, and ${plural(open_scans, "scan")} under way will be cancelled`}.</li>
      <li>{kept}</li>
      {shared_accounts > 0 && (
        <li>{plural(shared_accounts, "account")} also reached by another connection: nothing changes there.</li>
      )}
    </ul>
  )
}
