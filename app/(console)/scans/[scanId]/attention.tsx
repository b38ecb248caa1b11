import { CopyButton } from "@/app/_ui/copy-button"
import { plural } from "@/app/_ui/format"
import { TypeIcon } from "@/app/_ui/icons"
import type { TypeLabel } from "@/lib/aws/resource-types/registry"
import type { ScanJson } from "@/lib/scans/outcome"

/** What could not be read, why, and the mend, each in a sentence. */
export function Attention({ scan, types }: { scan: ScanJson; types: TypeLabel[] }) {
  const slices = scan.slices.filter((slice) => slice.error)
  if (slices.length + scan.warnings.length === 0) return null
  return (
    <section className="panel">
      <h2 className="border-b border-line px-3.5 py-2.5 font-semibold">
        {plural(slices.length + scan.warnings.length, "problem")}
      </h2>
      <ul>
        {scan.warnings.map((warning) => (
          <Item key={warning.message} title="Regions" text={warning.message} permission={warning.missing_permission} />
        ))}
        {slices.map((slice) => {
          const type = types.find((one) => one.type === slice.resource_type)
          const refused = slice.row_errors.map((row) => `${row.resource_id}: ${row.reason}`).join("; ")
          return (
            <Item
              key={`${slice.resource_type}/${slice.region}`}
              type={type}
              title={`${type?.name ?? slice.resource_type}, ${slice.region}`}
              text={`${slice.error?.message} ${refused}${slice.state === "failed" ? "What was known of this slice stays as it was, marked unverified." : ""}`}
              permission={slice.error?.missing_permission ?? null}
            />
          )
        })}
      </ul>
    </section>
  )
}

function Item({
  type,
  title,
  text,
  permission,
}: {
  type?: TypeLabel | undefined
  title: string
  text: string
  permission: string | null
}) {
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
