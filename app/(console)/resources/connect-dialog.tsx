"use client"

import { useEffect, useRef } from "react"
import { plural } from "@/app/_ui/format"
import { CloseIcon, CloudIcon } from "@/app/_ui/icons"
import { titleOf } from "@/app/(console)/resources/connect-button"
import type { ConnectFields } from "@/app/(console)/resources/connect-form"
import { KeyFields } from "@/app/(console)/resources/key-fields"
import { RegionFields } from "@/app/(console)/resources/region-fields"
import { TypePicker } from "@/app/(console)/resources/type-picker"
import { type Phase, type RetryOf, useConnect } from "@/app/(console)/resources/use-connect"
import type { TypeLabel } from "@/lib/aws/resource-types/registry"

export type { RetryOf }

interface DialogProps {
  types: TypeLabel[]
  /** Asks only for the keys, since those of the scan to retry were erased. */
  retry?: RetryOf | undefined
  /** How often its button was pressed: it opens with each. What was typed stays while it is closed. */
  openings: number
}

/** The dialog: enter keys, regions and types, test the connection, then start the scan. */
export function ConnectDialog({ types, retry, openings }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const { phase, errors, submit, forget } = useConnect(retry)
  const title = titleOf(retry)
  const close = () => dialog.current?.close()
  useEffect(() => {
    if (openings > 0 && !dialog.current?.open) dialog.current?.showModal()
  }, [openings])
  return (
    <dialog
      ref={dialog}
      onClose={forget}
      aria-labelledby="connect-title"
      className="m-auto w-[640px] max-w-full overflow-hidden rounded-lg border border-line bg-panel text-ink shadow-pop max-md:m-0 max-md:h-full max-md:max-h-none max-md:w-full max-md:rounded-none"
    >
      <form
        method="post"
        onSubmit={submit}
        noValidate
        autoComplete="off"
        className="flex max-h-[inherit] flex-col max-md:h-full"
      >
        <Head title={title} close={close} />
        <Fields types={types} retry={retry} errors={errors} />
        <Foot phase={phase} isRetry={retry !== undefined} close={close} />
      </form>
    </dialog>
  )
}

function Head({ title, close }: { title: string; close: () => void }) {
  return (
    <header className="flex items-center gap-2.5 border-b border-line px-5 py-4">
      <CloudIcon />
      <h2 id="connect-title" className="text-l font-semibold">
        {title}
      </h2>
      <span className="flex-1" />
      <button type="button" className="btn btn-quiet px-2" aria-label="Close" onClick={close}>
        <CloseIcon />
      </button>
    </header>
  )
}

function Fields({ types, retry, errors }: { types: TypeLabel[]; retry: RetryOf | undefined; errors: ConnectFields }) {
  return (
    <div className="grid grid-cols-1 gap-3.5 overflow-y-auto px-5 py-4 max-md:flex-1 max-md:content-start">
      {retry && <p className="text-ink-2">{whatIsRetried(retry)}</p>}
      <KeyFields errors={errors} />
      {retry ? (
        <input type="hidden" name="region" value={retry.region} />
      ) : (
        <>
          <RegionFields errors={errors} />
          <TypePicker types={types} error={errors.resource_types} />
        </>
      )}
      {errors.form && (
        <p role="alert" className="rounded-sm bg-bad-soft px-3 py-2 text-bad">
          {errors.form}
        </p>
      )}
    </div>
  )
}

function whatIsRetried({ accountId, slices }: RetryOf): string {
  const what =
    slices > 0
      ? `A new scan of the ${plural(slices, "slice")} that could not be read completely`
      : "The same scan again"
  return `${what}. The old keys were erased: enter ${accountId ? `keys of account ${accountId}` : "them"} again.`
}

function Foot({ phase, isRetry, close }: { phase: Phase; isRetry: boolean; close: () => void }) {
  const words = { form: isRetry ? "Retry" : "Connect & Scan", testing: "Testing…", starting: "Starting…" }
  return (
    <footer className="flex flex-wrap items-center gap-2.5 border-t border-line bg-bg px-5 py-3.5">
      <p className="min-w-40 flex-1 text-ink-3" aria-live="polite">
        <Status phase={phase} />
      </p>
      <button type="button" className="btn" onClick={close}>
        Cancel
      </button>
      <button type="submit" className="btn btn-primary" disabled={phase.step !== "form"}>
        {words[phase.step]}
      </button>
    </footer>
  )
}

function Status({ phase }: { phase: Phase }) {
  if (phase.step === "testing") return <>Testing the connection…</>
  if (phase.step === "starting") {
    return (
      <span className="text-ok">
        Connected to account {phase.account} in {phase.region}. Starting the scan…
      </span>
    )
  }
  return (
    <>
      Keys are used for this scan and then forgotten.{" "}
      <a className="underline" href="/api/aws/iam-policy" target="_blank" rel="noreferrer">
        Needed permissions
      </a>
    </>
  )
}
