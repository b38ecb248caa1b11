import { CopyButton } from "@/app/_ui/copy-button"
import { plural } from "@/app/_ui/format"
import { TypeIcon } from "@/app/_ui/icons"
import { GLOBAL, type Slice } from "@/app/(console)/scans/[scanId]/matrix-model"
import type { TypeName } from "@/lib/aws/resource-types/registry"
import { type Need, statementText } from "@/lib/aws/statements"
import { groupBy } from "@/lib/group-by"
import { nameSome } from "@/lib/scans/name-some"
import type { ScanJson } from "@/lib/scans/read/outcome"

/** How many regions are named; the others are only counted. */
const NAMED_REGIONS = 6
/** Longer reasons open. */
const LONG_TEXT = 280
/** The permission in a message: what is denied for the same reason differs in this alone. */
const ACTION = /\b[a-z0-9-]+:[A-Z][A-Za-z0-9]+\b/g

interface Problem {
  id: string
  type?: TypeName | undefined
  /** Null for what concerns the whole scan. */
  slices: number | null
  title: string
  text: string
  needs: readonly Need[]
}

/** What could not be read, why, and the fix: one entry for each cause. */
export function Attention({ scan, types }: { scan: ScanJson; types: TypeName[] }) {
  const failed = scan.slices.filter((slice) => slice.error)
  const count = failed.length + scan.warnings.length
  if (count === 0) return null
  const warnings = scan.warnings.map(({ message, missing_permission }) => ({
    ...{ id: message, slices: null, text: message },
    title: scan.is_organisation ? "Accounts" : "Regions",
    needs: missing_permission ? [{ action: missing_permission, type: null }] : [],
  }))
  const problems = [...warnings, ...toProblems(failed, types, regionsByType(scan.slices))]
  const title = plural(count, "problem")
  return (
    <section className="panel mb-3.5">
      <h2 className="border-b border-line px-3.5 py-2.5 font-semibold">
        {problems.length < count ? `${title}, ${plural(problems.length, "cause")}` : title}
      </h2>
      <ul>
        {problems.map((problem) => (
          <Item key={problem.id} {...problem} />
        ))}
      </ul>
    </section>
  )
}

/** The regions of each type, without the place of global ones. */
const regionsByType = (slices: readonly Slice[]): ReadonlyMap<string, readonly Slice[]> =>
  groupBy(
    slices.filter(({ region }) => region !== GLOBAL),
    ({ resource_type }) => resource_type,
  )

function toProblems(
  failed: readonly Slice[],
  types: readonly TypeName[],
  all: ReadonlyMap<string, readonly Slice[]>,
): Problem[] {
  const causeOf = ({ state, error, row_errors }: Slice) =>
    `${state} ${error?.code} ${error?.message.replace(ACTION, "")} ${JSON.stringify(row_errors)}`
  const problems = [...groupBy(failed, causeOf)].map(([id, slices]): Problem => {
    const keys = [...new Set(slices.map(({ resource_type }) => resource_type))]
    const names = keys.map((one) => types.find(({ type }) => type === one)?.name ?? one)
    const needs = slices.flatMap(({ resource_type: type, error }) =>
      error?.missing_permission ? [{ action: error.missing_permission, type }] : [],
    )
    return {
      ...{ id, slices: slices.length, needs },
      type: keys.length === 1 ? types.find(({ type }) => type === keys[0]) : undefined,
      title: `${nameSome(names)}, ${regionText(slices, all)}`,
      text: wholeText(slices, [...new Set(needs.map(({ action }) => action))].sort()),
    }
  })
  return problems.sort((a, b) => (b.slices ?? 0) - (a.slices ?? 0))
}

/** The first regions; or all, if each of the types fails in all of its own. */
function regionText(slices: readonly Slice[], all: ReadonlyMap<string, readonly Slice[]>): string {
  const regions = [...new Set(slices.map(({ region }) => region))]
  const isEverywhere = [...regionsByType(slices)].every(([type, own]) => own.length === all.get(type)?.length)
  const real = regions.filter((region) => region !== GLOBAL).length
  if (isEverywhere && real > NAMED_REGIONS) return `all ${real} regions`
  const more = regions.length - NAMED_REGIONS
  return regions.slice(0, NAMED_REGIONS).join(", ") + (more > 0 ? ` and ${more} more` : "")
}

/** Of one cause, the texts differ in the permission alone. */
function wholeText(slices: readonly Slice[], permissions: readonly string[]): string {
  const [first] = slices
  if (!first) return ""
  const text = textOf(first)
  const [named] = text.match(ACTION) ?? []
  return named && permissions.length > 1 ? text.replace(named, permissions.join(", ")) : text
}

function textOf({ error, row_errors, state }: Slice): string {
  const rows = row_errors.map((row) => `${row.resource_id}: ${row.reason}.`)
  const kept = state === "failed" ? ["Its known resources are kept and marked as unverified."] : []
  return [error?.message, ...rows, ...kept].join(" ")
}

function Item({ type, slices, title, text, needs }: Problem) {
  return (
    <li className="flex flex-wrap items-center gap-3 border-b border-line px-3.5 py-2.5 last:border-0">
      {slices !== null && slices > 1 && (
        <span className="w-14 text-right">
          <span className="block font-semibold tabular-nums">{slices}</span>
          <span className="text-s text-ink-2">slices</span>
        </span>
      )}
      {type && <TypeIcon icon={type.icon} />}
      <div className="min-w-52 flex-1">
        <p className="font-semibold">{title}</p>
        <Reason text={text} />
      </div>
      {needs.length > 0 && <CopyButton label="Copy policy statement" text={statementText(needs)} />}
    </li>
  )
}

/** A reason that names many permissions opens. */
function Reason({ text }: { text: string }) {
  if (text.length <= LONG_TEXT) return <p className="break-words text-ink-2">{text}</p>
  return (
    <details className="group text-ink-2">
      <summary className="cursor-pointer break-words">
        <span className="group-open:hidden">{text.slice(0, LONG_TEXT)}… </span>
        <span className="text-link group-open:hidden">All of it</span>
        <span className="hidden group-open:inline">{text}</span>
      </summary>
    </details>
  )
}
