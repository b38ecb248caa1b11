"use client"

import { useRouter } from "next/navigation"
import { useState } from "react"
import { CopyButton } from "@/app/_ui/copy-button"
import { Field } from "@/app/_ui/field"
import { Tabs } from "@/app/_ui/tabs"
import { RelativeTime } from "@/app/_ui/time"
import { toast } from "@/app/_ui/toast"
import { useSubmit } from "@/app/_ui/use-submit"
import { editConnection } from "@/app/(console)/connections/actions"
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

function CreateRole({ connection, documents }: { connection: ConnectionView; documents: RoleDocuments }) {
  const { external_id, principal_problem, actions, launch_url, is_quick_create } = documents
  const template = `/api/aws/cloudformation.yaml?connection=${connection.id}`
  return (
    <>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-1">
        <h3 className="font-medium">External id</h3>
        <p className="text-ink-2">Made by this server for this connection alone. The role asks for it at each use.</p>
        <div className="flex items-center gap-2 rounded-sm border border-line bg-bg px-2.5 py-1.5">
          <code className="min-w-0 flex-1 truncate font-mono text-s">{external_id}</code>
          <CopyButton text={external_id} label="Copy" className="btn px-2 py-0.5" />
        </div>
      </div>
      {principal_problem && (
        <p role="status" className="rounded-sm bg-warn-soft px-3 py-2 text-warn">
          {principal_problem}
        </p>
      )}
      <div className="grid grid-cols-[minmax(0,1fr)] gap-2">
        <div className="flex flex-wrap items-center gap-2">
          <h3 className="flex-1 font-medium">Create the role</h3>
          <a className="btn" href={template} download="aws-connect.yaml">
            Template
          </a>
          <a className="btn" href={launch_url} target="_blank" rel="noreferrer">
            {is_quick_create ? "Launch stack" : "Open CloudFormation"} ↗
          </a>
        </div>
        {!is_quick_create && (
          <p className="text-s text-ink-2">
            Save the template, open CloudFormation, and upload it there: CloudFormation reads templates from S3 alone.
            {connection.organisation &&
              " For all accounts at once, upload it as a stack set; for the management account, as a stack."}
          </p>
        )}
        <Tabs
          label="Ways to create the role"
          tabs={[
            { key: "cloudformation", label: "CloudFormation", content: <Code text={documents.cloudformation} /> },
            { key: "terraform", label: "Terraform", content: <Code text={documents.terraform} /> },
            { key: "cli", label: "AWS CLI", content: <Code text={documents.cli} /> },
            { key: "hand", label: "By hand", content: <ByHand documents={documents} /> },
          ]}
        />
        <p className="text-s text-ink-2">Allows {actions.length} read actions and nothing else.</p>
      </div>
    </>
  )
}

function Code({ text }: { text: string }) {
  return (
    <div className="relative mt-2 rounded-sm border border-line bg-bg">
      <CopyButton text={text} label="Copy" className="btn absolute top-1.5 right-1.5 px-2 py-0.5" />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard. */}
      <pre tabIndex={0} className="max-h-72 overflow-auto px-3 py-2 pr-20 font-mono text-s">
        {text}
      </pre>
    </div>
  )
}

function ByHand({ documents: { role_name, trust_policy, permission_policy } }: { documents: RoleDocuments }) {
  return (
    <ol className="mt-2 grid list-decimal grid-cols-[minmax(0,1fr)] gap-2 pl-5">
      <li>
        In the IAM console of the account, create a role with a custom trust policy:
        <Code text={trust_policy} />
      </li>
      <li>
        Add an inline policy with these permissions:
        <Code text={permission_policy} />
      </li>
      <li>
        Name the role <code className="font-mono">{role_name}</code>, create it, and copy its ARN.
      </li>
    </ol>
  )
}

const ROLE_FIELDS = ["role_arn", "session_name", "duration_seconds", "chain"]

function RoleForm({ connection, isGuided }: { connection: ConnectionView; isGuided: boolean }) {
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
      <Foot error={errors.form} isBusy={isBusy} isGuided={isGuided} word="Save the role" />
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

function Foot({
  error,
  isBusy,
  isGuided,
  word,
}: {
  error: string | undefined
  isBusy: boolean
  isGuided: boolean
  word: string
}) {
  return (
    <div className="flex items-center gap-3">
      <span role="alert" className="flex-1 text-bad">
        {error}
      </span>
      <button type="submit" className={isGuided ? "btn btn-primary" : "btn"} disabled={isBusy}>
        {isBusy ? "Saving…" : isGuided ? "Continue to test" : word}
      </button>
    </div>
  )
}

function Keys({
  connection,
  mayManage,
  isGuided,
}: {
  connection: ConnectionView
  mayManage: boolean
  isGuided: boolean
}) {
  const router = useRouter()
  const [isOpen, setOpen] = useState(false)
  const send = (form: FormData) => {
    const text = (name: string) => String(form.get(name) ?? "")
    const keys = ["aws_access_key_id", "aws_secret_access_key", "aws_session_token"]
    return editConnection(connection.id, Object.fromEntries(keys.map((key) => [key, text(key) || null])))
  }
  const done = () => {
    setOpen(false)
    toast("The keys were replaced. Test them.")
    router.refresh()
  }
  const { submit, isBusy, errors } = useSubmit(send, done, [
    "aws_access_key_id",
    "aws_secret_access_key",
    "aws_session_token",
  ])
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
          <Foot error={errors.form} isBusy={isBusy} isGuided={false} word="Replace the keys" />
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
  <a className="btn btn-primary" href={`/connections/${connection.id}?step=test`}>
    Continue to test
  </a>
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
