import { Account } from "@/app/_ui/account"
import { Chip } from "@/app/_ui/chip"
import { TypeIcon } from "@/app/_ui/icons"
import { Link } from "@/app/_ui/link"
import { RelativeTime } from "@/app/_ui/time"
import { Differences } from "@/app/(console)/_time/difference"
import { type ChangeGroup, groupChanges, sentenceOf } from "@/app/(console)/_time/group-changes"
import type { TypeLabel } from "@/lib/aws/resource-types/registry"
import type { FeedChange } from "@/lib/inventory/read/feed"

export const kindTones = { appeared: "ok", changed: "info", removed: "bad", returned: "ok" } as const
/** So many resources of a group are named at once. */
const NAMED = 3

/** Changes, the newest first, with those together that one scan found alike. */
export function ChangeGroups({ changes, types }: { changes: readonly FeedChange[]; types: readonly TypeLabel[] }) {
  return (
    <ol className="grid">
      {groupChanges(changes, types).map((group) => (
        <Group key={group.key} group={group} type={types.find(({ type }) => type === group.type)} />
      ))}
    </ol>
  )
}

function Group({ group, type }: { group: ChangeGroup; type: TypeLabel | undefined }) {
  const { changes, kind, at, scanId, fields } = group
  const named = changes.slice(0, NAMED)
  const rest = changes.slice(NAMED)
  const places = new Map(changes.map(({ resource: one }) => [`${one.account_id} ${one.region}`, one]))
  const [place] = places.values()
  return (
    <li className="grid grid-cols-[76px_minmax(0,1fr)] gap-x-3 border-b border-line px-3.5 py-2.5 last:border-0 max-md:grid-cols-1">
      <span className="pt-0.5">
        <Chip tone={kindTones[kind]}>{kind}</Chip>
      </span>
      <div className="grid min-w-0 gap-1">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 leading-6">
          {type && <TypeIcon icon={type.icon} />}
          <span className="font-medium break-all">
            {changes.length === 1 ? (
              <>
                <ResourceLink change={changes[0] as FeedChange} /> {kind}
              </>
            ) : (
              sentenceOf(group, type)
            )}
          </span>
          <span className="text-ink-3">
            {places.size === 1 && place ? (
              <>
                <Account id={place.account_id} />, {place.region}
              </>
            ) : (
              `${places.size} places`
            )}
            , <RelativeTime at={at} suffix=" ago" />
            {scanId && (
              <>
                ,{" "}
                <Link className="underline" href={`/scans/${scanId}`}>
                  scan
                </Link>
              </>
            )}
          </span>
        </p>
        {changes.length > 1 && (
          <div className="leading-6 text-ink-2">
            {named.map((change, index) => (
              <span key={change.id}>
                {index > 0 && ", "}
                <ResourceLink change={change} />
              </span>
            ))}
            {rest.length > 0 && <Rest changes={rest} />}
          </div>
        )}
        {/* Those of a group differ alike, but for what stayed. */}
        <Differences fields={fields} type={type} hidesKept={changes.length > 1} />
      </div>
    </li>
  )
}

function Rest({ changes }: { changes: readonly FeedChange[] }) {
  return (
    <details className="mt-1">
      <summary className="w-fit cursor-pointer py-0.5 leading-6 text-link">and {changes.length} more</summary>
      {changes.map((change) => (
        <span key={change.id} className="mr-2 inline-block leading-6">
          <ResourceLink change={change} />
        </span>
      ))}
    </details>
  )
}

const ResourceLink = ({ change: { resource } }: { change: FeedChange }) => (
  <Link href={`/resources/${resource.id}?tab=history`}>{resource.name ?? resource.resource_id}</Link>
)
