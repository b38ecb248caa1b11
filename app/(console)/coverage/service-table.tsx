import type { ReactNode } from "react"
import { CopyButton } from "@/app/_ui/copy-button"
import { formatCount, plural } from "@/app/_ui/format"
import { Link } from "@/app/_ui/link"
import { Scrolling } from "@/app/_ui/scrolling"
import { cellText, summaryOf, TRUTHS } from "@/app/(console)/coverage/truths"
import { namesOf } from "@/lib/aws/resource-types/registry"
import { statementsFor } from "@/lib/aws/statements"
import type { ServiceCoverage } from "@/lib/inventory/read/coverage"
import { nameSome } from "@/lib/scans/name-some"

/** Services, with a square for each region, and what to do about what is not known. */
export function ServiceTable({ services, label }: { services: readonly ServiceCoverage[]; label: string }) {
  return (
    <Scrolling className="overflow-x-auto" aria-label={label}>
      <table className="w-full text-left">
        <thead className="text-s text-ink-3">
          <tr className="border-b border-line">
            <th className="px-3.5 py-2 font-medium">Service</th>
            <th className="px-3.5 py-2 font-medium">Regions</th>
            <th className="px-3.5 py-2 text-right font-medium whitespace-nowrap">Only in an index</th>
            <th className="px-3.5 py-2 font-medium">What to do</th>
          </tr>
        </thead>
        <tbody>
          {services.map((service) => (
            <tr key={service.service} className="border-b border-line align-top last:border-0">
              <th scope="row" className="px-3.5 py-2 font-semibold">
                {service.name}
                {service.name !== service.service && (
                  <span className="block text-s font-normal text-ink-3">{service.service}</span>
                )}
              </th>
              <td className="px-3.5 py-2">
                <Regions service={service} />
              </td>
              <td className="px-3.5 py-2 text-right">{service.reported > 0 && <Reported service={service} />}</td>
              <td className="min-w-56 px-3.5 py-2">
                <WhatToDo service={service} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolling>
  )
}

function Regions({ service }: { service: ServiceCoverage }) {
  return (
    <>
      <span aria-hidden className="flex min-w-32 flex-wrap gap-[3px] pt-1">
        {service.regions.map((one) => (
          <span
            key={one.region}
            title={cellText(one)}
            className={`size-[11px] rounded-[3px] ${TRUTHS[one.truth].mark}`}
          />
        ))}
      </span>
      <span className="mt-1 block text-s text-ink-3">{summaryOf(service)}</span>
    </>
  )
}

const Reported = ({ service: { service, reported } }: { service: ServiceCoverage }) => (
  <Link href={`/resources?${new URLSearchParams({ q: `type:other service:${service}` })}`}>
    {formatCount(reported)}
  </Link>
)

function WhatToDo({ service }: { service: ServiceCoverage }) {
  const { denied, unasked, types, regions, reported } = service
  const failed = regions.reduce((sum, one) => sum + one.failed, 0)
  const steps: ReactNode[] = []
  if (denied.length > 0) steps.push(<Allow key="allow" denied={denied} />)
  else if (failed > 0)
    steps.push(
      <span key="failed">
        {plural(failed, "list")} could not be read: the reasons are in <Link href="/scans">the last scans</Link>.
      </span>,
    )
  if (unasked.length > 0)
    steps.push(
      <span key="unasked">
        Choose {nameSome(namesOf(unasked).map(({ name }) => name))} in <Link href="/connections">a connection</Link>.
      </span>,
    )
  if (types === 0 && reported > 0)
    steps.push(<span key="none">No type lists it. An index shows what is there, not what is gone.</span>)
  return <div className="grid justify-items-start gap-1.5 text-ink-2">{steps}</div>
}

function Allow({ denied }: { denied: readonly string[] }) {
  const statement = statementsFor(denied.map((action) => ({ action, type: null })))
  return (
    <span>
      Allow {nameSome(denied)}.{" "}
      <CopyButton
        text={JSON.stringify(statement.length === 1 ? statement[0] : statement, null, 2)}
        label="Copy policy statement"
        className="text-link hover:underline"
      />
    </span>
  )
}
