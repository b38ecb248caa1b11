"use client"

import { useRouter } from "next/navigation"
import { signIn } from "next-auth/react"
import { type FormEvent, useState } from "react"
import { Field } from "@/app/_ui/field"
import { unanswered } from "@/app/_ui/unanswered"
import { createAdministrator } from "@/app/(auth)/setup/actions"

interface Problem {
  message: string
  fields: Record<string, string>
}

/** Creates the administrator at the first visit. Its length is one piece of markup, which reads better whole. */
export function SetupForm() {
  const router = useRouter()
  const [problem, setProblem] = useState<Problem | null>(null)
  const [isBusy, setBusy] = useState(false)

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const { code, email, password } = Object.fromEntries(new FormData(event.currentTarget))
    setBusy(true)
    const result = await createAdministrator({ code, email, password }).catch(unanswered)
    if (!result.ok) {
      setProblem(result)
      setBusy(false)
      return
    }
    const answer = await signIn("credentials", { redirect: false, email, password }).catch(() => undefined)
    router.replace(answer?.ok ? "/overview" : "/sign-in")
    router.refresh()
  }

  const fields = problem?.fields ?? {}
  return (
    <form method="post" onSubmit={submit} className="panel grid gap-4 p-5" noValidate>
      <div className="grid gap-1">
        <h1 className="text-xl font-semibold">First visit</h1>
        <p className="text-ink-2">Create the administrator. The setup code shows that you run this server.</p>
      </div>
      <Field
        label="Setup code"
        name="code"
        hint="The server printed it when it started."
        autoComplete="off"
        autoFocus
        className="font-mono uppercase"
        error={fields.code}
      />
      <Field label="E-mail" name="email" type="email" autoComplete="username" error={fields.email} />
      <Field
        label="Password"
        name="password"
        type="password"
        hint="12 characters or more."
        autoComplete="new-password"
        error={fields.password}
      />
      {problem && Object.keys(fields).length === 0 && (
        <p role="alert" className="text-bad">
          {problem.message}
        </p>
      )}
      <button type="submit" className="btn btn-primary" disabled={isBusy}>
        {isBusy ? "Creating…" : "Create administrator"}
      </button>
    </form>
  )
}
