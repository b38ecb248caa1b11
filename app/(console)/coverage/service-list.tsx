import type { ReactNode } from "react"
import { CopyButton } from "@/app/_ui/copy-button"
import { formatCount, plural } from "@/app/_ui/format"
import { Link } from "@/app/_ui/link"
import { RelativeTime } from "@/app/_ui/time"
import { cellText, needsFor, summaryOf, TRUTHS } from "@/app/(console)/coverage/truths"
import { namesOf } from "@/lib/aws/resource-types/registry"
import { statementText } from "@/lib/aws/statements"
import type { ServiceCoverage } from "@/lib/inventory/read/coverage"
import { nameSome } from "@/lib/scans/name-some"

const COLUMNS =
  "grid gap-x-5 gap-y-1.5 px-3.5 md:grid-cols-[minmax(8rem,1fr)_minmax(10rem,1.5fr)_minmax(5rem,.6fr)_minmax(14rem,3fr)]"

/** Services, with a square for each region, and what to do about what is not known. */
export const ServiceList = ({ services, label }: { services: readonly ServiceCoverage[]; label: string }) => (
  <>
    <div aria-hidden className={`${COLUMNS} border-b border-line pt-1 pb-2 text-s text-ink-3 max-md:hidden`}>
      <span>Service</span>
      <span>Regions</span>
      <span>Only in an index</span>
      <span>What to do</span>
    </div>
    <ul aria-label={label}>
      {services.map((service) => (
        <li key={service.service} className={`${COLUMNS} border-b border-line py-2.5 last:border-0`}>
          <div className="font-semibold">
            {service.name}
            {service.name !== service.service && (
              <span className="text-s font-normal text-ink-3 max-md:ml-2 md:block">{service.service}</span>
            )}
          </div>
          <div>
            <Regions service={service} />
          </div>
          <div>{service.reported > 0 && <Reported service={service} />}</div>
          <WhatToDo service={service} />
        </li>
      ))}
    </ul>
  </>
)

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
      <span className="mt-1 block text-s text-ink-3">
        {summaryOf(service)}
        {service.verified_at && (
          <>
            {" "}
            · oldest reading <RelativeTime at={service.verified_at} suffix=" ago" />
          </>
        )}
      </span>
    </>
  )
}

const Reported = ({ service: { service, reported } }: { service: ServiceCoverage }) => (
  <Link href={`/resources?${new URLSearchParams({ q: `type:other service:${service}` })}`}>
    {formatCount(reported)}
    <span className="md:sr-only"> only in an index</span>
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
        {plural(failed, "list")} could not be read: the reasons are in{" "}
        <Link href="/scans" className="underline">
          the last scans
        </Link>
        .
      </span>,
    )
  if (unasked.length > 0)
    steps.push(
      <span key="unasked">
        Choose {nameSome(namesOf(unasked).map(({ name }) => name))} in{" "}
        <Link href="/connections" className="underline">
          a connection
        </Link>
        .
      </span>,
    )
  if (types === 0 && reported > 0)
    steps.push(<span key="none">No type lists it. An index shows what is there, not what is gone.</span>)
  return <div className="grid justify-items-start gap-1.5 text-ink-2">{steps}</div>
}

/** Which actions to allow. An action of a release before, which no type needs by now, has no statement. */
export function Allow({ denied }: { denied: readonly string[] }) {
  const needs = needsFor(denied)
  return (
    <span>
      Allow {nameSome(denied)}.{" "}
      {needs.length > 0 && (
        <CopyButton text={statementText(needs)} label="Copy policy statement" className="text-link hover:underline" />
      )}
    </span>
  )
}
