import type { Metadata } from "next"
import { EmptyState } from "@/app/_ui/empty-state"
import { formatCount, plural } from "@/app/_ui/format"
import { Link } from "@/app/_ui/link"
import { Notice } from "@/app/_ui/notice"
import { Allow, ServiceList } from "@/app/(console)/coverage/service-list"
import { type Group, groupOf, TRUTHS, truths } from "@/app/(console)/coverage/truths"
import { firstOf, type RawParams } from "@/app/(console)/params"
import { groupBy } from "@/lib/group-by"
import { listAccountNames } from "@/lib/inventory/read/account-names"
import { type Coverage, coverageSchema, readCoverage } from "@/lib/inventory/read/coverage"
import { recently } from "@/lib/inventory/read/recent"
import { nameSome } from "@/lib/scans/name-some"
import { requireCtx } from "@/lib/web/session"

export const metadata: Metadata = { title: "Coverage" }

/** Where there is something to do comes first; what needs nothing opens. */
const GROUPS: readonly { group: Group; title: string; text: string; isFolded?: true }[] = [
  { group: "failed", title: "Could not be read", text: "What is known of them may be old." },
  { group: "partly", title: "Partly listed", text: "Some types, regions or accounts were never scanned." },
  { group: "reported", title: "Only in an index", text: "AWS's indexes name them. What they do not name is unknown." },
  { group: "listed", title: "Listed", text: "Read to their ends: what is not here is not in AWS.", isFolded: true },
  { group: "unread", title: "Not looked at", text: "No scan asked for them.", isFolded: true },
]

/** What is known of each service in each region, and what is not. */
export default async function CoveragePage({ searchParams }: { searchParams: Promise<RawParams> }) {
  const ctx = await requireCtx("inventory.read")
  const asked = coverageSchema.safeParse({ account: firstOf(await searchParams).account || null })
  const account = asked.success ? asked.data.account : null
  const [coverage, names] = await Promise.all([
    recently(ctx, `coverage ${account}`, () => readCoverage(ctx, account)),
    listAccountNames(ctx),
  ])
  const groups = groupBy(coverage.services, groupOf)
  return (
    <>
      <header className="mb-1 flex min-h-[33px] flex-wrap items-center gap-x-3 gap-y-2">
        <h1 className="text-xl font-semibold">Coverage</h1>
        <span className="flex-1" />
        <AccountChoice accounts={coverage.accounts} names={names} account={account} />
      </header>
      <p className="mb-3.5 max-w-3xl text-ink-2">
        A list that was read to its end proves what is not there. An index of AWS proves only what is. Of the rest,
        nothing is known.
      </p>
      {!asked.success && (
        <Notice tone="bad">This account's number is not twelve digits, so all accounts are shown.</Notice>
      )}
      {coverage.regions.length === 0 ? (
        <EmptyState
          title={account === null ? "Nothing was scanned yet" : `Account ${account} was not scanned yet`}
          text="Coverage shows which services and regions a scan has read."
        >
          <Link className="btn" href="/connections">
            Go to connections
          </Link>
        </EmptyState>
      ) : (
        <>
          {coverage.left_accounts.length > 0 && (
            <Notice tone="warn">
              No longer scanned, wholly or in part: {nameSome(coverage.left_accounts.map((id) => names[id] ?? id))}.
              What is known of it is kept, unverified, and not counted below.
            </Notice>
          )}
          <Share coverage={coverage} />
          <Legend />
          {GROUPS.map(({ group, title, text, isFolded }) => {
            const services = groups.get(group)
            if (!services) return null
            const list = <ServiceList services={services} label={title} />
            const count = plural(services.length, "service")
            if (!isFolded)
              return (
                <section key={group} className="panel mb-4">
                  <h2 className="px-3.5 pt-2.5 font-semibold">
                    {title} <span className="font-normal text-ink-3">{count}</span>
                  </h2>
                  <p className="px-3.5 pb-1.5 text-ink-2">{text}</p>
                  {list}
                </section>
              )
            return (
              <details key={group} className="panel mb-4">
                <summary className="cursor-pointer px-3.5 py-2.5">
                  <h2 className="inline font-semibold">{title}</h2>{" "}
                  <span className="text-ink-3">
                    {count}. {text}
                  </span>
                </summary>
                {list}
              </details>
            )
          })}
        </>
      )}
    </>
  )
}

/** Of all that AWS's indexes name, how much there is a type for. */
function Share({ coverage: { index, services } }: { coverage: Coverage }) {
  if (!index)
    return (
      <p className="panel mb-3.5 px-3.5 py-3 text-ink-2">
        No index of AWS was read, so nobody knows what there is beside the types that are scanned. Choose{" "}
        <b className="font-semibold">Other resources</b> in{" "}
        <Link href="/connections" className="underline">
          a connection
        </Link>{" "}
        to read them.
      </p>
    )
  const untyped = services.filter(({ types, reported }) => types === 0 && reported > 0)
  return (
    <div className="panel mb-3.5 px-3.5 py-3">
      <span className="block text-2xl font-semibold">
        {index.named === 0 ? "–" : `${Math.floor((index.typed / index.named) * 100)} %`}
      </span>
      <span className="text-ink-2">
        of the {formatCount(index.named)} resources that AWS's indexes name have a type here
        {untyped.length > 0 && `; ${plural(untyped.length, "service")} without any type`}
      </span>
      {index.failed > 0 && (
        <div className="mt-1.5 text-ink-2">
          {plural(index.failed, "list")} of indexes could not be read wholly. <HowToRead denied={index.denied} />
        </div>
      )}
    </div>
  )
}

const HowToRead = ({ denied }: { denied: readonly string[] }) =>
  denied.length > 0 ? (
    <Allow denied={denied} />
  ) : (
    <>
      The reasons are in{" "}
      <Link href="/scans" className="underline">
        the last scans
      </Link>
      .
    </>
  )

const Legend = () => (
  <ul className="mb-3.5 flex flex-wrap gap-x-4 gap-y-1 text-s text-ink-2">
    {truths.map((truth) => (
      <li key={truth} className="flex items-center gap-1.5" title={TRUTHS[truth].text}>
        <span aria-hidden className={`size-[11px] rounded-[3px] ${TRUTHS[truth].mark}`} />
        {TRUTHS[truth].label}
      </li>
    ))}
  </ul>
)

/** Works without a script: the form leads to the page's own address. */
function AccountChoice({
  accounts,
  names,
  account,
}: {
  accounts: readonly string[]
  names: Record<string, string>
  account: string | null
}) {
  const ids = accounts.toSorted((a, b) => ((names[a] ?? a) < (names[b] ?? b) ? -1 : 1))
  if (ids.length < 2) return null
  return (
    <form className="flex items-center gap-2" action="/coverage">
      <label className="flex items-center gap-2 text-ink-2">
        Account
        <select name="account" defaultValue={account ?? ""} className="field">
          <option value="">All accounts</option>
          {ids.map((id) => (
            <option key={id} value={id}>
              {names[id] ? `${names[id]} (${id})` : id}
            </option>
          ))}
        </select>
      </label>
      <button type="submit" className="btn">
        Show
      </button>
    </form>
  )
}
