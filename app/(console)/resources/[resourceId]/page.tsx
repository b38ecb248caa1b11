import type { Metadata } from "next"
import Link from "next/link"
import { notFound } from "next/navigation"
import { cache } from "react"
import { formatCount, formatExact } from "@/app/_ui/format"
import { Notice } from "@/app/_ui/notice"
import { History } from "@/app/(console)/resources/[resourceId]/history"
import { Identity } from "@/app/(console)/resources/[resourceId]/identity"
import { Panel, Properties } from "@/app/(console)/resources/[resourceId]/properties"
import { ResourceHeader } from "@/app/(console)/resources/[resourceId]/resource-header"
import { SealedPanel } from "@/app/(console)/resources/[resourceId]/sealed-panel"
import { TagsPanel } from "@/app/(console)/resources/[resourceId]/tags-panel"
import { can } from "@/lib/auth/permissions"
import { typeLabels } from "@/lib/aws/resource-types/registry"
import { AppError } from "@/lib/errors"
import { listChanges } from "@/lib/inventory/read/changes"
import { getResource } from "@/lib/inventory/read/list"
import { listRelations } from "@/lib/inventory/read/relations"
import { requireCtx } from "@/lib/web/session"

interface PageProps {
  params: Promise<{ resourceId: string }>
  searchParams: Promise<{ before?: string | string[] }>
}

/** Loaded once per request, for both the page and its title. */
const load = cache(async (id: string) => {
  const ctx = await requireCtx("inventory.read")
  const resource = await getResource(ctx, id).catch((error: unknown) => {
    if (error instanceof AppError && error.code === "not_found") notFound()
    throw error
  })
  return { ctx, resource }
})

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const { resource } = await load((await params).resourceId)
  return { title: resource.name ?? resource.resource_id }
}

/** One resource with its facts, tags, values and history. Its length is one piece of markup, which reads better whole. */
export default async function ResourcePage({ params, searchParams }: PageProps) {
  const { ctx, resource } = await load((await params).resourceId)
  const before = Number([(await searchParams).before].flat()[0])
  const history = await listChanges(ctx, resource.id, Number.isSafeInteger(before) && before > 0 ? before : undefined)
  const relations = await listRelations(ctx, resource)
  const type = typeLabels().find((one) => one.type === resource.type)
  const { [type?.sealed?.property ?? ""]: names, ...properties } = resource.type_specific_properties
  return (
    <>
      <p className="mb-2 text-ink-3">
        <Link href="/resources?q=">Resources</Link> /{" "}
        <Link href={`/resources?q=type:${resource.type}`}>{type?.name ?? resource.type}</Link>
      </p>
      <ResourceHeader resource={resource} type={type} />
      {resource.unverified_since && (
        <Notice tone="warn">
          Its slice could not be read since {formatExact(resource.unverified_since)}. This page shows the last known
          state.
        </Notice>
      )}
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <Panel title="Properties">
          <Properties values={properties} display={type?.display} relations={relations} />
        </Panel>
        <div className="grid gap-4">
          <Identity resource={resource} relations={relations} />
          {type?.sealed && names !== undefined && (
            <SealedPanel
              resourceRowId={resource.id}
              label={type.sealed.label}
              names={Array.isArray(names) ? names.map(String) : null}
              canReveal={can(ctx.actor, "values.reveal")}
              isKept={ctx.config.keepsSecretValues && resource.removed_at === null}
            />
          )}
          <TagsPanel tags={resource.tags} />
        </div>
        <Panel title={`History (${formatCount(history.total)})`} className="lg:col-span-2">
          <History page={history} sealedLabel={type?.sealed?.label} />
        </Panel>
        <details className="panel lg:col-span-2">
          <summary className="px-3.5 py-2.5 font-semibold">JSON</summary>
          <pre className="overflow-x-auto border-t border-line px-3.5 py-3 font-mono text-s">
            {JSON.stringify(resource, null, 2)}
          </pre>
        </details>
      </div>
    </>
  )
}
