import type { Metadata } from "next"
import { notFound, redirect } from "next/navigation"
import { Suspense } from "react"
import { Account } from "@/app/_ui/account"
import { Chip } from "@/app/_ui/chip"
import { Link } from "@/app/_ui/link"
import { Path } from "@/app/_ui/path"
import { AccessPanel } from "@/app/(console)/connections/[connectionId]/access-panel"
import { MembersPanel } from "@/app/(console)/connections/[connectionId]/members-panel"
import { NamePanel } from "@/app/(console)/connections/[connectionId]/name-panel"
import { NewTypesPanel } from "@/app/(console)/connections/[connectionId]/new-types-panel"
import { PreflightPanel } from "@/app/(console)/connections/[connectionId]/preflight-panel"
import { RunsPanel } from "@/app/(console)/connections/[connectionId]/runs-panel"
import { SchedulePanel } from "@/app/(console)/connections/[connectionId]/schedule-panel"
import { SettingsPanel } from "@/app/(console)/connections/[connectionId]/settings-panel"
import { ConnectionButtons } from "@/app/(console)/connections/connection-buttons"
import { healthOf, reachedBy } from "@/app/(console)/connections/health"
import { type Step, Steps, steps } from "@/app/(console)/connections/steps"
import { firstOf, type RawParams } from "@/app/(console)/params"
import { can } from "@/lib/auth/permissions"
import { needsOf } from "@/lib/aws/policy"
import { bundleOf, listBundles } from "@/lib/aws/resource-types/choices"
import { chosenTypes, getResourceType, namesOf } from "@/lib/aws/resource-types/registry"
import { boundTo, statementsFor } from "@/lib/aws/statements"
import { getConnection, listBases } from "@/lib/connections/connections"
import { roleDocuments } from "@/lib/connections/documents/documents"
import { listDiscoveries, listMembers, type MemberView } from "@/lib/connections/organisation/organisation"
import type { ConnectionView } from "@/lib/connections/view"
import type { Ctx } from "@/lib/context"
import { AppError } from "@/lib/errors"
import { listScans } from "@/lib/scans/read/list"
import { requireCtx } from "@/lib/web/session"

export const metadata: Metadata = { title: "Connection" }
export const maxDuration = 300

interface PageProps {
  params: Promise<{ connectionId: string }>
  searchParams: Promise<RawParams>
}

/** A connection: while it is new, one step at a time; afterwards, all of it. */
export default async function ConnectionPage({ params, searchParams }: PageProps) {
  const ctx = await requireCtx("connections.read")
  const connection = await getConnection(ctx, (await params).connectionId).catch((error: unknown) => {
    if (error instanceof AppError && error.code === "not_found") notFound()
    throw error
  })
  const { step: asked, edit } = firstOf(await searchParams)
  const mayManage = can(ctx.actor, "connections.manage")
  const step = mayManage ? stepOf(connection, asked) : null
  // A step has an address of its own: the test makes the draft a connection, and the step must stay.
  if (step && step !== asked) redirect(`/connections/${connection.id}?step=${step}`)
  const members = connection.organisation ? await listMembers(ctx, connection.id) : []
  return (
    <>
      <Head ctx={ctx} connection={connection} members={members} isGuided={step !== null} />
      {step ? (
        <Guided ctx={ctx} connection={connection} step={step} />
      ) : (
        <Whole ctx={ctx} connection={connection} members={members} edit={edit ?? null} />
      )}
    </>
  )
}

/** The step that is shown; null once the connection is in use, unless a step is asked for. */
function stepOf({ is_draft, kind, role_arn }: ConnectionView, asked: string | undefined): Step | null {
  const wanted = steps.find((one) => one === asked)
  if (wanted && (wanted !== "schedule" || !is_draft)) return wanted
  if (!is_draft) return null
  return kind === "role" && !role_arn ? "access" : "test"
}

interface HeadProps {
  ctx: Ctx
  connection: ConnectionView
  members: readonly MemberView[]
  isGuided: boolean
}

function Head({ ctx, connection, members, isGuided }: HeadProps) {
  const health = healthOf(connection, members)
  return (
    <>
      <Path to={[{ href: "/connections", label: "Connections" }]} here={connection.name} />
      <header className="mb-3.5 flex flex-wrap items-center gap-x-3.5 gap-y-2">
        <h1 className="text-xl font-semibold">{connection.name}</h1>
        <Chip tone={health.tone}>{health.word}</Chip>
        <span className="text-ink-3">
          {reachedBy(connection).title}
          {connection.account_id && (
            <>
              , <Account id={connection.account_id} />
            </>
          )}
        </span>
        <span className="flex-1" />
        {isGuided ? (
          <Link className="btn btn-quiet" href="/connections">
            Leave, and go on later
          </Link>
        ) : (
          <ConnectionButtons
            connection={connection}
            mayUse={can(ctx.actor, "connections.use")}
            mayManage={can(ctx.actor, "connections.manage")}
            isWide
          />
        )}
      </header>
      {!isGuided && !connection.is_draft && connection.new_types.length > 0 && (
        <NewTypes connection={connection} mayManage={can(ctx.actor, "connections.manage")} />
      )}
      {!isGuided && health.reason && health.tone !== "ok" && (
        <p
          className={`mb-3.5 rounded-md px-3 py-2 ${health.tone === "bad" ? "bg-bad-soft text-bad" : "bg-warn-soft text-warn"}`}
        >
          {health.reason}
        </p>
      )}
    </>
  )
}

function NewTypes({ connection, mayManage }: { connection: ConnectionView; mayManage: boolean }) {
  const { id, resource_types, new_types } = connection
  const now = chosenTypes(resource_types)
  const has = new Set(needsOf(now.map(getResourceType)).map(({ action, type }) => `${action} ${boundTo(action, type)}`))
  const needs = needsOf(new_types.map(getResourceType)).filter(
    ({ action, type }) => !has.has(`${action} ${boundTo(action, type)}`),
  )
  return (
    <NewTypesPanel
      {...{ connectionId: id, mayManage }}
      all={[...now, ...new_types]}
      names={namesOf(new_types).map(({ name }) => name)}
      statement={needs.length > 0 ? JSON.stringify(statementsFor(needs), null, 2) : null}
    />
  )
}

async function Guided({ ctx, connection, step }: { ctx: Ctx; connection: ConnectionView; step: Step }) {
  const { id } = connection
  const hrefOf = (one: Step) => `/connections/${id}?step=${one}`
  return (
    <>
      <Steps here={step} kind={reachedBy(connection).title} hrefOf={hrefOf} />
      <div className="grid max-w-[820px] grid-cols-[minmax(0,1fr)] gap-3.5">
        {step === "kind" && (
          <Settings ctx={ctx} connection={connection} members={[]} then={`/connections/${id}?step=access`} />
        )}
        {step === "access" && (
          <Suspense fallback={<div className="panel skeleton h-96" />}>
            <Access ctx={ctx} connection={connection} isGuided />
          </Suspense>
        )}
        {step === "test" && (
          <PreflightPanel
            connection={connection}
            types={namesOf(chosenTypes(connection.resource_types))}
            mayUse={can(ctx.actor, "connections.use")}
            isGuided
          />
        )}
        {step === "schedule" && (
          <SchedulePanel connection={connection} mayUse={can(ctx.actor, "connections.use")} isEditing isGuided />
        )}
      </div>
    </>
  )
}

interface SettingsProps {
  ctx: Ctx
  connection: ConnectionView
  members: readonly MemberView[]
  then: string
}

async function Settings({ ctx, connection, members, then }: SettingsProps) {
  const bases = await listBases(ctx)
  const bundle = bundleOf(connection.resource_types)
  return <SettingsPanel {...{ connection, then, bases, bundle }} bundles={listBundles()} units={unitsOf(members)} />
}

/** The units of the accounts that were discovered, with how many accounts each has. */
function unitsOf(members: readonly MemberView[]): { path: string; accounts: number }[] {
  const counts = new Map<string, number>()
  for (const { ou_path } of members) if (ou_path) counts.set(ou_path, (counts.get(ou_path) ?? 0) + 1)
  return [...counts].map(([path, accounts]) => ({ path, accounts })).sort((a, b) => (a.path < b.path ? -1 : 1))
}

async function Access({
  ctx,
  connection,
  isGuided = false,
}: {
  ctx: Ctx
  connection: ConnectionView
  isGuided?: boolean
}) {
  const mayRead = connection.external_id !== null && can(ctx.actor, "connections.use")
  const documents = mayRead ? await roleDocuments(ctx, connection.id) : null
  return <AccessPanel {...{ connection, documents, isGuided }} mayManage={can(ctx.actor, "connections.manage")} />
}

interface WholeProps {
  ctx: Ctx
  connection: ConnectionView
  members: MemberView[]
  edit: string | null
}

async function Whole({ ctx, connection, members, edit }: WholeProps) {
  const [mayUse, mayManage] = [can(ctx.actor, "connections.use"), can(ctx.actor, "connections.manage")]
  const [scans, discoveries] = await Promise.all([
    listScans(ctx, 5, { connection: connection.id }),
    connection.organisation ? listDiscoveries(ctx, connection.id) : [],
  ])
  const isRunning = scans.some(({ ended_at }) => ended_at === null)
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-3.5 lg:grid-cols-[minmax(0,1fr)_420px]">
      <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-3.5">
        {mayManage && edit === "settings" && (
          <Settings ctx={ctx} connection={connection} members={members} then={`/connections/${connection.id}`} />
        )}
        <SchedulePanel connection={connection} mayUse={mayUse} isEditing={mayUse && edit === "schedule"} />
        {connection.organisation && <MembersPanel {...{ connection, members, mayUse, mayManage }} />}
        <RunsPanel scans={scans} discoveries={discoveries.slice(0, 5)} isRunning={isRunning} />
        <Suspense fallback={<div className="panel skeleton h-96" />}>
          <Access ctx={ctx} connection={connection} />
        </Suspense>
        {mayManage && connection.account_id && !connection.organisation && (
          <NamePanel accountId={connection.account_id} name={connection.account_name} />
        )}
      </div>
      <PreflightPanel connection={connection} types={namesOf(chosenTypes(connection.resource_types))} mayUse={mayUse} />
    </div>
  )
}
