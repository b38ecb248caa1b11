"use client"

import { useRouter } from "next/navigation"
import { signIn } from "next-auth/react"
import { type FormEvent, useState } from "react"
import { Field } from "@/app/_ui/field"
import { unanswered } from "@/app/_ui/unanswered"
import { replacePassword } from "@/app/(auth)/password/actions"
import { before } from "@/lib/web/address"

/** The only page that a one-time password opens. Its length is one piece of markup, which reads better whole. */
export function PasswordForm({ email, goal }: { email: string; goal: string }) {
  const router = useRouter()
  const [problem, setProblem] = useState<string>()
  const [isBusy, setBusy] = useState(false)

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    if (form.get("password") !== form.get("again")) return setProblem("The two passwords differ.")
    setBusy(true)
    const password = String(form.get("password"))
    const result = await replacePassword({ password }).catch(unanswered)
    if (!result.ok) {
      setBusy(false)
      const fields: Record<string, string> = result.fields
      return setProblem(fields.password ?? result.message)
    }
    // The session ended with the one-time password that it began with.
    const answer = await signIn("credentials", { redirect: false, email, password }).catch(() => undefined)
    router.replace(answer?.ok ? goal : before("/sign-in", goal))
    router.refresh()
  }

  return (
    <form method="post" onSubmit={submit} className="panel grid gap-4 p-5" noValidate>
      <div className="grid gap-1">
        <h1 className="text-xl font-semibold">Choose a password</h1>
        <p className="text-ink-2">Your one-time password worked. Replace it with your own to continue.</p>
      </div>
      <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
      <Field
        label="New password"
        name="password"
        type="password"
        hint="12 characters or more."
        autoComplete="new-password"
        autoFocus
        error={problem}
      />
      <Field label="Repeat the password" name="again" type="password" autoComplete="new-password" />
      <button type="submit" className="btn btn-primary" disabled={isBusy}>
        {isBusy ? "Saving…" : "Save and continue"}
      </button>
    </form>
  )
}
