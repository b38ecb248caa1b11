import type { Metadata } from "next"
import Link from "next/link"
import { notFound } from "next/navigation"
import { Chip, StatusChip } from "@/app/_ui/chip"
import { CopyButton } from "@/app/_ui/copy-button"
import { formatExact } from "@/app/_ui/format"
import { TypeIcon } from "@/app/_ui/icons"
import { RelativeTime } from "@/app/_ui/time"
import { EnvironmentPanel } from "@/app/(console)/resources/[resourceId]/environment-panel"
import { History } from "@/app/(console)/resources/[resourceId]/history"
import { Panel, Properties } from "@/app/(console)/resources/[resourceId]/properties"
import { consoleHost, partitionOf } from "@/lib/aws/regions"
import { findResourceType, typeLabels } from "@/lib/aws/resource-types/registry"
import { getDb } from "@/lib/db/client"
import { listChanges } from "@/lib/inventory/changes"
import { findResource, type ResourceView } from "@/lib/inventory/list"
import { requireUser } from "@/lib/web/session"

interface PageProps {
  params: Promise<{ resourceId: string }>
}

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  await requireUser()
  const resource = await findResource(getDb(), (await params).resourceId)
  return { title: resource?.name ?? resource?.resource_id ?? "Resource" }
}

export default async function ResourcePage({ params }: PageProps) {
  const user = await requireUser()
  const db = getDb()
  const resource = await findResource(db, (await params).resourceId)
  if (!resource) notFound()
  const changes = await listChanges(db, resource.id)
  const type = typeLabels().find((one) => one.type === resource.type)
  const { environment, ...properties } = resource.type_specific_properties
  const names = Array.isArray(environment) ? environment.map(String) : []

  return (
    <>
      <p className="mb-2 text-ink-3">
        <Link href="/resources">Resources</Link> /{" "}
        <Link href={`/resources?type=${resource.type}`}>{type?.name ?? resource.type}</Link>
      </p>
      <header className="mb-3.5 flex flex-wrap items-center gap-x-3.5 gap-y-2">
        {type && <TypeIcon icon={type.icon} />}
        <h1 className="text-xl font-semibold break-all">{resource.name ?? resource.resource_id}</h1>
        {resource.removed_at ? (
          <Chip tone="bad">removed</Chip>
        ) : (
          resource.status && <StatusChip status={resource.status} />
        )}
        {resource.unverified_since && (
          <Chip tone="warn" title={formatExact(resource.unverified_since)}>
            unverified
          </Chip>
        )}
        <span className="text-ink-3">
          {resource.account_id}, {resource.region}
        </span>
        <span className="flex-1" />
        {resource.arn && <CopyButton text={resource.arn} label="Copy ARN" />}
        <ConsoleLink resource={resource} />
      </header>
      {resource.unverified_since && (
        <p className="mb-3.5 rounded-md bg-warn-soft px-3 py-2 text-warn">
          Its slice could not be read since {formatExact(resource.unverified_since)}. What is shown is what was last
          known.
        </p>
      )}
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <Panel title="Properties">
          <Properties values={properties} />
        </Panel>
        <div className="grid gap-4">
          <Panel title="Identity and network">
            <Properties values={commonFacts(resource)} />
            <dl className="grid grid-cols-[minmax(110px,180px)_minmax(0,1fr)] border-t border-line px-3.5 py-1">
              <Seen label="First seen" at={resource.first_seen_at} />
              <Seen label="Last seen" at={resource.last_seen_at} />
              <Seen label="Last changed" at={resource.last_changed_at} />
              {resource.removed_at && <Seen label="Removed" at={resource.removed_at} />}
            </dl>
          </Panel>
          {names.length > 0 && (
            <EnvironmentPanel resourceRowId={resource.id} names={names} canReveal={user.role === "admin"} />
          )}
          <TagsPanel tags={resource.tags} />
        </div>
        <Panel title={`History (${changes.length})`} className="lg:col-span-2">
          <History changes={changes} />
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

const commonFacts = ({
  resource_id,
  arn,
  account_id,
  region,
  vpc_id,
  subnet_id,
  private_ip,
  public_ip,
}: ResourceView) => ({
  resource_id,
  arn,
  account_id,
  region,
  vpc_id,
  subnet_id,
  private_ip,
  public_ip,
})

function ConsoleLink({ resource }: { resource: ResourceView }) {
  const path = findResourceType(resource.type)?.consolePath({
    resourceId: resource.resource_id,
    region: resource.region,
    arn: resource.arn,
  })
  if (!path) return null
  return (
    <a
      className="btn"
      href={`https://${consoleHost(partitionOf(resource.region))}${path}`}
      target="_blank"
      rel="noreferrer"
    >
      Open in AWS console ↗
    </a>
  )
}

function Seen({ label, at }: { label: string; at: string }) {
  return (
    <>
      <dt className="py-1.5 text-ink-3">{label}</dt>
      <dd className="py-1.5">
        {formatExact(at)}{" "}
        <span className="text-ink-3">
          <RelativeTime at={at} suffix=" ago" />
        </span>
      </dd>
    </>
  )
}

function TagsPanel({ tags }: { tags: Record<string, string> | null }) {
  const count = tags ? Object.keys(tags).length : 0
  return (
    <Panel title={`Tags (${tags ? count : "unknown"})`}>
      {!tags && (
        <p className="px-3.5 py-3 text-warn">
          The tags could not be read: a permission is missing. They are unknown, not absent.
        </p>
      )}
      {tags && count === 0 && <p className="px-3.5 py-3 text-ink-3">This resource has no tags.</p>}
      {tags && count > 0 && <Properties values={tags} raw />}
    </Panel>
  )
}
