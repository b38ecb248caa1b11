"use client"

import { useRouter } from "next/navigation"
import { useState } from "react"
import { CopyButton } from "@/app/_ui/copy-button"
import { Dialog } from "@/app/_ui/dialog"
import { PlusIcon } from "@/app/_ui/icons"
import { useSubmit } from "@/app/_ui/use-submit"
import { addWebhook } from "@/app/(console)/notifications/actions"
import { readWebhook, WEBHOOK_FIELDS, WebhookFields } from "@/app/(console)/notifications/webhook-fields"

/** The button and its dialog. The secret is shown once, when the webhook was made. */
export function NewWebhook({ views }: { views: { id: string; name: string }[] }) {
  const router = useRouter()
  const [isOpen, setOpen] = useState(false)
  const [made, setMade] = useState<{ id: string; secret: string | null } | null>(null)
  const done = (webhook: { id: string; secret: string | null }) => {
    router.refresh()
    if (webhook.secret) return setMade(webhook)
    setOpen(false)
    router.push(`/notifications/${webhook.id}`)
  }
  const { submit, isBusy, errors } = useSubmit((form) => addWebhook(readWebhook(form)), done, WEBHOOK_FIELDS)
  const close = () => {
    setOpen(false)
    if (made) router.push(`/notifications/${made.id}`)
    setMade(null)
  }
  return (
    <>
      <button type="button" className="btn btn-primary" onClick={() => setOpen(true)}>
        <PlusIcon />
        Add webhook
      </button>
      {isOpen && (
        <Dialog
          title={made ? "The webhook's secret" : "Add webhook"}
          open
          onOpenChange={(open) => !open && !made && close()}
          footer={
            <>
              <span className="flex-1" />
              <button type="button" className="btn" onClick={close}>
                {made ? "Done" : "Cancel"}
              </button>
              {!made && (
                <button type="submit" form="new-webhook" className="btn btn-primary" disabled={isBusy}>
                  {isBusy ? "Saving…" : "Add"}
                </button>
              )}
            </>
          }
        >
          {made?.secret ? (
            <Secret secret={made.secret} />
          ) : (
            <form id="new-webhook" onSubmit={submit} noValidate autoComplete="off" className="grid gap-3">
              <WebhookFields views={views} errors={errors} />
            </form>
          )}
        </Dialog>
      )}
    </>
  )
}

/** A secret that is shown once. */
export function Secret({ secret }: { secret: string }) {
  return (
    <div className="grid gap-2">
      <p>Copy it now: it is sealed here, and never shown again. Receivers check each message's signature with it.</p>
      <div className="flex items-center gap-2 rounded-sm border border-line bg-bg px-2.5 py-1.5">
        <code className="min-w-0 flex-1 font-mono text-s break-all">{secret}</code>
        <CopyButton text={secret} label="Copy" className="btn px-2 py-0.5" />
      </div>
    </div>
  )
}
