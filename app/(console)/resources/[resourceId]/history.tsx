import { Chip } from "@/app/_ui/chip"
import { formatCount } from "@/app/_ui/format"
import { Link } from "@/app/_ui/link"
import { ExactTime } from "@/app/_ui/time"
import { kindTones } from "@/app/(console)/_time/change-groups"
import { Differences } from "@/app/(console)/_time/difference"
import type { TypeLabel } from "@/lib/aws/resource-types/registry"
import type { ChangePage, ChangeView } from "@/lib/inventory/read/changes"

interface HistoryProps {
  page: ChangePage
  type: TypeLabel | undefined
  /** The resource's page, for its other moments; none where there is no room for them. */
  href?: string
  /** The moment that the page shows. */
  asOf?: string | null
}

/** When a resource appeared, changed, was removed and returned, field by field. */
export function History({ page: { changes, total, olderThan }, type, href, asOf = null }: HistoryProps) {
  return (
    <>
      <ol className="grid gap-3 px-3.5 py-3">
        {changes.map((change) => (
          <Change key={change.id} change={change} type={type} href={href} />
        ))}
      </ol>
      {olderThan !== null && (
        <p className="border-t border-line px-3.5 py-2 text-ink-3">
          {formatCount(changes.length)} of {formatCount(total)} shown.{" "}
          <Link
            href={`?${new URLSearchParams({ tab: "history", before: String(olderThan), ...(asOf && { as_of: asOf }) })}`}
          >
            Older changes
          </Link>
        </p>
      )}
    </>
  )
}

function Change({ change, type, href }: { change: ChangeView; type: TypeLabel | undefined; href: string | undefined }) {
  const { kind, at, scanId, requestedBy, shownAt } = change
  return (
    <li className="grid gap-1">
      <p className="flex flex-wrap items-center gap-x-2 leading-6 text-ink-3">
        <Chip tone={kindTones[kind]}>{kind}</Chip>
        <ExactTime at={at} />
        {scanId && (
          <Link className="underline" href={`/scans/${scanId}`}>
            {requestedBy ? `scan by ${requestedBy}` : "scan"}
          </Link>
        )}
        {href && shownAt && kind !== "removed" && (
          <Link className="underline" href={`${href}?as_of=${encodeURIComponent(shownAt)}`}>
            as it was then
          </Link>
        )}
      </p>
      <Differences fields={change.fields} type={type} />
    </li>
  )
}
