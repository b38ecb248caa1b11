"use client"

import { useRouter } from "next/navigation"
import { type ReactNode, useCallback, useEffect, useRef, useState } from "react"
import { Account } from "@/app/_ui/account"
import { CopyButton } from "@/app/_ui/copy-button"
import { plural } from "@/app/_ui/format"
import { CheckIcon, CloseIcon } from "@/app/_ui/icons"
import { Link } from "@/app/_ui/link"
import { RelativeTime } from "@/app/_ui/time"
import { unanswered } from "@/app/_ui/unanswered"
import { testNow } from "@/app/(console)/connections/actions"
import type { TypeLabel } from "@/lib/aws/resource-types/registry"
import type { ConnectionView } from "@/lib/connections/view"

type Test = NonNullable<ConnectionView["last_test"]>

interface PreflightProps {
  connection: ConnectionView
  types: TypeLabel[]
  mayUse: boolean
  /** A step of a new connection: the test runs by itself. */
  isGuided?: boolean
}

/** What the last test found: identity, trust, regions, and each type with what it lacks. */
export function PreflightPanel({ connection, types, mayUse, isGuided = false }: PreflightProps) {
  const { isBusy, problem, test } = useTest(connection, isGuided && mayUse)
  const found = connection.last_test
  return (
    <section className="panel min-w-0">
      <header className="flex items-center gap-2 border-b border-line px-3.5 py-2.5">
        <h2 className="font-semibold">Preflight</h2>
        <span className="flex-1 text-ink-3" aria-live="polite">
          {isBusy ? "checking…" : found ? <RelativeTime at={found.at} suffix=" ago" /> : "not run yet"}
        </span>
        {mayUse && (
          <button type="button" className="leading-6 text-link hover:underline" onClick={test} disabled={isBusy}>
            {found ? "Check again" : "Check now"}
          </button>
        )}
      </header>
      {problem && (
        <p role="alert" className="px-3.5 py-2.5 text-bad">
          {problem}
        </p>
      )}
      {isBusy && !found && <Waiting types={chosenOf(connection, types)} />}
      {!found && !isBusy && (
        <p className="px-3.5 py-4 text-ink-2">
          One cheap call for each type shows what works. It changes nothing at AWS.
        </p>
      )}
      {found && <Found test={found} types={types} />}
      {isGuided && <GuidedFoot connection={connection} isBusy={isBusy} />}
    </section>
  )
}

function useTest({ id, last_test }: ConnectionView, isAutomatic: boolean) {
  const router = useRouter()
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const hasRun = useRef(last_test !== null || !isAutomatic)
  const test = useCallback(async () => {
    setBusy(true)
    const result = await testNow(id).catch(unanswered)
    setBusy(false)
    setProblem(result.ok ? null : result.message)
    router.refresh()
  }, [id, router])
  useEffect(() => {
    if (hasRun.current) return
    hasRun.current = true
    void test()
  }, [test])
  return { isBusy, problem, test }
}

const chosenOf = ({ resource_types: keys }: ConnectionView, types: TypeLabel[]) =>
  types.filter(({ type, isMinimal }) => keys?.includes(type) ?? isMinimal)

const Waiting = ({ types }: { types: TypeLabel[] }) => (
  <ul>
    {["Identity", "Regions", ...types.map(({ name }) => name)].map((name) => (
      <Line key={name} state="waiting" title={name}>
        checking…
      </Line>
    ))}
  </ul>
)

function Found({ test, types }: { test: Test; types: TypeLabel[] }) {
  const { problem, account_id, arn, trust, regions, warnings } = test
  return (
    <>
      <ul>
        {problem && (
          <Line state="bad" title="Not reached">
            {problem.message}
          </Line>
        )}
        {account_id && (
          <Line state="ok" title="Identity">
            <Account id={account_id} />, <span className="font-mono text-s break-all">{arn?.split(":").at(-1)}</span>
          </Line>
        )}
        {trust === "external_id_required" && (
          <Line state="ok" title="Trust">
            refused without the external id
          </Line>
        )}
        {trust === "too_open" && (
          <Line state="bad" title="Trust">
            {warnings[0]}
          </Line>
        )}
        {account_id && regions.length > 0 && <Regions test={test} />}
        {test.tested_in && (
          <Line state="ok" title="Account of the organisation">
            the types were tested in {test.tested_in.name}
          </Line>
        )}
        {warnings.slice(trust === "too_open" ? 1 : 0).map((warning) => (
          <Line key={warning} state="warn" title="Note">
            {warning}
          </Line>
        ))}
        {test.types.map((one) => (
          <TypeLine key={one.type} test={one} name={types.find(({ type }) => type === one.type)?.name ?? one.type} />
        ))}
      </ul>
      {account_id && (
        <p className="px-3.5 py-2 text-s text-ink-2">One cheap call for each type; all of them only read.</p>
      )}
    </>
  )
}

function Regions({ test: { regions, regions_listed, partition } }: { test: Test }) {
  return (
    <Line state={regions_listed ? "ok" : "warn"} title="Regions">
      {regions_listed ? `${plural(regions.length, "region")} enabled` : "not listed"}, partition {partition}
      <span className="block font-mono text-s break-words">{regions.join(" ")}</span>
    </Line>
  )
}

const DENIERS = {
  policy: "its policy",
  boundary: "a permissions boundary",
  organisation: "an organisation's policy",
  session: "a session policy",
  endpoint: "a VPC endpoint's policy",
}

function TypeLine({ test, name }: { test: Test["types"][number]; name: string }) {
  const { state, missing_permission, denied_by, message, statement } = test
  if (state === "allowed") {
    return (
      <Line state="ok" title={name}>
        allowed
      </Line>
    )
  }
  const text = statement && JSON.stringify(statement)
  return (
    <Line state={state === "denied" ? "bad" : "warn"} title={name}>
      {missing_permission ? (
        <>
          missing <code className="font-mono text-s">{missing_permission}</code>
          {denied_by && denied_by !== "policy" && `, denied by ${DENIERS[denied_by]}`}
        </>
      ) : (
        message
      )}
      {text && (
        <span className="mt-1.5 flex items-center gap-2 rounded-sm border border-line bg-bg px-2 py-1">
          <code className="min-w-0 flex-1 font-mono text-s break-all text-ink">{text}</code>
          <CopyButton text={text} label="Copy statement" className="btn px-2 py-0.5" />
        </span>
      )}
    </Line>
  )
}

const MARKS = {
  ok: { tone: "bg-ok-soft text-ok", mark: <CheckIcon width={11} height={11} />, word: "in order" },
  bad: { tone: "bg-bad-soft text-bad", mark: <CloseIcon width={11} height={11} />, word: "wrong" },
  warn: { tone: "bg-warn-soft text-warn", mark: "!", word: "to note" },
  waiting: { tone: "bg-info-soft text-info", mark: "…", word: "checking" },
}

function Line({ state, title, children }: { state: keyof typeof MARKS; title: string; children: ReactNode }) {
  const { tone, mark, word } = MARKS[state]
  return (
    <li className="flex gap-3 border-b border-line px-3.5 py-2">
      <span className={`mt-0.5 grid size-5 flex-none place-items-center rounded-full text-s font-semibold ${tone}`}>
        {mark}
        <span className="sr-only">{word}</span>
      </span>
      <span className="min-w-0 flex-1">
        <span className="block font-medium">{title}</span>
        <span className={`block ${state === "bad" ? "text-bad" : "text-ink-2"}`}>{children}</span>
      </span>
    </li>
  )
}

function GuidedFoot({ connection: { id, is_draft }, isBusy }: { connection: ConnectionView; isBusy: boolean }) {
  return (
    <footer className="flex flex-wrap items-center gap-2 border-t border-line bg-bg px-3.5 py-3">
      <Link className="btn" href={`/connections/${id}?step=access`}>
        Back
      </Link>
      <span className="flex-1 text-right text-ink-2">{!is_draft && "You can go on with what is allowed now."}</span>
      {!is_draft && !isBusy && (
        <Link className="btn btn-primary" href={`/connections/${id}?step=schedule`}>
          Continue to schedule
        </Link>
      )}
    </footer>
  )
}
