import type { Metadata } from "next"
import { EmptyState } from "@/app/_ui/empty-state"
import { plural } from "@/app/_ui/format"
import { PlusIcon, TypeShapes } from "@/app/_ui/icons"
import { Link } from "@/app/_ui/link"
import { Live } from "@/app/(console)/_time/live"
import { type ChosenTypes, ConnectionRow } from "@/app/(console)/connections/connection-row"
import { can } from "@/lib/auth/permissions"
import { chosenTypes, namesOf } from "@/lib/aws/resource-types/registry"
import { listConnections } from "@/lib/connections/connections"
import { listMembers, type MemberView } from "@/lib/connections/organisation/organisation"
import type { ConnectionView } from "@/lib/connections/view"
import { requireCtx } from "@/lib/web/session"

export const metadata: Metadata = { title: "Connections" }
export const maxDuration = 300

const HEADS = ["Name", "Reached by", "Regions", "Types", "Schedule", "Last scan", "Health", ""]

/** Every connection, with the accounts of organisations below theirs. */
export default async function ConnectionsPage() {
  const ctx = await requireCtx("connections.read")
  const connections = await listConnections(ctx)
  const organisations = connections.filter(({ organisation }) => organisation)
  const members = new Map(
    await Promise.all(organisations.map(async ({ id }) => [id, await listMembers(ctx, id)] as const)),
  )
  const types = new Map(connections.map((connection) => [connection.id, chosenOf(connection)]))
  const marks = new Map([...types.values()].flatMap((chosen) => chosen.marks.map((mark) => [mark.type, mark])))
  const [mayUse, mayManage] = [can(ctx.actor, "connections.use"), can(ctx.actor, "connections.manage")]
  const isRunning = connections.some(({ last_scan }) => last_scan !== null && last_scan.ended_at === null)
  return (
    <>
      <TypeShapes types={[...marks.values()]} />
      <header className="mb-3.5 flex min-h-[33px] flex-wrap items-center gap-x-3.5 gap-y-2">
        <h1 className="text-xl font-semibold">Connections</h1>
        {connections.length > 0 && <span className="text-ink-3">{summary(connections, members)}</span>}
        <Live isRunning={isRunning} />
        <span className="flex-1" />
        <a className="btn" href="/api/aws/iam-policy?resource_types=recommended" target="_blank" rel="noreferrer">
          Needed permissions
        </a>
        {mayManage && (
          <Link className="btn btn-primary" href="/connections/new">
            <PlusIcon />
            Add connection
          </Link>
        )}
      </header>
      {connections.length === 0 ? (
        <EmptyState
          title="No connections yet"
          text="Connect an account once, best by a role without any key, and the inventory keeps itself true by a schedule. For a first quick look, paste keys instead: they are forgotten afterwards."
        >
          {mayManage && (
            <Link className="btn btn-primary" href="/connections/new">
              Add connection
            </Link>
          )}
          {mayUse && (
            <Link className="btn" href="/resources?connect=1">
              Scan once with keys
            </Link>
          )}
        </EmptyState>
      ) : (
        <div className="panel">
          <table className="connections-table w-full border-collapse text-[12.5px]">
            <thead className="max-md:hidden">
              <tr>
                {HEADS.map((head) => (
                  <th key={head} scope="col" className="th">
                    {head || <span className="sr-only">Actions</span>}
                  </th>
                ))}
              </tr>
            </thead>
            {connections.map((connection) => (
              <ConnectionRow
                key={connection.id}
                connection={connection}
                members={members.get(connection.id) ?? []}
                types={types.get(connection.id) ?? NO_TYPES}
                mayUse={mayUse}
                mayManage={mayManage}
              />
            ))}
          </table>
        </div>
      )}
    </>
  )
}

/** More would take the width of the other columns. */
const MOST_MARKS = 6

const NO_TYPES: ChosenTypes = { count: 0, names: "", marks: [] }

function chosenOf({ resource_types }: ConnectionView): ChosenTypes {
  const types = namesOf(chosenTypes(resource_types))
  const names = types.map(({ name }) => name).join(", ")
  return { count: types.length, names, marks: types.length > MOST_MARKS ? [] : types }
}

function summary(connections: readonly ConnectionView[], members: ReadonlyMap<string, MemberView[]>): string {
  const accounts = [...members.values()].flat()
  const singles = connections.filter(({ is_draft, organisation }) => !is_draft && !organisation)
  const failed = singles.filter(({ last_scan }) => last_scan?.state === "failed").length
  const unread = accounts.filter(({ state, last_scan }) => state !== "ACTIVE" || last_scan?.state === "failed").length
  const total = plural(singles.length + accounts.length, "account")
  return unread + failed > 0 ? `${total}, ${unread + failed} not read` : total
}
