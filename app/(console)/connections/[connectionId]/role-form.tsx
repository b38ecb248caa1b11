import { useRouter } from "next/navigation"
import { Field } from "@/app/_ui/field"
import { toast } from "@/app/_ui/toast"
import { useSubmit } from "@/app/_ui/use-submit"
import { SaveFoot } from "@/app/(console)/connections/[connectionId]/save-foot"
import { editConnection } from "@/app/(console)/connections/actions"
import type { ConnectionView } from "@/lib/connections/view"

const ROLE_FIELDS = ["role_arn", "session_name", "duration_seconds", "chain"]

/** Which role is assumed, and how. */
export function RoleForm({ connection, isGuided }: { connection: ConnectionView; isGuided: boolean }) {
  const router = useRouter()
  const send = (form: FormData) => editConnection(connection.id, readRole(form))
  const { submit, isBusy, errors } = useSubmit(
    send,
    () => {
      if (isGuided) router.push(`/connections/${connection.id}?step=test`)
      else toast("The role was saved. Test it.")
      router.refresh()
    },
    ROLE_FIELDS,
  )
  return (
    <form onSubmit={submit} noValidate autoComplete="off" className="grid gap-3">
      <Field
        label="Role ARN"
        name="role_arn"
        className="font-mono"
        placeholder="arn:aws:iam::123456789012:role/aws-connect-read"
        defaultValue={connection.role_arn ?? ""}
        error={errors.role_arn}
      />
      <RoleDetails connection={connection} errors={errors} />
      <SaveFoot error={errors.form} isBusy={isBusy} isGuided={isGuided} word="Save the role" />
    </form>
  )
}

function RoleDetails({
  connection,
  errors,
}: {
  connection: ConnectionView
  errors: Record<string, string | undefined>
}) {
  return (
    <details>
      <summary className="cursor-pointer py-1 text-link">Session name, duration, second role</summary>
      <div className="grid gap-3 pt-2 md:grid-cols-2">
        <Field
          label="Session name"
          name="session_name"
          hint="CloudTrail of the account shows it, with the scan's id behind it."
          placeholder="aws-connect"
          defaultValue={connection.session_name ?? ""}
          error={errors.session_name}
        />
        <Field
          label="Duration in seconds"
          name="duration_seconds"
          hint="900 up to the role's own maximum. Longer scans renew it."
          inputMode="numeric"
          placeholder="3600"
          defaultValue={connection.duration_seconds ?? ""}
          error={errors.duration_seconds}
        />
        <Field
          label="Second role"
          name="chain"
          hint="Assumed with the first one's credentials, for an hour at most."
          className="font-mono"
          defaultValue={connection.chain.join(" ")}
          error={errors.chain}
        />
      </div>
    </details>
  )
}

function readRole(form: FormData) {
  const text = (name: string) => String(form.get(name) ?? "").trim()
  return {
    role_arn: text("role_arn"),
    session_name: text("session_name") || null,
    duration_seconds: text("duration_seconds") ? Number(text("duration_seconds")) : null,
    chain: text("chain")
      .split(/[\s,]+/)
      .filter(Boolean),
  }
}
