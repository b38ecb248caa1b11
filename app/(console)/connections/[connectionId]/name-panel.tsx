"use client"

import { useRouter } from "next/navigation"
import { Field } from "@/app/_ui/field"
import { toast } from "@/app/_ui/toast"
import { useSubmit } from "@/app/_ui/use-submit"
import { renameAccount } from "@/app/(console)/connections/actions"

interface NameProps {
  accountId: string
  name: string | null
}

/** The name that people read in the place of an account's number. An empty one takes the name away. */
export function NamePanel({ accountId, name }: NameProps) {
  const router = useRouter()
  const send = (form: FormData) =>
    renameAccount({ account_id: accountId, name: String(form.get("account_name") ?? "").trim() || null })
  const done = () => {
    toast("The account's name was saved")
    router.refresh()
  }
  const { submit, isBusy, errors } = useSubmit(send, done, ["name"])
  return (
    <section className="panel min-w-0">
      <h2 className="border-b border-line px-3.5 py-2.5 font-semibold">Account {accountId}</h2>
      <form onSubmit={submit} noValidate autoComplete="off" className="flex items-end gap-2 px-3.5 py-3">
        <div className="flex-1">
          <Field
            label="Name"
            name="account_name"
            defaultValue={name ?? ""}
            maxLength={80}
            hint="It stands in the place of the number on every page, and account: finds it."
            error={errors.name ?? errors.form}
          />
        </div>
        <button type="submit" className="btn" disabled={isBusy}>
          {isBusy ? "Saving…" : "Save"}
        </button>
      </form>
    </section>
  )
}
