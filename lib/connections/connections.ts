import { randomBytes } from "node:crypto"
import { and, asc, eq, sql } from "drizzle-orm"
import type { ConnectionRow } from "@/lib/access/credentials"
import { sealKeys } from "@/lib/access/keys"
import { recordAudit } from "@/lib/auth/audit"
import { authorise } from "@/lib/auth/permissions"
import { type CredentialsInput, toAwsCredentials } from "@/lib/aws/credentials"
import { resourceTypeKeys } from "@/lib/aws/resource-types/registry"
import { storeSchedule } from "@/lib/connections/schedule/store"
import { type ConnectionChange, findOtherPartition, type NewConnection } from "@/lib/connections/schemas"
import { type ConnectionView, findConnection, type Joined, toConnectionView } from "@/lib/connections/view"
import type { Ctx } from "@/lib/context"
import { type Queryable, transact } from "@/lib/db/client"
import { accounts, connections, schedules } from "@/lib/db/schema"
import type { ScanState } from "@/lib/db/states"
import { isUuid } from "@/lib/db/text"
import { AppError, invalid } from "@/lib/errors"

/** All connections by name, drafts included. */
export async function listConnections(ctx: Ctx): Promise<ConnectionView[]> {
  authorise(ctx, "connections.read")
  return (await select(ctx.db)).map((row) => toConnectionView(ctx, row))
}

/** The connections whose keys may assume another one's role. */
export async function listBases(ctx: Ctx): Promise<{ id: string; name: string }[]> {
  authorise(ctx, "connections.read")
  return ctx.db
    .select({ id: connections.id, name: connections.name })
    .from(connections)
    .where(eq(connections.kind, "keys"))
    .orderBy(...byName)
}

/** How many connections there are, drafts included. */
export async function countConnections(ctx: Ctx): Promise<number> {
  authorise(ctx, "connections.read")
  return ctx.db.$count(connections)
}

/** @throws AppError not_found */
export async function getConnection(ctx: Ctx, id: string): Promise<ConnectionView> {
  authorise(ctx, "connections.read")
  return readConnection(ctx, id)
}

/** For whoever may change it, too: a token may manage connections without the scope to read. */
async function readConnection(ctx: Ctx, id: string): Promise<ConnectionView> {
  const [row] = isUuid(id) ? await select(ctx.db, id) : []
  if (!row) throw new AppError("not_found", "Not found: there is no such connection.")
  return toConnectionView(ctx, row)
}

/**
 * Saves a connection. A role gets an external id of its own; a role without an ARN is saved as a draft.
 * @throws AppError invalid
 */
export async function createConnection(ctx: Ctx, input: NewConnection): Promise<ConnectionView> {
  authorise(ctx, "connections.manage")
  assertFits(input)
  const { schedule, keys, ...body } = input
  const id = await transact(ctx.db, async (tx) => {
    await assertBase(tx, body.base)
    const [row] = await tx
      .insert(connections)
      .values({
        ...toColumns(body),
        ...{ name: body.name, kind: body.kind, homeRegion: body.home_region, regions: body.regions },
        knownTypes: [...resourceTypeKeys],
        isDraft: body.is_draft || (body.kind === "role" && body.role_arn === null),
        externalId: body.kind === "role" || body.organisation ? newExternalId() : null,
        createdBy: ctx.actor.name,
      })
      .returning({ id: connections.id })
    if (!row) throw new Error("The connection was not stored")
    if (keys) await storeKeys(tx, ctx, row.id, keys)
    if (schedule) await storeSchedule(tx, row.id, schedule)
    await recordAudit(tx, { actor: ctx.actor.name, action: "connection.created", target: body.name })
    return row.id
  })
  return readConnection(ctx, id)
}

/** Changes some fields of a connection; keys are replaced whole. @throws AppError not_found, invalid */
export async function changeConnection(ctx: Ctx, id: string, change: ConnectionChange): Promise<ConnectionView> {
  authorise(ctx, "connections.manage")
  const { schedule, keys, ...body } = change
  await transact(ctx.db, async (tx) => {
    const known = await findConnection({ db: tx }, id)
    assertFits({ ...toInput(known), ...body, keys: keys ?? null })
    const { role_arn = known.roleArn, chain = known.chain, home_region = known.homeRegion } = body
    const wrong = findOtherPartition({ role_arn, chain, home_region })
    if (wrong) throw invalid(wrong.path, wrong.message)
    if (body.base !== undefined) await assertBase(tx, body.base)
    if (body.role_arn === null && !known.isDraft) throw lacksRole()
    await tx
      .update(connections)
      .set({
        ...toColumns(body),
        ...whatFollows(known, body, keys),
        ...(body.organisation && { externalId: known.externalId ?? newExternalId() }),
        updatedAt: sql`clock_timestamp()`,
      })
      .where(eq(connections.id, id))
    if (keys) {
      await storeKeys(tx, ctx, id, keys)
      await recordAudit(tx, { actor: ctx.actor.name, action: "connection.keys_replaced", target: known.name })
    }
    if (schedule !== undefined) await storeSchedule(tx, id, schedule)
    await recordAudit(tx, { actor: ctx.actor.name, action: "connection.changed", target: body.name ?? known.name })
  })
  return readConnection(ctx, id)
}

/** Notes that somebody saw what a release brought, and does not want it. @throws AppError not_found */
export async function declineNewTypes(ctx: Ctx, id: string): Promise<void> {
  authorise(ctx, "connections.manage")
  const { name } = await findConnection(ctx, id)
  await transact(ctx.db, async (tx) => {
    await tx
      .update(connections)
      .set({ knownTypes: [...resourceTypeKeys] })
      .where(eq(connections.id, id))
    await recordAudit(tx, { actor: ctx.actor.name, action: "connection.changed", target: name })
  })
}

type Body = Omit<ConnectionChange, "schedule" | "keys">

const sameTypes = (a: readonly string[] | null, b: readonly string[] | null): boolean =>
  a?.toSorted().join() === b?.toSorted().join()

/** What is known of the account no longer holds once other credentials are used. */
function whatFollows(known: ConnectionRow, body: Body, keys: unknown) {
  const isElsewhere =
    keys !== undefined ||
    (body.role_arn !== undefined && body.role_arn !== known.roleArn) ||
    (body.base !== undefined && body.base !== known.baseId) ||
    (body.chain !== undefined && body.chain.join() !== known.chain.join())
  const hasOtherTypes = body.resource_types !== undefined && !sameTypes(body.resource_types, known.resourceTypes)
  const tested = ["home_region", "session_name", "duration_seconds", "organisation"] as const
  return {
    ...(isElsewhere && { lastTest: null, accountId: null, failedRuns: 0, failingSince: null }),
    ...((hasOtherTypes || tested.some((field) => body[field] !== undefined)) && { lastTest: null }),
    // Who chose knew what there is.
    ...(hasOtherTypes && { knownTypes: [...resourceTypeKeys] }),
  }
}

/** The columns that a body names. */
function toColumns(body: Body) {
  const columns = {
    name: body.name,
    homeRegion: body.home_region,
    regions: body.regions,
    resourceTypes: body.resource_types,
    roleArn: body.role_arn,
    sessionName: body.session_name,
    durationSeconds: body.duration_seconds,
    chain: body.chain,
    baseId: body.base,
    ...(body.organisation !== undefined && {
      memberRoleName: body.organisation?.role_name ?? null,
      memberScope: body.organisation?.scope ?? "all",
      memberOus: body.organisation?.ou_paths ?? [],
    }),
  }
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined)) as Partial<
    typeof connections.$inferInsert
  >
}

const toInput = ({ kind, roleArn, sessionName, durationSeconds, chain, baseId }: ConnectionRow) => ({
  ...{ kind, role_arn: roleArn, chain, base: baseId },
  ...{ session_name: sessionName, duration_seconds: durationSeconds },
})

interface Fitting {
  kind: ConnectionRow["kind"]
  role_arn: string | null
  session_name: string | null
  duration_seconds: number | null
  chain: readonly string[]
  base: string | null
  keys: CredentialsInput | null
}

/** @throws AppError invalid for a field that the kind of connection does not have. */
function assertFits(input: Fitting): void {
  const roleFields = ["role_arn", "session_name", "duration_seconds", "base"] as const
  if (input.kind !== "role") {
    const wrong = roleFields.find((field) => input[field] !== null) ?? (input.chain.length > 0 ? "chain" : undefined)
    if (wrong) throw invalid(wrong, `Only a connection of the kind role has ${wrong}. Leave it out.`)
  }
  if (input.kind !== "keys" && input.keys) {
    throw invalid("aws_access_key_id", "Only a connection of the kind keys has keys. Leave them out.")
  }
}

/** @throws AppError invalid if the base is no connection of its own credentials. */
async function assertBase(tx: Queryable, base: string | null): Promise<void> {
  if (base === null) return
  const [row] = await tx.select({ kind: connections.kind }).from(connections).where(eq(connections.id, base))
  if (!row) throw invalid("base", "There is no such connection.")
  if (row.kind === "role")
    throw invalid("base", "A base has its own keys, or is ambient. For further roles, use chain.")
}

async function storeKeys(tx: Queryable, { config }: Ctx, id: string, keys: CredentialsInput): Promise<void> {
  await tx
    .update(connections)
    .set({
      accessKeyId: keys.aws_access_key_id,
      sealedKeys: sealKeys(config.encryptionKey, id, toAwsCredentials(keys)),
      keysChangedAt: sql`now()`,
    })
    .where(eq(connections.id, id))
}

const newExternalId = () => `awc-${randomBytes(16).toString("hex")}`

const lacksRole = () => invalid("role_arn", "A connection that is in use keeps its role. Send another one's ARN.")

const byName = [asc(sql`lower(${connections.name})`), asc(connections.id)]

type LastScan = { id: string; state: ScanState; ended_at: string | null; requested_by: string }

async function select(db: Queryable, id?: string): Promise<Joined[]> {
  const rows = await db
    .select({ connection: connections, schedule: schedules, accountName: accounts.name })
    .from(connections)
    .leftJoin(schedules, eq(schedules.connectionId, connections.id))
    .leftJoin(accounts, eq(accounts.accountId, connections.accountId))
    .where(id ? eq(connections.id, id) : undefined)
    .orderBy(...byName)
  const facts = await db.execute<{ id: string; members: number; last_scan: LastScan | null }>(sql`
    select c.id, (select count(*)::int from organisation_accounts o where o.connection_id = c.id) as members,
      (select jsonb_build_object('id', s.id, 'state', s.state, 'ended_at', s.ended_at, 'requested_by', s.requested_by)
        from scans s where s.connection_id = c.id and s.parent_id is null
          and (c.member_role_name is null or s.is_organisation) order by s.created_at desc limit 1) as last_scan
    from connections c where ${id ? sql`c.id = ${id}` : sql`true`}`)
  const known = new Map(facts.map((one) => [one.id, one]))
  return rows.map((row) => {
    const { members = 0, last_scan: lastScan = null } = known.get(row.connection.id) ?? {}
    return { ...row, members, lastScan }
  })
}

/** The connections whose credentials another one's role is assumed with. */
export const usedAsBase = (db: Queryable, id: string) =>
  db
    .select({ name: connections.name })
    .from(connections)
    .where(and(eq(connections.baseId, id), eq(connections.kind, "role")))
