"use client"

import { useState } from "react"
import { Account } from "@/app/_ui/account"
import { Chip, ScanChip } from "@/app/_ui/chip"
import { ChevronIcon, KeyIcon, MachineIcon, OrganisationIcon, RoleIcon, TypeMark } from "@/app/_ui/icons"
import { Link } from "@/app/_ui/link"
import { RelativeTime, ShortTime } from "@/app/_ui/time"
import { ConnectionButtons } from "@/app/(console)/connections/connection-buttons"
import { delayText } from "@/app/(console)/connections/delay"
import { healthOf, reachedBy } from "@/app/(console)/connections/health"
import { MemberRows } from "@/app/(console)/connections/member-rows"
import type { TypeName } from "@/lib/aws/resource-types/registry"
import type { MemberView } from "@/lib/connections/organisation/organisation"
import type { ConnectionView } from "@/lib/connections/view"

/** What a connection scans. */
export interface ChosenTypes {
  count: number
  /** All of them, in words. */
  names: string
  /** Their marks, where they are few. */
  marks: readonly TypeName[]
}

interface RowProps {
  connection: ConnectionView
  members: MemberView[]
  types: ChosenTypes
  mayUse: boolean
  mayManage: boolean
}

/** So many accounts are shown at once; more are behind a button. */
const OPEN_AT_FIRST = 20

/** A connection, and below it the accounts of its organisation. */
export function ConnectionRow({ connection, members, types, mayUse, mayManage }: RowProps) {
  const [isOpen, setOpen] = useState(members.length <= OPEN_AT_FIRST)
  const { id, name, schedule, last_scan } = connection
  const { title, by } = reachedBy(connection)
  const health = healthOf(connection, members)
  return (
    <tbody className="border-b border-line last:border-0 hover:[&>tr:first-child]:bg-sunken">
      <tr className="align-middle max-md:grid max-md:grid-cols-[minmax(0,1fr)_auto] max-md:gap-x-2 max-md:px-3 max-md:py-2">
        <td className="px-2 py-2">
          <span className="flex items-center gap-2.5">
            <Toggle {...{ isOpen, setOpen, count: members.length }} />
            <KindIcon connection={connection} />
            <span className="min-w-0">
              <Link className="block font-semibold text-ink no-underline hover:underline" href={`/connections/${id}`}>
                {name}
              </Link>
              <Whose connection={connection} />
            </span>
          </span>
        </td>
        <td className="px-2 py-2 max-md:hidden">
          <span className="block">{title}</span>
          <span className="id-line max-w-40">{by}</span>
        </td>
        <td className="px-2 py-2 whitespace-nowrap max-md:hidden">{regionsOf(connection)}</td>
        <td className="px-2 py-2 max-md:hidden">
          <Types types={types} />
        </td>
        <td className="px-2 py-2 max-md:col-span-2 max-md:py-0.5">
          <Schedule schedule={schedule} />
        </td>
        <td className="px-2 py-2 max-md:py-0.5">
          {last_scan ? (
            <Link className="text-ink no-underline hover:underline" href={`/scans/${last_scan.scan_id}`}>
              <ScanChip state={last_scan.state} />
              <span className="block pt-0.5 text-s text-ink-2">
                {last_scan.ended_at ? <RelativeTime at={last_scan.ended_at} suffix=" ago" /> : progress(members)}
              </span>
            </Link>
          ) : (
            <span className="text-ink-2">never</span>
          )}
        </td>
        <td className="px-2 py-2 max-md:col-start-2 max-md:row-start-1">
          <Chip tone={health.tone} {...(health.reason && { title: health.reason })}>
            {health.word}
          </Chip>
          {health.reason && <span className="block max-w-52 pt-0.5 text-s text-ink-2">{health.reason}</span>}
        </td>
        <td className="px-2 py-2 text-right whitespace-nowrap">
          <ConnectionButtons connection={connection} mayUse={mayUse} mayManage={mayManage} />
        </td>
      </tr>
      {isOpen && <MemberRows members={members} connection={connection} mayManage={mayManage} indent="md:pl-[74px]" />}
    </tbody>
  )
}

function Toggle({ isOpen, setOpen, count }: { isOpen: boolean; setOpen: (isOpen: boolean) => void; count: number }) {
  if (count === 0) return <span className="w-6 flex-none max-md:hidden" />
  return (
    <button
      type="button"
      className="grid size-6 flex-none place-items-center rounded-sm hover:bg-panel"
      aria-expanded={isOpen}
      aria-label={isOpen ? "Hide the accounts" : `Show ${count} accounts`}
      onClick={() => setOpen(!isOpen)}
    >
      <ChevronIcon isOpen={isOpen} />
    </button>
  )
}

function KindIcon({ connection: { kind, organisation } }: { connection: ConnectionView }) {
  const Icon = organisation ? OrganisationIcon : { role: RoleIcon, keys: KeyIcon, ambient: MachineIcon }[kind]
  return (
    <span className="grid size-7 flex-none place-items-center rounded-md bg-sunken text-ink-2">
      <Icon />
    </span>
  )
}

function Whose({ connection: { organisation, account_id } }: { connection: ConnectionView }) {
  if (organisation) return <span className="block text-xs text-ink-2">{organisation.accounts} accounts</span>
  return <span className="id-line">{account_id ? <Account id={account_id} /> : "not reached yet"}</span>
}

function regionsOf({ regions }: ConnectionView): string {
  if (regions[0] === "*") return "All enabled"
  return regions.length === 1 ? (regions[0] ?? "") : `${regions.length} regions`
}

function Types({ types: { count, names, marks } }: { types: ChosenTypes }) {
  return marks.length === 0 ? (
    <span title={names}>
      {count} types<span className="sr-only">: {names}</span>
    </span>
  ) : (
    <span className="flex gap-1" title={names}>
      {marks.map(({ type, icon }) => (
        <TypeMark key={type} type={type} color={icon.color} />
      ))}
      <span className="sr-only">{names}</span>
    </span>
  )
}

const MINUTE = 60

function Schedule({ schedule }: { schedule: ConnectionView["schedule"] }) {
  if (!schedule) return <span className="text-ink-2">none</span>
  const [next] = schedule.next_runs
  return (
    <>
      <span className="block" title={schedule.delay_seconds > 0 ? delayText(schedule.delay_seconds) : undefined}>
        {schedule.is_paused ? "Paused" : schedule.words}
        {!schedule.is_paused &&
          schedule.delay_seconds >= MINUTE &&
          ` + ${Math.floor(schedule.delay_seconds / MINUTE)} min`}
      </span>
      <span className="block text-s text-ink-2">
        {next ? (
          <>
            {schedule.time_zone}, next <ShortTime at={next} />
          </>
        ) : (
          schedule.words
        )}
      </span>
    </>
  )
}

function progress(members: readonly MemberView[]): string {
  if (members.length === 0) return "under way"
  const scanned = members.filter(({ state, is_included }) => state === "ACTIVE" && is_included)
  const done = scanned.filter(({ last_scan }) => last_scan?.ended_at).length
  return `${done} of ${scanned.length} accounts`
}
