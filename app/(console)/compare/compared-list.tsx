import { Account } from "@/app/_ui/account"
import { TypeIcon } from "@/app/_ui/icons"
import { Link } from "@/app/_ui/link"
import { RelativeTime } from "@/app/_ui/time"
import { Differences } from "@/app/(console)/_time/difference"
import { fieldLabel } from "@/app/(console)/_time/fields"
import { resourceHref } from "@/app/(console)/resources/_table/table-state"
import { labelsOf } from "@/lib/aws/resource-types/registry"
import type { Fate } from "@/lib/inventory/history/schema"
import type { Compared } from "@/lib/inventory/read/compare"

interface ComparedListProps {
  resources: readonly Compared[]
  kind: Fate
  from: string
  to: string | null
}

/** The resources of one list. A changed one opens to its fields. */
export function ComparedList({ resources, kind, from, to }: ComparedListProps) {
  const types = labelsOf([...new Set(resources.map(({ type }) => type))])
  const moment = kind === "removed" ? from : to
  return (
    <ul>
      {resources.map((one) => {
        const type = types.find((label) => label.type === one.type)
        const href = resourceHref(one.id, kind === "transient" ? null : moment)
        const head = (
          <>
            {type && <TypeIcon icon={type.icon} />}
            <span className="min-w-0 flex-1 basis-56">
              {/* What opens to its fields can't be a link as well; its link stands inside. */}
              {kind === "changed" ? (
                <span className="font-semibold">{one.name ?? one.resource_id}</span>
              ) : (
                <Link href={href} className="font-semibold text-ink no-underline hover:underline">
                  {one.name ?? one.resource_id}
                </Link>
              )}
              <span className="block truncate font-mono text-xs text-ink-3">{one.resource_id}</span>
            </span>
            <span className="basis-56 text-ink-2 md:whitespace-nowrap">
              <Account id={one.account_id} />, {one.region}
            </span>
            <span className="min-w-0 flex-1 basis-48 truncate text-ink-2">
              {Object.keys(one.fields)
                .map((field) => fieldLabel(field, type))
                .join(", ")}
            </span>
            <span className="text-ink-3">
              <RelativeTime at={one.compared_at} suffix=" ago" />
            </span>
          </>
        )
        if (kind !== "changed") {
          return (
            <li
              key={one.id}
              className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-3.5 py-2 last:border-0"
            >
              {head}
            </li>
          )
        }
        return (
          <li key={one.id} className="border-b border-line last:border-0">
            <details>
              <summary className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3.5 py-2 marker:content-none hover:bg-sunken">
                {head}
              </summary>
              <div className="grid gap-2 px-3.5 pt-1 pb-3 pl-11">
                <Differences fields={one.fields} type={type} />
                <p className="flex flex-wrap gap-3">
                  <Link href={href}>Open resource</Link>
                  <Link href={`/resources/${one.id}?tab=history`}>
                    {one.changes === 1 ? "Its history" : `All ${one.changes} changes`}
                  </Link>
                </p>
              </div>
            </details>
          </li>
        )
      })}
    </ul>
  )
}
