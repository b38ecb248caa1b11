"use client"

import { useRouter } from "next/navigation"
import { type ReactNode, useCallback, useEffect, useRef, useState } from "react"
import { Account } from "@/app/_ui/account"
import { CopyButton } from "@/app/_ui/copy-button"
import { plural } from "@/app/_ui/format"
import { CheckIcon, CloseIcon } from "@/app/_ui/icons"
import { Link } from "@/app/_ui/link"
import { Scrolling } from "@/app/_ui/scrolling"
import { RelativeTime } from "@/app/_ui/time"
import { unanswered } from "@/app/_ui/unanswered"
import { testNow } from "@/app/(console)/connections/actions"
import { MANY_TYPES } from "@/app/(console)/many-types"
import type { TypeName } from "@/lib/aws/resource-types/registry"
import { statementsFor } from "@/lib/aws/statements"
import type { ConnectionView } from "@/lib/connections/view"

type Test = NonNullable<ConnectionView["last_test"]>

interface PreflightProps {
  connection: ConnectionView
  types: readonly TypeName[]
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
      {isBusy && !found && <Waiting types={types} />}
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

const Waiting = ({ types }: { types: readonly TypeName[] }) => (
  <ul>
    {["Identity", "Regions", ...(isWide(types) ? categoriesOf(types) : types.map(({ name }) => name))].map((name) => (
      <Line key={name} state="waiting" title={name}>
        checking…
      </Line>
    ))}
  </ul>
)

function Found({ test, types }: { test: Test; types: readonly TypeName[] }) {
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
        {isWide(test.types)
          ? categoriesOf(types).map((category) => {
              const own = types.filter((type) => type.category === category)
              return <CategoryLine key={category} category={category} tests={test.types} types={own} />
            })
          : test.types.map((one) => (
              <TypeLine
                key={one.type}
                test={one}
                name={types.find(({ type }) => type === one.type)?.name ?? one.type}
              />
            ))}
      </ul>
      {isWide(test.types) && <Missing tests={test.types} />}
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

const isWide = (list: readonly unknown[]) => list.length > MANY_TYPES

const categoriesOf = (types: readonly TypeName[]) => [...new Set(types.map(({ category }) => category))]

interface CategoryLineProps {
  category: string
  tests: Test["types"]
  /** The category's types. */
  types: readonly TypeName[]
}

/** A category in a line, and below it the types that are not allowed. */
function CategoryLine({ category, tests, types }: CategoryLineProps) {
  const own = tests.filter(({ type }) => types.some((one) => one.type === type))
  const wrong = own.filter(({ state }) => state !== "allowed")
  if (own.length === 0) return null
  if (wrong.length === 0) {
    return (
      <Line state="ok" title={category}>
        {own.length === 1 ? "1 type allowed" : `all ${own.length} types allowed`}
      </Line>
    )
  }
  return (
    <Line state={wrong.some(({ state }) => state === "denied") ? "bad" : "warn"} title={category}>
      {countsText(own)}
      <ul className="mt-1 grid gap-0.5 text-ink">
        {wrong.map(({ type, missing_permission, denied_by, message }) => (
          <li key={type} className="flex flex-wrap gap-x-2">
            <span>{types.find((one) => one.type === type)?.name ?? type}</span>
            <span className="text-ink-2">
              {missing_permission ? <code className="font-mono text-s">{missing_permission}</code> : message}
              {denied_by && denied_by !== "policy" && `, denied by ${DENIERS[denied_by]}`}
            </span>
          </li>
        ))}
      </ul>
    </Line>
  )
}

/** `2 of 9 types not allowed, 1 not tested`: what could not be asked is no denial. */
function countsText(own: Test["types"]): string {
  const count = (state: Test["types"][number]["state"]) => own.filter((one) => one.state === state).length
  const [denied, unknown] = [count("denied"), count("unknown")]
  const of = `of ${plural(own.length, "type")}`
  if (denied === 0) return `${unknown} ${of} not tested`
  return `${denied} ${of} not allowed${unknown > 0 ? `, ${unknown} not tested` : ""}`
}

/** Statements for everything that a statement helps with. */
function Missing({ tests }: { tests: Test["types"] }) {
  const needs = tests.flatMap(({ type, statement }) => (statement?.Action ?? []).map((action) => ({ action, type })))
  if (needs.length === 0) return null
  const text = JSON.stringify(statementsFor(needs), null, 2)
  return (
    <div className="border-b border-line px-3.5 py-2">
      <p className="flex items-center gap-2">
        <span className="flex-1 font-medium">
          {plural(new Set(needs.map(({ action }) => action)).size, "permission")} missing
        </span>
        <CopyButton text={text} label="Copy statements" className="btn px-2 py-0.5" />
      </p>
      <Scrolling
        className="mt-1.5 max-h-56 overflow-auto rounded-sm border border-line bg-bg"
        aria-label="The statements"
      >
        <pre className="px-2 py-1 font-mono text-s">{text}</pre>
      </Scrolling>
      <p className="mt-1.5 text-s text-ink-2">
        You can go on without them: these types then show as denied, never as empty.
      </p>
    </div>
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
