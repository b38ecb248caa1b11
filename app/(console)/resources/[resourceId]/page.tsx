import type { Metadata } from "next"
import { notFound, redirect } from "next/navigation"
import { cache } from "react"
import { formatCount, formatExact } from "@/app/_ui/format"
import { Link } from "@/app/_ui/link"
import { Notice } from "@/app/_ui/notice"
import { ExactTime } from "@/app/_ui/time"
import { AsOfBar } from "@/app/(console)/_time/as-of-bar"
import { firstOf, type RawParams } from "@/app/(console)/params"
import { History } from "@/app/(console)/resources/[resourceId]/history"
import { Identity } from "@/app/(console)/resources/[resourceId]/identity"
import { JsonPanel } from "@/app/(console)/resources/[resourceId]/json-panel"
import { Panel, Properties } from "@/app/(console)/resources/[resourceId]/properties"
import { RelationsPanel } from "@/app/(console)/resources/[resourceId]/relations-panel"
import { ResourceHeader } from "@/app/(console)/resources/[resourceId]/resource-header"
import { SealedPanel } from "@/app/(console)/resources/[resourceId]/sealed-panel"
import { TagsPanel } from "@/app/(console)/resources/[resourceId]/tags-panel"
import { can } from "@/lib/auth/permissions"
import { type TypeLabel, typeLabels } from "@/lib/aws/resource-types/registry"
import type { Ctx } from "@/lib/context"
import { AppError, orNull } from "@/lib/errors"
import { historyStart } from "@/lib/inventory/history/gaps"
import { findRemovingScan, listChanges } from "@/lib/inventory/read/changes"
import { getResource, type ResourceView } from "@/lib/inventory/read/list"
import { listNaming, listRelations } from "@/lib/inventory/read/relations"
import { moment } from "@/lib/inventory/schemas"
import { requireCtx } from "@/lib/web/session"

interface PageProps {
  params: Promise<{ resourceId: string }>
  searchParams: Promise<RawParams>
}

/** Loaded once per request, for both the page and its title. A moment of before it was found leads to now. */
const load = cache(async (id: string, asked: string | undefined) => {
  const ctx = await requireCtx("inventory.read")
  const asOf = asked === undefined ? null : (moment("as_of").safeParse(asked).data ?? null)
  const resource = await getResource(ctx, id, asOf).catch((error: unknown) => {
    const code = error instanceof AppError ? error.code : undefined
    if (code === "not_found" && asOf === null) notFound()
    // Not there, and not kept so far back, are two things.
    const why = code === "not_found" ? "unknown" : "unkept"
    if (asOf === null || (code !== "not_found" && code !== "invalid")) throw error
    redirect(`/resources/${encodeURIComponent(id)}?${new URLSearchParams({ [why]: asOf })}`)
  })
  return { ctx, resource, asOf }
})

export async function generateMetadata({ params, searchParams }: PageProps): Promise<Metadata> {
  const { resource } = await load((await params).resourceId, firstOf(await searchParams).as_of)
  return { title: resource.name ?? resource.resource_id }
}

const tabs = ["properties", "tags", "history", "relations", "json"] as const
type Tab = (typeof tabs)[number]

/** One resource: what it is or was, its history, and what it belongs to. */
export default async function ResourcePage({ params, searchParams }: PageProps) {
  const { resourceId } = await params
  const search = firstOf(await searchParams)
  const { ctx, resource, asOf } = await load(resourceId, search.as_of)
  const tab = tabs.find((known) => known === search.tab) ?? "properties"
  const before = Number(search.before)
  const type = typeLabels().find((label) => label.type === resource.type)
  const [history, relations, named, since, removingScan] = await Promise.all([
    listChanges(ctx, resource.id, Number.isSafeInteger(before) && before > 0 ? before : undefined),
    listRelations(ctx, resource, asOf),
    orNull(listNaming(ctx, resource, asOf)),
    historyStart(ctx),
    resource.removed_at ? findRemovingScan(ctx, resource.id, resource.removed_at) : null,
  ])
  const naming = named ?? { resources: [], hasMore: true }
  const counts: Record<Tab, string> = {
    properties: "",
    tags: resource.tags ? formatCount(Object.keys(resource.tags).length) : "?",
    history: formatCount(history.total),
    relations: `${formatCount(relations.length + naming.resources.length)}${naming.hasMore ? "+" : ""}`,
    json: "",
  }
  const content: Record<Tab, () => React.ReactNode> = {
    properties: () => <Facts ctx={ctx} resource={resource} type={type} relations={relations} asOf={asOf} />,
    tags: () => <TagsPanel tags={resource.tags} />,
    history: () => (
      <Panel title={`History (${formatCount(history.total)})`}>
        <History page={history} type={type} href={`/resources/${resource.id}`} asOf={asOf} />
      </Panel>
    ),
    relations: () => <RelationsPanel type={type} relations={relations} naming={naming} asOf={asOf} />,
    json: () => <JsonPanel text={JSON.stringify({ ...resource, relations }, null, 2)} />,
  }
  return (
    <>
      <p className="mb-2 text-ink-3">
        <Link href="/resources?q=">Resources</Link> /{" "}
        <Link href={`/resources?q=type:${resource.type}`}>{type?.name ?? resource.type}</Link>
      </p>
      <ResourceHeader resource={resource} type={type} asOf={asOf} since={since} />
      {asOf && <AsOfBar asOf={asOf} nowHref={`/resources/${resource.id}?tab=${tab}`} />}
      <Notices resource={resource} unknown={search.unknown} unkept={search.unkept} removingScan={removingScan} />
      <TabLinks tab={tab} counts={counts} asOf={asOf} />
      {content[tab]()}
    </>
  )
}

const LABELS: Record<Tab, string> = {
  properties: "Properties",
  tags: "Tags",
  history: "History",
  relations: "Relations",
  json: "JSON",
}

function TabLinks({ tab, counts, asOf }: { tab: Tab; counts: Record<Tab, string>; asOf: string | null }) {
  const href = (key: Tab) => `?${new URLSearchParams({ tab: key, ...(asOf && { as_of: asOf }) })}`
  return (
    <nav aria-label="Parts of the resource" className="mb-3.5 flex flex-wrap gap-1 border-b border-line">
      {tabs.map((key) => (
        <Link
          key={key}
          href={href(key)}
          aria-current={key === tab ? "page" : undefined}
          className={`-mb-px border-b-2 px-2.5 py-2 no-underline ${key === tab ? "border-accent font-semibold text-ink" : "border-transparent text-ink-2 hover:text-ink"}`}
        >
          {LABELS[key]} {counts[key] && <span className="text-ink-3">{counts[key]}</span>}
        </Link>
      ))}
    </nav>
  )
}

interface NoticesProps {
  resource: ResourceView
  /** A moment at which it was not there. */
  unknown: string | undefined
  /** A moment of which the past is not kept. */
  unkept: string | undefined
  removingScan: string | null
}

function Notices({ resource, unknown, unkept, removingScan }: NoticesProps) {
  return (
    <>
      {unkept && moment("as_of").safeParse(unkept).success && (
        <Notice tone="warn">
          The past is not kept as far back as <ExactTime at={unkept} />. This is how it is now.
        </Notice>
      )}
      {unknown && moment("as_of").safeParse(unknown).success && (
        <Notice tone="warn">
          It was not in the inventory on <ExactTime at={unknown} />. This is how it is now.
        </Notice>
      )}
      {resource.removed_at && (
        <Notice tone="warn">
          Found gone on <ExactTime at={resource.removed_at} />
          {removingScan && (
            <>
              {" "}
              by{" "}
              <Link className="underline" href={`/scans/${removingScan}`}>
                this scan
              </Link>
            </>
          )}
          . This page keeps what was last known.
        </Notice>
      )}
      {resource.unverified_since && (
        <Notice tone="warn">
          Its slice could not be read since {formatExact(resource.unverified_since)}. This page shows the last known
          state.
        </Notice>
      )}
    </>
  )
}

interface FactsProps {
  ctx: Ctx
  resource: ResourceView
  type: TypeLabel | undefined
  relations: Awaited<ReturnType<typeof listRelations>>
  asOf: string | null
}

function Facts({ ctx, resource, type, relations, asOf }: FactsProps) {
  const { [type?.sealed?.property ?? ""]: names, ...properties } = resource.type_specific_properties
  return (
    <div className="grid items-start gap-4 lg:grid-cols-2">
      <Panel title="Properties">
        <Properties values={properties} display={type?.display} relations={relations} asOf={asOf} />
      </Panel>
      <div className="grid gap-4">
        <Identity resource={resource} relations={relations} asOf={asOf} />
        {type?.sealed && names !== undefined && (
          <SealedPanel
            resourceRowId={resource.id}
            label={type.sealed.label}
            names={Array.isArray(names) ? names.map(String) : null}
            canReveal={asOf === null && can(ctx.actor, "values.reveal")}
            isKept={ctx.config.keepsSecretValues && resource.removed_at === null && asOf === null}
          />
        )}
        <TagsPanel tags={resource.tags} />
      </div>
    </div>
  )
}
