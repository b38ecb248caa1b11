import type { Metadata } from "next"
import type { ReactNode } from "react"
import { Account } from "@/app/_ui/account"
import { ScanChip } from "@/app/_ui/chip"
import { formatCount, formatDuration, plural } from "@/app/_ui/format"
import { TypeIcon } from "@/app/_ui/icons"
import { Link } from "@/app/_ui/link"
import { RelativeTime } from "@/app/_ui/time"
import { ChartLegend, DayChart, DayTable } from "@/app/(console)/_time/day-chart"
import { Live } from "@/app/(console)/_time/live"
import { MANY_TYPES } from "@/app/(console)/many-types"
import { Bars } from "@/app/(console)/overview/bars"
import { CategoryBars } from "@/app/(console)/overview/category-bars"
import { Growth } from "@/app/(console)/overview/growth"
import { SliceList } from "@/app/(console)/overview/slices"
import { WorldMap } from "@/app/(console)/overview/world-map"
import { ConnectButton } from "@/app/(console)/resources/connect-button"
import { loadSummary } from "@/app/(console)/resources/load-summary"
import { NothingYet } from "@/app/(console)/resources/nothing-yet"
import { toRunning } from "@/app/(console)/resources/running-scan"
import { RunningScans } from "@/app/(console)/resources/running-scans"
import { ScanTitle } from "@/app/(console)/scans/scan-title"
import { can } from "@/lib/auth/permissions"
import { listBundles } from "@/lib/aws/resource-types/choices"
import { type TypeLabel, typeLabels } from "@/lib/aws/resource-types/registry"
import type { Ctx } from "@/lib/context"
import { type Day, listDays } from "@/lib/inventory/read/daily"
import type { InventorySummary } from "@/lib/inventory/read/facets"
import { listResources, type ResourceView } from "@/lib/inventory/read/list"
import { type Overview, readOverview } from "@/lib/inventory/read/overview"
import { recently } from "@/lib/inventory/read/recent"
import { getPreferences } from "@/lib/inventory/saved-views/saved-views"
import { listQuerySchema } from "@/lib/inventory/schemas"
import { termText } from "@/lib/query/complete"
import { listOpenScans, listScans } from "@/lib/scans/read/list"
import { toProgress } from "@/lib/scans/read/outcome"
import type { ScanSummary } from "@/lib/scans/read/view"
import { requireCtx } from "@/lib/web/session"

export const metadata: Metadata = { title: "Overview" }
// If there is no worker, the scan that the dialog starts runs in this process after the answer.
export const maxDuration = 300

const DAYS = 30
const SCANS = 5
const NEWEST = 6
const MOST_TAGS = 2
/** The tags whose absence is counted, for a person who pinned none. */
const USUAL_TAGS = ["owner", "env"]

/** What it all is: the first page after sign-in. Every number leads to what it counts. */
export default async function OverviewPage() {
  const ctx = await requireCtx("inventory.read")
  const types = typeLabels()
  const connect = can(ctx.actor, "scans.start") ? <ConnectButton bundles={listBundles()} /> : null
  const [summary, running] = await Promise.all([loadSummary(), listOpenScans(ctx)])
  if (summary.resources === 0) {
    return (
      <>
        <Header connect={connect} isRunning={running.length > 0} />
        <RunningScans scans={running.map(toRunning)} />
        <NothingYet removed={summary.removed} />
      </>
    )
  }
  const { overview, days, scans, newest } = await load(ctx)
  return (
    <>
      <Header
        connect={connect}
        isRunning={running.length > 0}
        verifiedAt={overview.oldest[0]?.verified_at}
        isWhole={summary.unverifiedSlices === 0}
      />
      <RunningScans scans={running.map(toRunning)} />
      <Numbers summary={summary} overview={overview} />
      <div className="grid gap-4 lg:grid-cols-2">
        <Panel title={overview.types.length > MANY_TYPES ? "By category" : "By type"}>
          {overview.types.length > MANY_TYPES ? (
            <CategoryBars shares={overview.types} types={types} />
          ) : (
            <Bars field="type" bars={overview.types.map((share) => typeBar(share, types))} />
          )}
        </Panel>
        <Panel title="By account">
          <Bars
            field="account"
            bars={overview.accounts.map(({ value, count }) => ({
              ...barOf("account", value, count),
              label: <Account id={value} />,
            }))}
          />
        </Panel>
        <Panel title="By region" className="lg:col-span-2">
          <div className="grid items-center lg:grid-cols-2">
            <Bars field="region" bars={overview.regions.map(({ value, count }) => barOf("region", value, count))} />
            <div className="px-3.5 pb-3">
              <WorldMap regions={overview.regions} />
            </div>
          </div>
        </Panel>
        <Changes days={days} />
        <Panel title="Verified longest ago" className="min-w-0">
          <SliceList slices={overview.oldest} types={types} />
        </Panel>
        <Panel title="Could not be read" link={<Link href="/resources?q=is:unverified">Their resources</Link>}>
          {overview.failed.length > 0 ? (
            <SliceList slices={overview.failed} types={types} />
          ) : (
            <p className="px-3.5 py-3 text-ink-2">Every slice with resources was read by its last scan.</p>
          )}
        </Panel>
        <Panel title="Last scans" link={<Link href="/scans">All scans</Link>}>
          <Scans scans={scans} />
        </Panel>
        <Panel title="Newest resources" link={<Link href="/resources?q=&sort=-first_seen_at">All</Link>}>
          <Newest resources={newest} types={types} />
        </Panel>
      </div>
    </>
  )
}

async function load(ctx: Ctx) {
  const { pinnedTags } = await getPreferences(ctx)
  const keys = pinnedTags.length > 0 ? pinnedTags.slice(0, MOST_TAGS) : USUAL_TAGS
  const newest = listQuerySchema.parse({ sort: "-first_seen_at", limit: NEWEST })
  const [overview, { days }, scans, { resources }] = await Promise.all([
    recently(ctx, `overview ${keys.join(" ")}`, () => readOverview(ctx, keys)),
    recently(ctx, "days", () => listDays(ctx, DAYS)),
    listScans(ctx, SCANS),
    recently(ctx, "newest", () => listResources(ctx, newest)),
  ])
  return { overview, days, scans, newest: resources }
}

interface HeaderProps {
  connect: ReactNode
  /** Whether a scan is under way. */
  isRunning: boolean
  /** When the slice was read that was read longest ago, of those that could be read. */
  verifiedAt?: string | null | undefined
  isWhole?: boolean
}

function Header({ connect, isRunning, verifiedAt, isWhole = true }: HeaderProps) {
  return (
    <header className="mb-3.5 flex min-h-[33px] flex-wrap items-center gap-x-3 gap-y-2">
      <h1 className="text-xl font-semibold">Overview</h1>
      <Live isRunning={isRunning} />
      {verifiedAt && (
        <span className="text-ink-3">
          {isWhole ? "everything" : "the rest"} verified within <RelativeTime at={verifiedAt} />
        </span>
      )}
      <span className="flex-1" />
      {connect}
    </header>
  )
}

function Panel({
  title,
  link,
  children,
  className = "",
}: {
  title: string
  link?: ReactNode
  children: ReactNode
  className?: string
}) {
  return (
    <section className={`panel min-w-0 ${className}`}>
      <div className="flex items-center justify-between border-b border-line px-3.5 py-2.5">
        <h2 className="font-semibold">{title}</h2>
        {link}
      </div>
      {children}
    </section>
  )
}

function Numbers({ summary, overview }: { summary: InventorySummary; overview: Overview }) {
  const { recent } = overview
  const dayAgo = "/compare?preset=24h"
  return (
    <ul className="mb-4 grid grid-cols-2 gap-3 md:grid-cols-3 xl:grid-cols-6">
      <NumberTile href="/resources?q=" value={formatCount(summary.resources)} label="resources" />
      <NumberTile
        href="/resources?q=&sort=account_id"
        value={formatCount(summary.accounts)}
        label={`${summary.accounts === 1 ? "account" : "accounts"}, ${plural(summary.regions, "region")}`}
      />
      <NumberTile
        href={dayAgo}
        value={recent ? `+ ${formatCount(recent.appeared)} − ${formatCount(recent.removed)}` : "many"}
        label={recent ? `since yesterday, ${formatCount(recent.changed)} changed` : "changes since yesterday"}
      />
      <NumberTile
        href="/resources?q=is:unverified"
        value={formatCount(summary.unverifiedSlices)}
        label={`${summary.unverifiedSlices === 1 ? "slice" : "slices"} unverified`}
        tone={summary.unverifiedSlices > 0 ? "text-warn" : ""}
      />
      {overview.untagged.map(({ value, count }) => (
        <NumberTile
          key={value}
          href={`/resources?${new URLSearchParams({ q: termText("-", "tag", value, null) })}`}
          value={`${Math.round((count / Math.max(1, summary.resources)) * 100)} %`}
          label={`without the tag ${value}`}
        />
      ))}
    </ul>
  )
}

function NumberTile({ href, value, label, tone = "" }: { href: string; value: string; label: string; tone?: string }) {
  return (
    <li>
      <Link href={href} className="panel block px-3.5 py-3 text-ink no-underline hover:border-line-strong">
        <span className={`block text-2xl font-semibold ${tone}`}>{value}</span>
        <span className="text-ink-2">{label}</span>
      </Link>
    </li>
  )
}

const barOf = (field: string, value: string, count: number) => ({
  key: value,
  label: <span className="truncate">{value}</span>,
  count,
  href: `/resources?${new URLSearchParams({ q: termText("", field, undefined, value) })}`,
})

function typeBar({ value, count }: { value: string; count: number }, types: readonly TypeLabel[]) {
  const type = types.find((one) => one.type === value)
  const label = (
    <>
      {type && <TypeIcon icon={type.icon} />}
      <span className="truncate">{type?.name ?? value}</span>
    </>
  )
  return { ...barOf("type", value, count), label }
}

function Changes({ days }: { days: readonly Day[] }) {
  return (
    <Panel
      title={`Growth and changes, last ${DAYS} days`}
      className="lg:col-span-2"
      link={
        <span className="flex gap-3">
          <Link href="/changes">Newest changes</Link>
          <Link href="/compare?preset=30d">Compare two dates</Link>
        </span>
      }
    >
      <div className="grid gap-3 px-3.5 py-3">
        <Growth days={days} />
        <ChartLegend />
        <DayChart days={days} />
        <DayTable days={days} />
      </div>
    </Panel>
  )
}

function Scans({ scans }: { scans: readonly ScanSummary[] }) {
  return (
    <ul>
      {scans.map((scan) => (
        <li
          key={scan.scan_id}
          className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-3.5 py-2 last:border-0"
        >
          <Link href={`/scans/${scan.scan_id}`} className="font-semibold text-ink no-underline hover:underline">
            <ScanTitle scan={scan} />
          </Link>
          <ScanChip state={scan.state} />
          <span className="min-w-0 flex-1 truncate text-ink-2">
            {formatCount(toProgress(scan).resources_found)} found, {formatCount(scan.counts.changed)} changed, by{" "}
            {scan.requested_by}
          </span>
          <span className="text-ink-3">
            {scan.ended_at && `${formatDuration(Date.parse(scan.ended_at) - Date.parse(scan.created_at))}, `}
            <RelativeTime at={scan.created_at} suffix=" ago" />
          </span>
        </li>
      ))}
    </ul>
  )
}

function Newest({ resources, types }: { resources: readonly ResourceView[]; types: readonly TypeLabel[] }) {
  return (
    <ul>
      {resources.map(({ id, type, name, resource_id, account_id, region, first_seen_at }) => {
        const label = types.find((one) => one.type === type)
        return (
          <li key={id} className="flex items-center gap-2.5 border-b border-line px-3.5 py-2 last:border-0">
            {label && <TypeIcon icon={label.icon} />}
            <Link href={`/resources/${id}`} className="min-w-0 truncate text-ink no-underline hover:underline">
              {name ?? resource_id}
            </Link>
            <span className="ml-auto flex-none text-ink-3 max-md:hidden">
              <Account id={account_id} />, {region}
            </span>
            <span className="flex-none text-ink-3">
              <RelativeTime at={first_seen_at} />
            </span>
          </li>
        )
      })}
    </ul>
  )
}
