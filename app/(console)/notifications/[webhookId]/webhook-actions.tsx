"use client"

import { useRouter } from "next/navigation"
import { type ReactNode, useState } from "react"
import { Dialog } from "@/app/_ui/dialog"
import { toast } from "@/app/_ui/toast"
import { useAct } from "@/app/_ui/use-act"
import { editWebhook, removeWebhook, testWebhookNow } from "@/app/(console)/notifications/actions"
import { Secret } from "@/app/(console)/notifications/new-webhook"
import type { WebhookView } from "@/lib/connections/notify/webhooks"

/** Send a test, replace the secret, switch on and off, delete. */
export function WebhookActions({ webhook }: { webhook: WebhookView }) {
  const { isBusy, secret, test, rotate, toggle, remove, forgetSecret } = useActs(webhook)
  const [asked, setAsked] = useState<"rotate" | "remove" | null>(null)
  const close = () => setAsked(null)
  return (
    <span className="flex flex-wrap gap-2">
      <button type="button" className="btn" disabled={isBusy} onClick={test}>
        Send a test
      </button>
      {webhook.kind === "standard" && (
        <button type="button" className="btn" disabled={isBusy} onClick={() => setAsked("rotate")}>
          Replace the secret
        </button>
      )}
      <button type="button" className="btn" disabled={isBusy} onClick={toggle}>
        {webhook.is_enabled ? "Switch off" : "Switch on"}
      </button>
      <button type="button" className="btn btn-danger" onClick={() => setAsked("remove")}>
        Delete…
      </button>
      {secret && (
        <Dialog
          title="The new secret"
          open
          footer={
            <button type="button" className="btn ml-auto" onClick={forgetSecret}>
              Done
            </button>
          }
        >
          <Secret secret={secret} />
          <p className="mt-2 text-ink-2">For a day, messages carry the signatures of both secrets.</p>
        </Dialog>
      )}
      {asked === "rotate" && (
        <Asked
          title="Replace the secret"
          word="Replace it"
          isBusy={isBusy}
          onDo={() => {
            close()
            void rotate()
          }}
          onClose={close}
        >
          For a day, messages carry the signatures of the new secret and of the present one
          {webhook.old_secret_until && ", and no longer that of the one before it"}. Give receivers the new one by then.
        </Asked>
      )}
      {asked === "remove" && (
        <Asked title={`Delete the webhook ${webhook.name}`} word="Delete" isBusy={isBusy} onDo={remove} onClose={close}>
          Its messages that wait are not sent, and its log goes with it.
        </Asked>
      )}
    </span>
  )
}

/** What is done on the server. */
function useActs({ id, name, is_enabled }: WebhookView) {
  const router = useRouter()
  const { busy, act } = useAct()
  const [secret, setSecret] = useState<string | null>(null)
  const test = () =>
    act("test", testWebhookNow(id), ({ state, status, answer }) => {
      if (state === "delivered") toast("The test was delivered")
      else toast(`The test failed: ${status ?? answer}`, "bad")
      router.refresh()
    })
  const rotate = () =>
    act("rotate", editWebhook(id, { rotate_secret: true }), (made) => {
      setSecret(made)
      router.refresh()
    })
  const toggle = () => act("toggle", editWebhook(id, { is_enabled: !is_enabled }), () => router.refresh())
  const remove = () =>
    act("remove", removeWebhook(id), () => {
      toast(`The webhook ${name} was deleted`)
      router.push("/notifications")
    })
  return { isBusy: busy !== null, secret, test, rotate, toggle, remove, forgetSecret: () => setSecret(null) }
}

interface AskedProps {
  title: string
  word: string
  isBusy: boolean
  onDo: () => void
  onClose: () => void
  children: ReactNode
}

/** Asks before something is done that cannot be undone. */
const Asked = ({ title, word, isBusy, onDo, onClose, children }: AskedProps) => (
  <Dialog
    title={title}
    open
    onOpenChange={(open) => !open && onClose()}
    footer={
      <>
        <span className="flex-1" />
        <button type="button" className="btn" onClick={onClose}>
          Cancel
        </button>
        <button type="button" className="btn btn-danger" disabled={isBusy} onClick={onDo}>
          {word}
        </button>
      </>
    }
  >
    <p>{children}</p>
  </Dialog>
)
