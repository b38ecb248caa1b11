import { Panel, Tags } from "@/app/(console)/resources/[resourceId]/properties"

/** Tags, or why there are none to show. */
export function TagsPanel({ tags }: { tags: Record<string, string> | null }) {
  if (!tags) {
    return (
      <Panel title="Tags (unknown)">
        <p className="px-3.5 py-3 text-warn">The tags could not be read. They are unknown, not absent.</p>
      </Panel>
    )
  }
  const count = Object.keys(tags).length
  return (
    <Panel title={`Tags (${count})`}>
      {count === 0 && <p className="px-3.5 py-3 text-ink-3">This resource has no tags.</p>}
      {count > 0 && <Tags tags={tags} />}
    </Panel>
  )
}
