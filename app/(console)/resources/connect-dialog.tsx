"use client"

import { useRouter } from "next/navigation"
import { type FormEvent, useRef, useState } from "react"
import { Field } from "@/app/_ui/field"
import { plural } from "@/app/_ui/format"
import { CloseIcon, CloudIcon } from "@/app/_ui/icons"
import { unanswered } from "@/app/_ui/unanswered"
import { connect, scan } from "@/app/(console)/resources/actions"
import { type ConnectFields, readConnectForm } from "@/app/(console)/resources/connect-form"
import { RegionFields } from "@/app/(console)/resources/region-fields"
import { TypePicker } from "@/app/(console)/resources/type-picker"
import type { TypeLabel } from "@/lib/aws/resource-types/registry"

type Phase = { step: "form" } | { step: "testing" } | { step: "starting"; account: string; region: string }

/** The scan whose failed slices are to be read again. */
export interface RetryOf {
  scanId: string
  accountId: string | null
  region: string
  /** How many slices failed; 0 where the scan never came to slices. */
  slices: number
}

/** The button, and the dialog behind it: keys, region, types; then test, then scan. For a retry the keys alone: they were forgotten. */
export function ConnectDialog({ types, retry }: { types: TypeLabel[]; retry?: RetryOf }) {
  const router = useRouter()
  const dialog = useRef<HTMLDialogElement>(null)
  const [phase, setPhase] = useState<Phase>({ step: "form" })
  const isWanted = useRef(false)
  const [errors, setErrors] = useState<ConnectFields>({})
  const isBusy = phase.step !== "form"

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const { credentials, request, errors: found } = readConnectForm(new FormData(event.currentTarget), retry?.scanId)
    setErrors(found)
    if (Object.keys(found).length > 0) return
    setPhase({ step: "testing" })
    isWanted.current = true
    const tested = await connect(credentials).catch(unanswered)
    if (!isWanted.current) return
    if (!tested.ok) return fail(tested)
    if (retry?.accountId && retry.accountId !== tested.value.accountId) {
      return fail({
        message: `These keys belong to account ${tested.value.accountId}. Use keys of account ${retry.accountId}.`,
        fields: {},
      })
    }
    setPhase({ step: "starting", account: tested.value.accountId, region: tested.value.region })
    const started = await scan(request).catch(unanswered)
    if (!started.ok) return fail(started)
    router.push(`/scans/${started.value}`)
  }

  // Closing while the connection is being tested: the scan is not wanted any more.
  const forget = () => {
    isWanted.current = false
    setPhase({ step: "form" })
  }

  const fail = (result: { message: string; fields: Record<string, string> }) => {
    setPhase({ step: "form" })
    // A retry has no fields but the keys: what concerns another one is told as a whole.
    const hasField = Object.keys(result.fields).some((name) => !retry || name.startsWith("aws_"))
    setErrors(hasField ? result.fields : { form: result.message })
  }

  return (
    <>
      <button type="button" className={retry ? "btn" : "btn btn-primary"} onClick={() => dialog.current?.showModal()}>
        {!retry && <CloudIcon />}
        {retry ? "Retry what failed" : "Connect to AWS"}
      </button>
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
          <header className="flex items-center gap-2.5 border-b border-line px-5 py-4">
            <CloudIcon />
            <h2 id="connect-title" className="text-l font-semibold">
              {retry ? "Retry what failed" : "Connect to AWS"}
            </h2>
            <span className="flex-1" />
            <button
              type="button"
              className="btn btn-quiet px-2"
              aria-label="Close"
              onClick={() => dialog.current?.close()}
            >
              <CloseIcon />
            </button>
          </header>
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
          <footer className="flex flex-wrap items-center gap-2.5 border-t border-line bg-bg px-5 py-3.5">
            <p className="min-w-40 flex-1 text-ink-3" aria-live="polite">
              <Status phase={phase} />
            </p>
            <button type="button" className="btn" onClick={() => dialog.current?.close()}>
              Cancel
            </button>
            <button type="submit" className="btn btn-primary" disabled={isBusy}>
              {phase.step === "testing"
                ? "Testing…"
                : phase.step === "starting"
                  ? "Starting…"
                  : retry
                    ? "Retry"
                    : "Connect & Scan"}
            </button>
          </footer>
        </form>
      </dialog>
    </>
  )
}

function whatIsRetried({ accountId, slices }: RetryOf): string {
  const what =
    slices > 0
      ? `A new scan of the ${plural(slices, "slice")} that could not be read completely`
      : "The same scan once more"
  return `${what}. The keys of the first one are forgotten: enter ${accountId ? `keys of account ${accountId}` : "them"} again.`
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
      <a href="/api/aws/iam-policy" target="_blank" rel="noreferrer">
        Needed permissions
      </a>
    </>
  )
}

/** Not password fields: a browser would offer to save the secret. The text is masked by its style instead. */
function KeyFields({ errors }: { errors: ConnectFields }) {
  const [isShown, setShown] = useState(false)
  const quiet = {
    autoComplete: "off",
    autoCapitalize: "none",
    autoCorrect: "off",
    spellCheck: false,
    "data-1p-ignore": true,
    "data-lpignore": "true",
  } as const
  const masked = isShown ? "font-mono" : "font-mono [-webkit-text-security:disc]"
  return (
    <>
      <div className="grid grid-cols-1 gap-3.5 md:grid-cols-2">
        <Field
          label="Access key ID"
          name="aws_access_key_id"
          className="font-mono"
          placeholder="AKIA…"
          error={errors.aws_access_key_id}
          {...quiet}
        />
        <Field
          label="Secret access key"
          name="aws_secret_access_key"
          className={masked}
          error={errors.aws_secret_access_key}
          trailing={
            <button
              type="button"
              className="font-medium text-link"
              aria-pressed={isShown}
              aria-label="Show the secret access key"
              onClick={() => setShown(!isShown)}
            >
              {isShown ? "Hide" : "Show"}
            </button>
          }
          {...quiet}
        />
      </div>
      <Field
        label="Session token"
        name="aws_session_token"
        className={masked}
        hint="Only for temporary keys (ASIA…). They expire by themselves: the safer choice."
        error={errors.aws_session_token}
        {...quiet}
      />
    </>
  )
}
