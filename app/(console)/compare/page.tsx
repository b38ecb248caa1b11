import type { Metadata } from "next"
import { Chip } from "@/app/_ui/chip"
import { CopyLink } from "@/app/_ui/copy-link"
import { formatCount, plural } from "@/app/_ui/format"
import { Link } from "@/app/_ui/link"
import { Notice } from "@/app/_ui/notice"
import { ChartLegend, DayChart, DayTable } from "@/app/(console)/_time/day-chart"
import { PageQuery } from "@/app/(console)/_time/page-query"
import { readPreset, startOf, usualPreset } from "@/app/(console)/_time/presets"
import { Brush } from "@/app/(console)/compare/brush"
import { ComparedList } from "@/app/(console)/compare/compared-list"
import { RangeForm } from "@/app/(console)/compare/range-form"
import { firstOf, hrefWith, type Params, type RawParams } from "@/app/(console)/params"
import { checkQuery } from "@/app/(console)/resources/_table/checked-query"
import type { Ctx } from "@/lib/context"
import { orSay } from "@/lib/errors"
import { fieldsVersion, inventoryFields } from "@/lib/inventory/fields"
import { historyStart } from "@/lib/inventory/history/gaps"
import { type CompareQuery, compareSchema, type Fate } from "@/lib/inventory/history/schema"
import { type Comparison, compareMoments } from "@/lib/inventory/read/compare"
import { type DailyCounts, listDays } from "@/lib/inventory/read/daily"
import { EVERYTHING } from "@/lib/query/tree"
import { listScans } from "@/lib/scans/read/list"
import { requireCtx } from "@/lib/web/session"

export const metadata: Metadata = { title: "Compare" }

const SHOWN = 50
/** The last scan that has ended is among so many. */
const LOOKED_AT = 10
/** So many days are in the chart. */
const DAYS = 60

/** What differs between two moments. */
export default async function ComparePage({ searchParams }: { searchParams: Promise<RawParams> }) {
  const ctx = await requireCtx("inventory.read")
  const params = firstOf(await searchParams)
  const scans = await listScans(ctx, LOOKED_AT)
  const lastScan = scans.find(({ ended_at }) => ended_at)?.started_at ?? null
  // A link may say how long ago, instead of when. A moment that it names as well is the more exact one.
  const preset = params.from ? null : readPreset(params.preset, lastScan)
  const start = startOf(preset ?? usualPreset.key, lastScan)
  const asked = { from: start, ...params, limit: SHOWN }
  const parsed = compareSchema.safeParse(asked)
  const query = parsed.data ?? compareSchema.parse({ from: start, limit: SHOWN })
  const [{ value: comparison, problem }, days, since] = await Promise.all([
    parsed.success ? orSay(read(ctx, query)) : { value: null, problem: parsed.error.issues[0]?.message ?? null },
    listDays(ctx, DAYS, parsed.success ? query.tree : EVERYTHING),
    historyStart(ctx),
  ])
  const to = params.to ? query.to : null
  const kind = comparison?.kind ?? "changed"
  return (
    <>
      <header className="mb-3.5 flex min-h-[33px] flex-wrap items-center gap-x-3.5 gap-y-2">
        <h1 className="text-xl font-semibold">Compare</h1>
        {comparison && <Gaps comparison={comparison} to={to} />}
        <span className="flex-1" />
        <CopyLink />
        {comparison && (
          <>
            <a className="btn" href={exportHref(params, query, kind, "csv")}>
              Export CSV
            </a>
            <a className="btn" href={exportHref(params, query, kind, "ndjson")}>
              NDJSON
            </a>
          </>
        )}
      </header>
      <RangeForm from={query.from} to={to} since={since} preset={preset} hasScan={lastScan !== null} />
      <PageQuery query={checkQuery(params.q ?? "", inventoryFields)} fields={`inventory@${fieldsVersion}`} />
      <Chart days={days} from={query.from} to={query.to} isQueried={Boolean(params.q)} />
      {problem && <Notice tone="bad">{problem}</Notice>}
      {comparison && (
        <section className="panel overflow-hidden" aria-label="What differs">
          <FateTabs params={params} comparison={comparison} kind={kind} />
          {comparison.resources?.length ? (
            <ComparedList resources={comparison.resources} kind={kind} from={query.from} to={to} />
          ) : (
            <p className="px-4 py-10 text-center text-ink-2">{EMPTY[kind]}</p>
          )}
          <Foot params={params} comparison={comparison} kind={kind} />
        </section>
      )}
    </>
  )
}

/** One list with the totals: the wanted one, or the first that has something. */
async function read(ctx: Ctx, wanted: CompareQuery): Promise<Shown> {
  const compare = async (kind: Fate): Promise<Shown> => ({ kind, ...(await compareMoments(ctx, { ...wanted, kind })) })
  const shown = await compare(wanted.kind ?? "changed")
  const other = wanted.kind || shown.changed > 0 ? undefined : FIRST.find((one) => shown[one] > 0)
  return other ? compare(other) : shown
}

interface ChartProps {
  days: DailyCounts
  from: string
  to: string
  isQueried: boolean
}

function Chart({ days: { days, isFiltered }, from, to, isQueried }: ChartProps) {
  const range = { from: from.slice(0, 10), to: lastDayOf(to) }
  return (
    <section className="panel mb-3.5 px-3.5 pt-2.5 pb-3" aria-label="Changes a day">
      <div className="mb-2 flex flex-wrap items-center justify-between gap-2">
        <h2 className="font-semibold">
          Changes a day
          {isQueried && !isFiltered && <span className="font-normal text-ink-3"> (of everything)</span>}
        </h2>
        <ChartLegend />
      </div>
      <DayChart days={days} range={range} overlay={<Brush days={days.map(({ day }) => day)} {...range} />} />
      <DayTable days={days} />
    </section>
  )
}

/** A comparison with one of its lists. */
type Shown = Comparison & { kind: Fate }

/** Without a wish, and without changes, the first of these lists that has something is shown. */
const FIRST = ["appeared", "removed", "transient"] as const

const EMPTY: Record<Fate, string> = {
  appeared: "Nothing appeared between the two moments.",
  changed: "Nothing is different that was there at both moments.",
  removed: "Nothing was removed between the two moments.",
  transient: "Nothing came and went in between.",
}

/** A moment at midnight belongs to the day before. */
const lastDayOf = (iso: string): string => new Date(Date.parse(iso) - 1).toISOString().slice(0, 10)

/** With the very moments of the page, also where one is now. */
function exportHref(params: Params, { from, to }: CompareQuery, kind: Fate, format: string): string {
  return `/api/aws/compare/export?${new URLSearchParams({ from, to, kind, format, ...(params.q && { q: params.q }) })}`
}

/** What can't be known, said instead of guessed. */
function Gaps({ comparison, to }: { comparison: Comparison; to: string | null }) {
  const { unverified, unverified_between: between, not_scanned_then } = comparison
  const then = new URLSearchParams({ q: "is:unverified", ...(to && { as_of: to }) })
  return (
    <>
      {unverified > 0 && (
        <Link href={`/resources?${then}`} className="no-underline">
          <Chip tone="warn" title="They could not be read at the second moment">
            {`${plural(unverified, "slice")} unverified: changes there are unknown`}
          </Chip>
        </Link>
      )}
      {between > 0 && (
        <Link href="/scans?q=state:partial,failed" className="no-underline">
          <Chip tone="warn" title="What changed there was found when they could be read again">
            {`${plural(between, "slice")} unverified for a time: changes there may be older`}
          </Chip>
        </Link>
      )}
      {not_scanned_then > 0 && (
        <Chip tone="warn" title="They were read for the first time in between">
          {`${plural(not_scanned_then, "slice")} not scanned then: what appeared there may be older`}
        </Chip>
      )}
    </>
  )
}

const TABS = [
  { kind: "appeared", label: "Appeared", sign: "+ ", tone: "text-ok" },
  { kind: "changed", label: "Changed", sign: "", tone: "text-info" },
  { kind: "removed", label: "Removed", sign: "− ", tone: "text-bad" },
] as const

function FateTabs({ params, comparison, kind }: { params: Params; comparison: Comparison; kind: Fate }) {
  return (
    <nav aria-label="What differs" className="grid grid-cols-3 border-b border-line">
      {TABS.map((tab) => (
        <Link
          key={tab.kind}
          href={hrefWith("/compare", params, { kind: tab.kind })}
          aria-current={tab.kind === kind ? "page" : undefined}
          className={`border-r border-line px-3.5 py-2.5 text-ink no-underline last:border-r-0 ${tab.kind === kind ? "shadow-[inset_0_-2px_0_var(--accent)]" : "bg-sunken hover:bg-panel"}`}
        >
          <span className={`text-xl font-semibold ${tab.tone}`}>
            {tab.sign}
            {formatCount(comparison[tab.kind])}
          </span>{" "}
          <span className="font-semibold max-md:block">{tab.label}</span>
        </Link>
      ))}
    </nav>
  )
}

function Foot({ params, comparison, kind }: { params: Params; comparison: Comparison; kind: Fate }) {
  const { transient, next_cursor: next } = comparison
  return (
    <footer className="flex flex-wrap items-center gap-2 border-t border-line px-3.5 py-2 text-ink-2">
      {kind === "transient" ? (
        <span>{plural(transient, "resource")} came and went in between.</span>
      ) : (
        transient > 0 && (
          <span>
            {plural(transient, "resource")} came and went in between, and {transient === 1 ? "is" : "are"} in no list.{" "}
            <Link className="underline" href={hrefWith("/compare", params, { kind: "transient" })}>
              Show {transient === 1 ? "it" : "them"}
            </Link>
          </span>
        )
      )}
      <span className="flex-1" />
      {params.cursor && (
        <Link className="btn" href={hrefWith("/compare", params, {})}>
          First
        </Link>
      )}
      {next && (
        <Link className="btn" href={hrefWith("/compare", params, { cursor: next })}>
          Next
        </Link>
      )}
    </footer>
  )
}
