import { type ColumnDef, metaHelper, tableFeatures } from "@tanstack/react-table"
import Link from "next/link"
import { Chip, StatusChip } from "@/app/_ui/chip"
import { formatExact } from "@/app/_ui/format"
import { TypeIcon } from "@/app/_ui/icons"
import { RelativeTime } from "@/app/_ui/time"
import type { TypeLabel } from "@/lib/aws/resource-types/registry"
import type { ResourceView } from "@/lib/inventory/read/list"
import type { SortKey } from "@/lib/inventory/schemas"

interface ColumnMeta {
  /** The key that the server sorts by; none if the column cannot be sorted. */
  sort?: SortKey
  className?: string
}

/** The server sorts, filters and pages; the library lays out headers, rows and cells. */
export const features = tableFeatures({ columnMeta: metaHelper<ColumnMeta>() })

const SHOWN_TAGS = 1
/** Already shown as the name. */
const NAME_TAG = "Name"
const none = <span className="text-ink-3">–</span>

/** The table's columns. A phone shows four of them, in two lines. It is long because it is a list. */
export function resourceColumns(types: TypeLabel[]): ColumnDef<typeof features, ResourceView>[] {
  const labels = new Map(types.map((type) => [type.type, type]))
  return [
    {
      id: "name",
      header: "Name",
      cell: ({ row }) => <Name resource={row.original} type={labels.get(row.original.type)} />,
      meta: { sort: "name" },
    },
    {
      id: "type",
      header: "Type",
      cell: ({ row }) => <span title={labels.get(row.original.type)?.name}>{row.original.type}</span>,
      meta: { sort: "type", className: "max-md:hidden" },
    },
    {
      id: "status",
      header: "Status",
      cell: ({ row }) => <Status resource={row.original} />,
      meta: { sort: "status", className: "max-md:text-right" },
    },
    { id: "region", header: "Region", cell: ({ row }) => row.original.region, meta: { sort: "region" } },
    {
      id: "account",
      header: "Account",
      cell: ({ row }) => row.original.account_id,
      meta: { sort: "account_id", className: "max-md:hidden" },
    },
    {
      id: "vpc",
      header: "VPC",
      cell: ({ row }) =>
        row.original.vpc_id ? <span title={row.original.vpc_id}>{row.original.vpc_id.slice(0, 8)}…</span> : none,
      meta: { className: "font-mono text-s max-md:hidden" },
    },
    {
      id: "ips",
      header: "IPs",
      cell: ({ row }) => <Addresses resource={row.original} />,
      meta: { className: "font-mono text-s max-md:hidden" },
    },
    {
      id: "tags",
      header: "Tags",
      cell: ({ row }) => <Tags tags={row.original.tags} />,
      meta: { className: "max-md:hidden" },
    },
    {
      id: "seen",
      header: "Seen",
      cell: ({ row }) => <RelativeTime at={row.original.last_seen_at} />,
      meta: { className: "text-right text-ink-3" },
    },
  ]
}

function Name({ resource, type }: { resource: ResourceView; type: TypeLabel | undefined }) {
  return (
    <span className="flex items-center gap-2.5">
      {type && (
        <span title={type.name}>
          <TypeIcon icon={type.icon} />
          <span className="sr-only">{type.name}: </span>
        </span>
      )}
      <span className="block max-w-[190px]">
        <Link
          href={`/resources/${resource.id}`}
          className="block truncate font-semibold text-ink no-underline hover:underline"
          title={resource.name ?? undefined}
        >
          {resource.name ?? <span className="font-normal text-ink-3">no name</span>}
        </Link>
        <span className="block truncate font-mono text-xs text-ink-3" title={resource.resource_id}>
          {resource.resource_id}
        </span>
      </span>
    </span>
  )
}

function Status({ resource }: { resource: ResourceView }) {
  return (
    <span className="inline-flex gap-1">
      {resource.removed_at ? (
        <Chip tone="bad">removed</Chip>
      ) : resource.status ? (
        <StatusChip status={resource.status} />
      ) : (
        none
      )}
      {resource.unverified_since && (
        <Chip tone="warn" title={`Its slice could not be read since ${formatExact(resource.unverified_since)}`}>
          unverified
        </Chip>
      )}
    </span>
  )
}

function Addresses({ resource: { private_ip, public_ip } }: { resource: ResourceView }) {
  if (!private_ip && !public_ip) return none
  return (
    <>
      {private_ip && <span className="block leading-4">{private_ip}</span>}
      {public_ip && (
        <span className="block leading-4 text-link" title="public">
          {public_ip}
        </span>
      )}
    </>
  )
}

function Tags({ tags }: { tags: ResourceView["tags"] }) {
  if (!tags)
    return (
      <Chip tone="warn" title="The tags could not be read">
        unknown
      </Chip>
    )
  const shown = Object.entries(tags).filter(([key]) => key !== NAME_TAG)
  if (shown.length === 0) return <span className="text-ink-3">none</span>
  return (
    <span className="flex items-center gap-1" title={shown.map(([key, value]) => `${key} = ${value}`).join("\n")}>
      {shown.slice(0, SHOWN_TAGS).map(([key, value]) => (
        <span
          key={key}
          className="inline-block max-w-26 truncate rounded-[4px] border border-line px-1 text-xs text-ink-2"
        >
          <span className="text-ink-3">{key}</span> {value}
        </span>
      ))}
      {shown.length > SHOWN_TAGS && <span className="text-ink-3">+{shown.length - SHOWN_TAGS}</span>}
    </span>
  )
}
