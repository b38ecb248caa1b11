import { CopyButton } from "@/app/_ui/copy-button"
import { Tabs } from "@/app/_ui/tabs"
import type { RoleDocuments } from "@/lib/connections/documents/documents"
import type { ConnectionView } from "@/lib/connections/view"

/** Everything with which the role is made: external id, templates, and what to do by hand. */
export function CreateRole({ connection, documents }: { connection: ConnectionView; documents: RoleDocuments }) {
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
          {launch_url && (
            <a className="btn" href={launch_url} target="_blank" rel="noreferrer">
              {is_quick_create ? "Launch stack" : "Open CloudFormation"} ↗
            </a>
          )}
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

function ByHand({ documents: { role_name, trust_policy, permission_policies } }: { documents: RoleDocuments }) {
  return (
    <ol className="mt-2 grid list-decimal grid-cols-[minmax(0,1fr)] gap-2 pl-5">
      <li>
        In the IAM console of the account, create a role with a custom trust policy:
        <Code text={trust_policy} />
      </li>
      <li>
        {permission_policies.length === 1
          ? "Add an inline policy with these permissions:"
          : `Add ${permission_policies.length} inline policies with these permissions:`}
        {permission_policies.map((policy) => (
          <Code key={policy} text={policy} />
        ))}
      </li>
      <li>
        Name the role <code className="font-mono">{role_name}</code>, create it, and copy its ARN.
      </li>
    </ol>
  )
}
