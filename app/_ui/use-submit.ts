import { type FormEvent, useState, useTransition } from "react"
import { unanswered } from "@/app/_ui/unanswered"

type Result<T> = { ok: true; value: T } | { ok: false; message: string; fields: Record<string, string> }

/**
 * Sends a form to a server action. What was typed stays where it is; messages stand beside their fields, and one that
 * belongs to no field of the form in `form`.
 * @param known the names of the form's fields.
 */
export function useSubmit<T>(
  send: (form: FormData) => Promise<Result<T>>,
  done: (value: T) => void,
  known: readonly string[] = [],
) {
  const [isSending, setSending] = useState(false)
  // Busy until the page that it leads to is there, so that a second press does nothing twice.
  const [isLeaving, leave] = useTransition()
  const [errors, setErrors] = useState<Record<string, string | undefined>>({})
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    setSending(true)
    setErrors({})
    const result = await send(new FormData(event.currentTarget)).catch(unanswered)
    setSending(false)
    if (result.ok) return leave(() => done(result.value))
    const hasField = Object.keys(result.fields).some((name) => known.includes(name))
    setErrors(hasField ? result.fields : { form: result.message })
  }
  return { submit, isBusy: isSending || isLeaving, errors }
}
