"use client"

import { useRouter } from "next/navigation"
import { useState } from "react"
import { Link } from "@/app/_ui/link"
import { RelativeTime } from "@/app/_ui/time"
import { toast } from "@/app/_ui/toast"
import { useSubmit } from "@/app/_ui/use-submit"
import { CreateRole } from "@/app/(console)/connections/[connectionId]/create-role"
import { RoleForm } from "@/app/(console)/connections/[connectionId]/role-form"
import { SaveFoot } from "@/app/(console)/connections/[connectionId]/save-foot"
import { editConnection } from "@/app/(console)/connections/actions"
import { KEY_NAMES, readKeys } from "@/app/(console)/connections/read-form"
import { KeyFields } from "@/app/(console)/resources/key-fields"
import type { RoleDocuments } from "@/lib/connections/documents/documents"
import type { ConnectionView } from "@/lib/connections/view"

interface AccessProps {
  connection: ConnectionView
  /** How the role is made; null for another kind, or who may not use the connection. */
  documents: RoleDocuments | null
  mayManage: boolean
  /** Whether this is a step of a new connection. */
  isGuided: boolean
}

/** With what the account is reached: a role and how to create it, keys to replace, or what the machine has. */
export function AccessPanel(props: AccessProps) {
  const { connection, documents, mayManage, isGuided } = props
  return (
    <section className="panel min-w-0">
      <h2 className="border-b border-line px-3.5 py-2.5 font-semibold">Access</h2>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4 px-3.5 py-3.5">
        {documents && <CreateRole connection={connection} documents={documents} />}
        {!mayManage && connection.kind === "role" && <RoleFacts connection={connection} />}
        {mayManage && connection.kind === "role" && <RoleForm connection={connection} isGuided={isGuided} />}
        {connection.kind === "keys" && <Keys connection={connection} mayManage={mayManage} isGuided={isGuided} />}
        {connection.kind === "ambient" && <Ambient connection={connection} isGuided={isGuided} />}
      </div>
    </section>
  )
}

function RoleFacts({ connection: { role_arn, chain, session_name } }: { connection: ConnectionView }) {
  if (!role_arn) return <p className="text-ink-2">It has no role yet. An administrator finishes it.</p>
  return (
    <p>
      Reached by <code className="font-mono break-all">{[role_arn, ...chain].join(", then ")}</code>
      {session_name && ` in sessions named ${session_name}`}.
    </p>
  )
}

function Keys({ connection, mayManage, isGuided }: Omit<AccessProps, "documents">) {
  const router = useRouter()
  const [isOpen, setOpen] = useState(false)
  const send = (form: FormData) => editConnection(connection.id, readKeys(form))
  const done = () => {
    setOpen(false)
    toast("The keys were replaced. Test them.")
    router.refresh()
  }
  const { submit, isBusy, errors } = useSubmit(send, done, KEY_NAMES)
  return (
    <>
      <p>
        <code className="font-mono">{connection.access_key_id}</code>, saved{" "}
        {connection.keys_changed_at && <RelativeTime at={connection.keys_changed_at} suffix=" ago" />}. The secret is
        sealed, and shown to nobody. A role is better: no key has to be replaced, and none can be stolen.
      </p>
      {isOpen && (
        <form onSubmit={submit} noValidate autoComplete="off" className="grid gap-3">
          <KeyFields errors={errors} />
          <SaveFoot error={errors.form} isBusy={isBusy} isGuided={false} word="Replace the keys" />
        </form>
      )}
      <div className="flex justify-end gap-2">
        {mayManage && !isOpen && (
          <button type="button" className="btn" onClick={() => setOpen(true)}>
            Replace the keys
          </button>
        )}
        {isGuided && <Next connection={connection} />}
      </div>
    </>
  )
}

const Next = ({ connection }: { connection: ConnectionView }) => (
  <Link className="btn btn-primary" href={`/connections/${connection.id}?step=test`}>
    Continue to test
  </Link>
)

function Ambient({ connection, isGuided }: { connection: ConnectionView; isGuided: boolean }) {
  const arn = connection.last_test?.arn
  return (
    <>
      <p>
        The SDK looks for credentials in the environment, the profile, the container's or instance's role and web
        identity, in this order; on Vercel, its own identity assumes <code>AWS_ROLE_ARN</code>.{" "}
        {arn ? (
          <>
            AWS calls it <code className="font-mono break-all">{arn}</code>.
          </>
        ) : (
          "The test shows who that is."
        )}
      </p>
      {isGuided && (
        <div className="flex justify-end">
          <Next connection={connection} />
        </div>
      )}
    </>
  )
}
