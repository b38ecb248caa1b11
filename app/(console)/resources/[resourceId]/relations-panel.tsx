import { TypeIcon } from "@/app/_ui/icons"
import { Link } from "@/app/_ui/link"
import { fieldLabel } from "@/app/(console)/_time/fields"
import { resourceHref } from "@/app/(console)/resources/_table/table-state"
import { Panel } from "@/app/(console)/resources/[resourceId]/properties"
import { labelsOf, type TypeLabel } from "@/lib/aws/resource-types/registry"
import type { Naming, Relation } from "@/lib/inventory/read/relations"

interface RelationsPanelProps {
  type: TypeLabel | undefined
  relations: readonly Relation[]
  naming: { resources: readonly Naming[]; hasMore: boolean }
  asOf: string | null
}

/** What a resource names, and what names it. */
export function RelationsPanel({ type, relations, naming, asOf }: RelationsPanelProps) {
  const kinds = [...new Set(relations.map(({ kind }) => kind))]
  return (
    <div className="grid items-start gap-4 lg:grid-cols-2">
      <Panel title={`Names ${relations.length}`}>
        {relations.length === 0 && <p className="px-3.5 py-3 text-ink-3">Its properties name no other resource.</p>}
        <dl className="px-3.5 py-1">
          {kinds.map((kind) => (
            <div
              key={kind}
              className="grid grid-cols-[minmax(90px,170px)_minmax(0,1fr)] border-b border-line py-1.5 last:border-0"
            >
              <dt className="text-ink-2">{fieldLabel(kind, type)}</dt>
              <dd className="grid gap-1">
                {relations
                  .filter((relation) => relation.kind === kind)
                  .map((relation) => (
                    <Named key={relation.resource_id} relation={relation} asOf={asOf} />
                  ))}
              </dd>
            </div>
          ))}
        </dl>
      </Panel>
      <Panel title={`Named by ${naming.resources.length}${naming.hasMore ? "+" : ""}`}>
        <NamedBy resources={naming.resources} asOf={asOf} />
        {naming.hasMore && (
          <p className="border-t border-line px-3.5 py-2 text-ink-3">The first {naming.resources.length} are shown.</p>
        )}
      </Panel>
    </div>
  )
}

function Named({ relation: { id, resource_id }, asOf }: { relation: Relation; asOf: string | null }) {
  if (id) {
    return (
      <Link href={resourceHref(id, asOf)} className="font-mono text-s break-all">
        {resource_id}
      </Link>
    )
  }
  return (
    <span className="break-all">
      <span className="font-mono text-s">{resource_id}</span>{" "}
      <span className="text-ink-3">{asOf ? "was not in the inventory" : "is not in the inventory"}</span>
    </span>
  )
}

function NamedBy({ resources, asOf }: { resources: readonly Naming[]; asOf: string | null }) {
  const types = labelsOf([...new Set(resources.map(({ type }) => type))])
  if (resources.length === 0) return <p className="px-3.5 py-3 text-ink-3">No resource of the inventory names it.</p>
  return (
    <ul>
      {resources.map(({ id, type, resource_id, name, region }) => {
        const label = types.find((one) => one.type === type)
        return (
          <li key={id} className="flex items-center gap-2.5 border-b border-line px-3.5 py-2 last:border-0">
            {label && <TypeIcon icon={label.icon} />}
            <Link href={resourceHref(id, asOf)} className="min-w-0 truncate">
              {name ?? resource_id}
            </Link>
            <span className="ml-auto flex-none text-ink-3">{region}</span>
          </li>
        )
      })}
    </ul>
  )
}
