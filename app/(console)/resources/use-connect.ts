import { useRouter } from "next/navigation"
import { type FormEvent, useRef, useState } from "react"
import { unanswered } from "@/app/_ui/unanswered"
import { connect, scan } from "@/app/(console)/resources/actions"
import { type ConnectFields, readConnectForm } from "@/app/(console)/resources/connect-form"

export type Phase = { step: "form" } | { step: "testing" } | { step: "starting"; account: string; region: string }

/** The scan whose failed slices are read again. */
export interface RetryOf {
  scanId: string
  accountId: string | null
  region: string
  /** How many slices failed; 0 if the scan never had slices. */
  slices: number
}

/** The steps of the Connect dialog: test the keys, then start the scan and go to its page. */
export function useConnect(retry: RetryOf | undefined) {
  const router = useRouter()
  const [phase, setPhase] = useState<Phase>({ step: "form" })
  const [errors, setErrors] = useState<ConnectFields>({})
  /** Each submission has a number. Closing the dialog raises it, so that an answer to an older one is ignored. */
  const submission = useRef(0)

  const fail = ({ message, fields }: { message: string; fields: Record<string, string> }) => {
    setPhase({ step: "form" })
    // A retry shows only the key fields, so a message about another field is shown for the whole form.
    const hasField = Object.keys(fields).some((name) => !retry || name.startsWith("aws_"))
    setErrors(hasField ? fields : { form: message })
  }

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const { credentials, request, errors: found } = readConnectForm(new FormData(event.currentTarget), retry?.scanId)
    setErrors(found)
    if (Object.keys(found).length > 0) return
    setPhase({ step: "testing" })
    const own = ++submission.current
    const tested = await connect(credentials).catch(unanswered)
    if (own !== submission.current) return
    if (!tested.ok) return fail(tested)
    const { accountId, region } = tested.value
    if (retry?.accountId && retry.accountId !== accountId) return fail(otherAccount(accountId, retry.accountId))
    setPhase({ step: "starting", account: accountId, region })
    const started = await scan(request).catch(unanswered)
    if (own !== submission.current) return
    if (!started.ok) return fail(started)
    router.push(`/scans/${started.value}`)
  }

  const forget = () => {
    submission.current++
    setPhase({ step: "form" })
  }

  return { phase, errors, submit, forget }
}

const otherAccount = (actual: string, expected: string) => ({
  message: `These keys belong to account ${actual}. Use keys of account ${expected}.`,
  fields: {},
})
