import { Account } from "@/app/_ui/account"
import { Chip, StatusChip } from "@/app/_ui/chip"
import { CopyButton } from "@/app/_ui/copy-button"
import { formatExact } from "@/app/_ui/format"
import { TypeIcon } from "@/app/_ui/icons"
import { ExactTime } from "@/app/_ui/time"
import { AsOfButton } from "@/app/(console)/_time/as-of-button"
import { cellOf, toColumns } from "@/app/(console)/resources/_table/row-data"
import { ListNeighbours } from "@/app/(console)/resources/[resourceId]/list-neighbours"
import { consoleHost, partitionOf, partitionOfArn } from "@/lib/aws/regions"
import { findResourceType, type TypeLabel } from "@/lib/aws/resource-types/registry"
import type { ResourceView } from "@/lib/inventory/read/list"

interface ResourceHeaderProps {
  resource: ResourceView
  type: TypeLabel | undefined
  /** The moment that is shown; null for now. */
  asOf: string | null
  /** The first moment that is known. */
  since: string | null
}

/** A resource's name and state, with links to it at AWS. */
export function ResourceHeader({ resource, type, asOf, since }: ResourceHeaderProps) {
  return (
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
        <Account id={resource.account_id} />, {resource.region}
      </span>
      <span className="flex-1" />
      <ListNeighbours id={resource.id} asOf={asOf} />
      <AsOfButton asOf={asOf} since={since} />
      {resource.arn && <CopyButton text={resource.arn} label="Copy ARN" />}
      <ConsoleLink resource={resource} />
      <Facts resource={resource} />
    </header>
  )
}

const MOST_FACTS = 3
const ADDRESSES = ["private_ip", "public_ip"]

/** What people want to see of its type first. */
function Facts({ resource }: { resource: ResourceView }) {
  const keys = findResourceType(resource.type)?.columns ?? []
  const own = keys.filter((key) => key.startsWith("properties.") || ADDRESSES.includes(key))
  const facts = toColumns(own).flatMap((column) => {
    const value = cellOf(resource, column.key)
    return typeof value === "string" ? [{ ...column, value }] : []
  })
  if (facts.length === 0) return null
  return (
    <dl className="flex basis-full flex-wrap gap-x-5 gap-y-1 text-ink-2">
      {facts.slice(0, MOST_FACTS).map(({ key, label, kind, value }) => (
        <div key={key} className="flex min-w-0 gap-1.5">
          <dt>{label}</dt>
          <dd className={`max-w-72 truncate text-ink ${kind === "mono" ? "font-mono text-s" : ""}`} title={value}>
            {kind === "time" ? <ExactTime at={value} /> : value}
          </dd>
        </div>
      ))}
    </dl>
  )
}

function ConsoleLink({ resource }: { resource: ResourceView }) {
  const { type, resource_id: resourceId, region, arn, type_specific_properties: properties } = resource
  const path = findResourceType(type)?.consolePath({ resourceId, region, arn, properties })
  // A global resource has no region to tell.
  const host = consoleHost((arn && partitionOfArn(arn)) || partitionOf(region))
  if (!path || !host) return null
  return (
    <a className="btn" href={`https://${host}${path}`} target="_blank" rel="noreferrer">
      Open in AWS console ↗
    </a>
  )
}
