import { Account } from "@/app/_ui/account"
import { plural } from "@/app/_ui/format"
import { Link } from "@/app/_ui/link"
import { RelativeTime } from "@/app/_ui/time"
import type { TypeLabel } from "@/lib/aws/resource-types/registry"
import type { StaleSlice } from "@/lib/inventory/read/overview"
import { termText } from "@/lib/query/complete"

/** Slices with their resources, and why their last reading failed. */
export function SliceList({ slices, types }: { slices: readonly StaleSlice[]; types: readonly TypeLabel[] }) {
  return (
    <ul>
      {slices.map((slice) => {
        const { account_id, type, region, verified_at, error, missing_permission, resources, scan_id } = slice
        const label = types.find((one) => one.type === type)?.name ?? type
        return (
          <li key={`${account_id} ${type} ${region}`} className="border-b border-line px-3.5 py-2 last:border-0">
            <p className="flex flex-wrap justify-between gap-x-3">
              <span>
                <span className="font-medium">{label}</span> in {region} of <Account id={account_id} />
              </span>
              <span className="text-ink-3">
                {verified_at ? <RelativeTime at={verified_at} suffix=" ago" /> : "never read"},{" "}
                <Link className="underline" href={queryOf(slice)}>
                  {plural(resources, "resource")}
                </Link>
              </span>
            </p>
            {error && (
              <p className="text-s text-warn">
                {missing_permission ? `Missing permission: ${missing_permission}` : error}{" "}
                {scan_id && (
                  <Link className="underline" href={`/scans/${scan_id}`}>
                    See the scan
                  </Link>
                )}
              </p>
            )}
          </li>
        )
      })}
    </ul>
  )
}

/** A global slice has resources in many regions. */
function queryOf({ account_id, type, region }: StaleSlice): string {
  const terms = [termText("", "type", undefined, type), termText("", "account", undefined, account_id)]
  if (region !== "global") terms.push(termText("", "region", undefined, region))
  return `/resources?${new URLSearchParams({ q: terms.join(" ") })}`
}
