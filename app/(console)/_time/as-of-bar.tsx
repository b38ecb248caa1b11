import { Account } from "@/app/_ui/account"
import { plural } from "@/app/_ui/format"
import { Link } from "@/app/_ui/link"
import { ExactTime } from "@/app/_ui/time"
import { listGaps } from "@/lib/inventory/history/gaps"
import { requireCtx } from "@/lib/web/session"

interface AsOfBarProps {
  asOf: string
  /** The same page, now. */
  nowHref: string
  /** The query, for comparing. */
  q?: string
}

/** Says that the page shows the past, what of it is unknown, and leads back to now. */
export async function AsOfBar({ asOf, nowHref, q = "" }: AsOfBarProps) {
  const gaps = await listGaps(await requireCtx("inventory.read"), asOf)
  const compare = `/compare?${new URLSearchParams({ from: asOf, ...(q && { q }) })}`
  return (
    <section
      aria-label="Shown moment"
      className="mb-3 flex flex-wrap items-center gap-x-3 gap-y-1.5 rounded-md bg-info-soft px-3 py-2 text-info"
    >
      <span>
        <b className="font-semibold">As it was</b> on <ExactTime at={asOf} />. Properties and tags are those of then.
      </span>
      {gaps.total > 0 && (
        <details className="text-warn">
          <summary className="cursor-pointer">{plural(gaps.total, "slice")} not scanned by then</summary>
          <p className="mt-1 text-ink-2">
            What they held is unknown, which is not the same as nothing:{" "}
            {gaps.shown.map(({ account_id, type, region }, index) => (
              <span key={`${account_id} ${type} ${region}`}>
                {index > 0 && ", "}
                {type} in {region} of <Account id={account_id} />
              </span>
            ))}
            {gaps.total > gaps.shown.length && ", and others"}.
          </p>
        </details>
      )}
      <span className="flex-1" />
      <Link className="text-link" href={compare}>
        Compare with now
      </Link>
      <Link className="btn" href={nowHref}>
        Back to now
      </Link>
    </section>
  )
}
