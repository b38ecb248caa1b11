"use client"

import { useEffect, useState } from "react"
import { CopyButton } from "@/app/_ui/copy-button"
import { CloseIcon, TypeIcon } from "@/app/_ui/icons"
import { isElsewhere } from "@/app/_ui/keys"
import { Link } from "@/app/_ui/link"
import { Tabs } from "@/app/_ui/tabs"
import { resourceHref } from "@/app/(console)/resources/_table/table-state"
import { History } from "@/app/(console)/resources/[resourceId]/history"
import { Properties, Tags } from "@/app/(console)/resources/[resourceId]/properties"
import { typeLabel } from "@/app/(console)/resources/actions"
import type { TypeLabel } from "@/lib/aws/resource-types/registry"
import type { ChangeView } from "@/lib/inventory/read/changes"
import type { Relation } from "@/lib/inventory/read/relations"
import type { ResourceView } from "@/lib/inventory/read/view"

type Loaded = ResourceView & { relations: Relation[] }

interface Data {
  resource: Loaded
  type: TypeLabel | null
  changes: ChangeView[]
}

const shared = ["status", "account_id", "region", "arn", "vpc_id", "subnet_id", "private_ip", "public_ip"] as const

interface SidePanelProps {
  id: string
  /** The moment that is shown; null for now. */
  asOf: string | null
  onClose: () => void
}

/** One resource beside the list: properties, tags, changes and JSON. Its title opens its page. */
export function SidePanel({ id, asOf, onClose }: SidePanelProps) {
  const { data, problem } = useResource(id, asOf)
  const resource = data?.resource
  const type = data?.type ?? undefined
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key === "Escape" && !isElsewhere(event)) onClose()
    }
    window.addEventListener("keydown", press)
    return () => window.removeEventListener("keydown", press)
  }, [onClose])
  return (
    <section aria-label="Resource" className="panel side-panel" aria-busy={!data && !problem}>
      <header className="flex items-center gap-2 border-b border-line px-3 py-2">
        {type && <TypeIcon icon={type.icon} />}
        <h2 className="min-w-0 flex-1 truncate font-semibold">
          <Link href={resourceHref(id, asOf)} className="text-ink no-underline hover:underline">
            {resource ? (resource.name ?? resource.resource_id) : problem ? "Not shown" : "Loading…"}
          </Link>
        </h2>
        {resource && (
          <CopyButton
            text={resource.arn ?? resource.resource_id}
            label={resource.arn ? "Copy ARN" : "Copy id"}
            className="btn px-2 py-1"
          />
        )}
        <button type="button" aria-label="Close the resource" className="btn-close" onClick={onClose}>
          <CloseIcon />
        </button>
      </header>
      {problem && (
        <p role="alert" className="px-3 py-4 text-bad">
          {problem}
        </p>
      )}
      {!data && !problem && <div className="skeleton m-3 h-64" />}
      {resource && <Content resource={resource} changes={data.changes} type={type} asOf={asOf} />}
    </section>
  )
}

interface ContentProps extends Pick<SidePanelProps, "asOf"> {
  resource: Loaded
  changes: ChangeView[]
  type: TypeLabel | undefined
}

function Content({ resource, changes, type, asOf }: ContentProps) {
  const { [type?.sealed?.property ?? ""]: _, ...properties } = resource.type_specific_properties
  const facts = Object.fromEntries(shared.map((key) => [key, resource[key]]))
  const page = { changes, total: changes.length, olderThan: null }
  return (
    <Tabs
      label="Resource"
      tabs={[
        {
          key: "properties",
          label: "Properties",
          content: (
            <div className="max-h-[66vh] overflow-y-auto">
              <Properties values={{ id: resource.resource_id, ...facts }} relations={resource.relations} asOf={asOf} />
              <Properties values={properties} display={type?.display} relations={resource.relations} asOf={asOf} />
            </div>
          ),
        },
        {
          key: "tags",
          label: `Tags ${resource.tags ? Object.keys(resource.tags).length : ""}`,
          content: resource.tags ? (
            <div className="max-h-[66vh] overflow-y-auto">
              {Object.keys(resource.tags).length ? (
                <Tags tags={resource.tags} />
              ) : (
                <p className="px-3.5 py-3 text-ink-2">It has no tags.</p>
              )}
            </div>
          ) : (
            <p className="px-3.5 py-3 text-warn">The tags could not be read.</p>
          ),
        },
        {
          key: "changes",
          label: "Changes",
          content: (
            <div className="max-h-[66vh] overflow-y-auto">
              <History page={page} type={type} />
            </div>
          ),
        },
        {
          key: "json",
          label: "JSON",
          content: (
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard.
            <pre tabIndex={0} className="max-h-[66vh] overflow-auto px-3.5 py-3 font-mono text-s">
              {JSON.stringify(resource, null, 2)}
            </pre>
          ),
        },
      ]}
    />
  )
}

const labels = new Map<string, TypeLabel>()

/** A type's labels, asked for once. Without them, properties show their keys. */
async function labelOf(type: string): Promise<TypeLabel | null> {
  const known = labels.get(type)
  if (known) return known
  const result = await typeLabel(type).catch(() => null)
  const label = result?.ok ? result.value : null
  if (label) labels.set(type, label)
  return label
}

function useResource(id: string, asOf: string | null): { data: Data | null; problem: string | null } {
  const [data, setData] = useState<Data | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  useEffect(() => {
    const abort = new AbortController()
    const read = async <T,>(path: string): Promise<T> => {
      const answer = await fetch(path, { signal: abort.signal })
      if (!answer.ok) throw new Error(((await answer.json()) as { detail?: string }).detail ?? "")
      return (await answer.json()) as T
    }
    const load = async () => {
      const [resource, history] = await Promise.all([
        read<Loaded>(`/api/aws/resources/${id}${asOf ? `?as_of=${asOf}` : ""}`),
        read<{
          changes: (Omit<ChangeView, "scanId" | "requestedBy" | "shownAt"> & {
            scan_id: string | null
            shown_at: string | null
          })[]
        }>(`/api/aws/resources/${id}/changes`),
      ])
      const changes = history.changes.map(({ scan_id: scanId, shown_at: shownAt, ...change }) => ({
        ...change,
        ...{ scanId, shownAt },
        requestedBy: null,
      }))
      const type = await labelOf(resource.type)
      if (!abort.signal.aborted) setData({ resource, changes, type })
    }
    load().catch((error: Error) => {
      if (!abort.signal.aborted) setProblem(error.message || "The server did not answer. Try again.")
    })
    return () => abort.abort()
  }, [id, asOf])
  return { data, problem }
}
