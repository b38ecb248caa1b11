import { formatCount } from "@/app/_ui/format"
import { Link } from "@/app/_ui/link"
import { ChangeGroups } from "@/app/(console)/_time/change-groups"
import { Live } from "@/app/(console)/_time/live"
import { labelsOf } from "@/lib/aws/resource-types/registry"
import type { Ctx } from "@/lib/context"
import { orNull } from "@/lib/errors"
import { changeKinds, feedSchema } from "@/lib/inventory/history/schema"
import { countScanChanges, listFeed } from "@/lib/inventory/read/feed"
import { recently } from "@/lib/inventory/read/recent"

const SHOWN = 50

/** Why no change is listed. What a running scan will find is not known yet. */
function nothingListed(isRead: boolean, isOpen: boolean): string {
  if (!isRead) return "Its changes are too many to be listed here."
  return isOpen
    ? "Nothing different so far. The scan is still running."
    : "Nothing is different from what was known before."
}

/** What a scan found new, changed, gone and returned. */
export async function ScanFound({ ctx, scanId, isOpen }: { ctx: Ctx; scanId: string; isOpen: boolean }) {
  const q = `scan:${scanId}`
  const [counts, feed] = await Promise.all([
    orNull(recently(ctx, `changes of ${scanId}`, () => countScanChanges(ctx, scanId))),
    orNull(listFeed(ctx, feedSchema.parse({ q, limit: SHOWN }))),
  ])
  const { changes, next_cursor: next } = feed ?? { changes: [], next_cursor: null }
  const types = labelsOf([...new Set(changes.map(({ resource }) => resource.type))])
  const all = `/changes?${new URLSearchParams({ q })}`
  return (
    <section className="panel mt-4" aria-label="What it found">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line px-3.5 py-2.5">
        <h2 className="font-semibold">What it found</h2>
        <Live isRunning={isOpen} mayBegin={false} />
        {changeKinds.map((kind) => (
          <Link key={kind} href={`${all}&kind=${kind}`}>
            {counts && formatCount(counts[kind])} {kind}
          </Link>
        ))}
      </div>
      {changes.length === 0 ? (
        <p className="px-3.5 py-3 text-ink-2">{nothingListed(feed !== null, isOpen)}</p>
      ) : (
        <ChangeGroups changes={changes} types={types} />
      )}
      {next && (
        <p className="border-t border-line px-3.5 py-2">
          <Link href={all}>All changes of this scan</Link>
        </p>
      )}
    </section>
  )
}
