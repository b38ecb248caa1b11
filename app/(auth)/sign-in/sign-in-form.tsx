"use client"

import { useRouter } from "next/navigation"
import { signIn } from "next-auth/react"
import { type FormEvent, useState } from "react"
import { Field } from "@/app/_ui/field"

/** @param goal the page that follows. */
export function SignInForm({ goal }: { goal: string }) {
  const router = useRouter()
  const [error, setError] = useState<string>()
  const [isBusy, setBusy] = useState(false)

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    setBusy(true)
    setError(undefined)
    const answer = await signIn("credentials", {
      redirect: false,
      email: form.get("email"),
      password: form.get("password"),
    }).catch(() => null)
    setBusy(false)
    if (answer?.ok) {
      router.replace(goal)
      router.refresh()
    } else setError(explain(answer?.error))
  }

  return (
    <form method="post" onSubmit={submit} className="panel grid gap-4 p-5">
      <h1 className="text-xl font-semibold">Sign in</h1>
      <Field label="E-mail" name="email" type="email" autoComplete="username" required autoFocus />
      <Field label="Password" name="password" type="password" autoComplete="current-password" required error={error} />
      <button type="submit" className="btn btn-primary" disabled={isBusy}>
        {isBusy ? "Signing in…" : "Sign in"}
      </button>
    </form>
  )
}

/** next-auth reports `CredentialsSignin` for a wrong password, and passes other messages on unchanged. */
function explain(error: string | null | undefined): string {
  if (!error) return "The server did not answer. Try again."
  return error === "CredentialsSignin" ? "E-mail or password is wrong." : error
}
