"use client"

import { useId, useState } from "react"
import { Dialog } from "@/app/_ui/dialog"
import { plural } from "@/app/_ui/format"
import { titleOf } from "@/app/(console)/resources/connect-button"
import { KeyFields } from "@/app/(console)/resources/key-fields"
import { RegionFields } from "@/app/(console)/resources/region-fields"
import { TypePicker } from "@/app/(console)/resources/type-picker"
import { type Phase, type RetryOf, useConnect } from "@/app/(console)/resources/use-connect"
import type { Bundle } from "@/lib/aws/resource-types/choices"

interface DialogProps {
  bundles: readonly Bundle[]
  /** Asks only for the keys, since those of the scan to retry were erased. */
  retry?: RetryOf | undefined
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
}

/** The dialog: enter keys, regions and types, test the connection, then start the scan. */
export function ConnectDialog({ bundles, retry, isOpen, onOpenChange }: DialogProps) {
  const form = useId()
  const { phase, errors, submit, forget } = useConnect(retry)
  /** The list of types takes the dialog's whole room; what was typed stays behind it. */
  const [isChoosing, setChoosing] = useState(false)
  const change = (willBeOpen: boolean) => {
    if (!willBeOpen) {
      forget()
      setChoosing(false)
    }
    onOpenChange(willBeOpen)
  }
  return (
    <Dialog
      title={isChoosing ? "What to scan" : titleOf(retry)}
      open={isOpen}
      onOpenChange={change}
      width={isChoosing ? "md:w-[780px]" : "md:w-[640px]"}
      isKept
      footer={
        isChoosing ? (
          <button type="button" className="btn btn-primary ml-auto" onClick={() => setChoosing(false)}>
            Done
          </button>
        ) : (
          <Foot form={form} phase={phase} isRetry={retry !== undefined} close={() => change(false)} />
        )
      }
    >
      <form id={form} method="post" onSubmit={submit} noValidate autoComplete="off" className="grid gap-3.5">
        {retry && <p className="text-ink-2">{whatIsRetried(retry)}</p>}
        <div className="grid gap-3.5" hidden={isChoosing}>
          <KeyFields errors={errors} />
          {retry ? <input type="hidden" name="region" value={retry.region} /> : <RegionFields errors={errors} />}
        </div>
        {!retry && (
          <TypePicker bundles={bundles} error={errors.resource_types} isOpen={isChoosing} onOpen={setChoosing} />
        )}
        {errors.form && (
          <p role="alert" className="rounded-sm bg-bad-soft px-3 py-2 text-bad">
            {errors.form}
          </p>
        )}
      </form>
    </Dialog>
  )
}

function whatIsRetried({ accountId, slices }: RetryOf): string {
  const what =
    slices > 0
      ? `A new scan of the ${plural(slices, "slice")} that could not be read completely`
      : "The same scan again"
  return `${what}. The old keys were erased: enter ${accountId ? `keys of account ${accountId}` : "them"} again.`
}

interface FootProps {
  form: string
  phase: Phase
  isRetry: boolean
  close: () => void
}

function Foot({ form, phase, isRetry, close }: FootProps) {
  const words = { form: isRetry ? "Retry" : "Connect & Scan", testing: "Testing…", starting: "Starting…" }
  return (
    <>
      <p className="min-w-40 flex-1 text-ink-3 max-md:basis-full" aria-live="polite">
        <Status phase={phase} />
      </p>
      <button type="button" className="btn" onClick={close}>
        Cancel
      </button>
      <button type="submit" form={form} className="btn btn-primary max-md:flex-1" disabled={phase.step !== "form"}>
        {words[phase.step]}
      </button>
    </>
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
  return <>Keys are used for this scan and then forgotten.</>
}
