import { CopyButton } from "@/app/_ui/copy-button"
import { plural } from "@/app/_ui/format"
import { TypeIcon } from "@/app/_ui/icons"
import type { Slice } from "@/app/(console)/scans/[scanId]/matrix-model"
import type { TypeLabel } from "@/lib/aws/resource-types/registry"
import { groupBy } from "@/lib/group-by"
import type { ScanJson } from "@/lib/scans/read/outcome"

/** How many regions are named; the others are only counted. */
const NAMED_REGIONS = 6

interface Problem {
  type?: TypeLabel | undefined
  title: string
  text: string
  permission: string | null
}

/** What could not be read, why, and the fix. Equal reasons of one type are shown as one entry. */
export function Attention({ scan, types }: { scan: ScanJson; types: TypeLabel[] }) {
  const failed = scan.slices.filter((slice) => slice.error)
  const count = failed.length + scan.warnings.length
  if (count === 0) return null
  const warnings = scan.warnings.map(({ message, missing_permission }) => ({
    title: scan.is_organisation ? "Accounts" : "Regions",
    text: message,
    permission: missing_permission,
  }))
  return (
    <section className="panel mb-3.5">
      <h2 className="border-b border-line px-3.5 py-2.5 font-semibold">{plural(count, "problem")}</h2>
      <ul>
        {[...warnings, ...toProblems(failed, types)].map((problem) => (
          <Item key={`${problem.title} ${problem.text}`} {...problem} />
        ))}
      </ul>
    </section>
  )
}

function toProblems(failed: readonly Slice[], types: readonly TypeLabel[]): Problem[] {
  const alike = groupBy(failed, (slice) => `${slice.resource_type} ${textOf(slice)}`)
  return [...alike.values()].flatMap((slices) => {
    const [first] = slices
    if (!first) return []
    const type = types.find((one) => one.type === first.resource_type)
    const regions = slices.map(({ region }) => region)
    const more = regions.length - NAMED_REGIONS
    const named = regions.slice(0, NAMED_REGIONS).join(", ") + (more > 0 ? ` and ${more} more` : "")
    const title = `${type?.name ?? first.resource_type}, ${named}`
    return { type, title, text: textOf(first), permission: first.error?.missing_permission ?? null }
  })
}

function textOf({ error, row_errors, state }: Slice): string {
  const rows = row_errors.map((row) => `${row.resource_id}: ${row.reason}.`)
  const kept = state === "failed" ? ["Its known resources are kept and marked as unverified."] : []
  return [error?.message, ...rows, ...kept].join(" ")
}

function Item({ type, title, text, permission }: Problem) {
  return (
    <li className="flex flex-wrap items-center gap-3 border-b border-line px-3.5 py-2.5 last:border-0">
      {type && <TypeIcon icon={type.icon} />}
      <div className="min-w-52 flex-1">
        <p className="font-semibold">{title}</p>
        <p className="break-words text-ink-2">{text}</p>
      </div>
      {permission && <CopyButton label="Copy policy statement" text={statement(permission)} />}
    </li>
  )
}

const statement = (action: string) => JSON.stringify({ Effect: "Allow", Action: action, Resource: "*" }, null, 2)
