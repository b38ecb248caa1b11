"use client"

import { useRouter } from "next/navigation"
import { toast } from "@/app/_ui/toast"
import { useSubmit } from "@/app/_ui/use-submit"
import { editWebhook } from "@/app/(console)/notifications/actions"
import { readWebhook, WEBHOOK_FIELDS, WebhookFields } from "@/app/(console)/notifications/webhook-fields"
import type { WebhookView } from "@/lib/connections/notify/webhooks"

/** Changes what a webhook tells, and where. An empty address leaves the one that is kept. */
export function WebhookForm({ webhook, views }: { webhook: WebhookView; views: { id: string; name: string }[] }) {
  const router = useRouter()
  const send = (form: FormData) => {
    const { url, ...change } = readWebhook(form)
    return editWebhook(webhook.id, { ...change, ...(url && { url }) })
  }
  const done = () => {
    toast("Saved")
    router.refresh()
  }
  const { submit, isBusy, errors } = useSubmit(send, done, WEBHOOK_FIELDS)
  return (
    <section className="panel min-w-0">
      <h2 className="border-b border-line px-3.5 py-2.5 font-semibold">Settings</h2>
      <form onSubmit={submit} noValidate autoComplete="off" className="grid gap-3 px-3.5 py-3.5">
        <WebhookFields webhook={webhook} views={views} errors={errors} />
        <div className="flex justify-end">
          <button type="submit" className="btn btn-primary" disabled={isBusy}>
            {isBusy ? "Saving…" : "Save"}
          </button>
        </div>
      </form>
    </section>
  )
}
