"use client"

import { useRouter } from "next/navigation"
import { useState } from "react"
import { Dialog } from "@/app/_ui/dialog"
import { toast } from "@/app/_ui/toast"
import { unanswered } from "@/app/_ui/unanswered"
import { editWebhook, removeWebhook, testWebhookNow } from "@/app/(console)/notifications/actions"
import { Secret } from "@/app/(console)/notifications/new-webhook"
import type { WebhookView } from "@/lib/connections/notify/webhooks"

/** Send a test, replace the secret, switch on and off, delete. */
export function WebhookActions({ webhook }: { webhook: WebhookView }) {
  const { isBusy, secret, test, rotate, toggle, remove, forgetSecret } = useActs(webhook)
  const [isDeleting, setDeleting] = useState(false)
  return (
    <span className="flex flex-wrap gap-2">
      <button type="button" className="btn" disabled={isBusy} onClick={test}>
        Send a test
      </button>
      {webhook.kind === "standard" && (
        <button type="button" className="btn" disabled={isBusy} onClick={rotate}>
          Replace the secret
        </button>
      )}
      <button type="button" className="btn" disabled={isBusy} onClick={toggle}>
        {webhook.is_enabled ? "Switch off" : "Switch on"}
      </button>
      <button type="button" className="btn btn-danger" onClick={() => setDeleting(true)}>
        Delete…
      </button>
      {secret && (
        <Dialog title="The new secret" open onOpenChange={(open) => !open && forgetSecret()}>
          <Secret secret={secret} />
          <p className="mt-2 text-ink-2">For a day, messages carry the signatures of both secrets.</p>
        </Dialog>
      )}
      {isDeleting && (
        <DeleteDialog name={webhook.name} isBusy={isBusy} onDelete={remove} onClose={() => setDeleting(false)} />
      )}
    </span>
  )
}

type Result<T> = Promise<{ ok: true; value: T } | { ok: false; message: string }>

/** What is done on the server. */
function useActs({ id, name, is_enabled }: WebhookView) {
  const router = useRouter()
  const [isBusy, setBusy] = useState(false)
  const [secret, setSecret] = useState<string | null>(null)
  const run = async <T,>(doing: Result<T>, then: (value: T) => void = () => {}) => {
    setBusy(true)
    const result = await doing.catch(unanswered)
    setBusy(false)
    if (!result.ok) return toast(result.message, "bad")
    then(result.value)
    router.refresh()
  }
  const test = () =>
    run(testWebhookNow(id), ({ state, status, answer }) => {
      if (state === "delivered") toast("The test was delivered")
      else toast(`The test failed: ${status ?? answer}`, "bad")
    })
  const rotate = () => run(editWebhook(id, { rotate_secret: true }), setSecret)
  const toggle = () => run(editWebhook(id, { is_enabled: !is_enabled }))
  const remove = () =>
    run(removeWebhook(id), () => {
      toast(`The webhook ${name} was deleted`)
      router.push("/notifications")
    })
  return { isBusy, secret, test, rotate, toggle, remove, forgetSecret: () => setSecret(null) }
}

interface DeleteProps {
  name: string
  isBusy: boolean
  onDelete: () => void
  onClose: () => void
}

const DeleteDialog = ({ name, isBusy, onDelete, onClose }: DeleteProps) => (
  <Dialog
    title={`Delete the webhook ${name}`}
    open
    onOpenChange={(open) => !open && onClose()}
    footer={
      <>
        <span className="flex-1" />
        <button type="button" className="btn" onClick={onClose}>
          Cancel
        </button>
        <button type="button" className="btn btn-danger" disabled={isBusy} onClick={onDelete}>
          Delete
        </button>
      </>
    }
  >
    <p>Its messages that wait are not sent, and its log goes with it.</p>
  </Dialog>
)
