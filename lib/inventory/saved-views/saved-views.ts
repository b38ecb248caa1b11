import { and, asc, eq, or, sql } from "drizzle-orm"
import { recordAudit } from "@/lib/auth/audit"
import { type Actor, authorise } from "@/lib/auth/permissions"
import type { Ctx } from "@/lib/context"
import { transact } from "@/lib/db/client"
import { savedViews, userPreferences, webhooks } from "@/lib/db/schema"
import { isUuid } from "@/lib/db/text"
import { AppError } from "@/lib/errors"
import type { NewView, SavedView, ViewChange } from "@/lib/inventory/saved-views/schema"

/** The person who acts; null for a token and for the product itself, which have no views of their own. */
const personOf = (actor: Actor): string | null => (actor.kind === "user" ? actor.id : null)

/** A person changes their own views. What nobody owns belongs to administrators, and to tokens, which own nothing. */
const mayChange = (actor: Actor, view: typeof savedViews.$inferSelect): boolean =>
  view.ownerId === null ? actor.kind !== "user" || actor.role === "admin" : view.ownerId === personOf(actor)

const toView = (actor: Actor, view: typeof savedViews.$inferSelect): SavedView => ({
  id: view.id,
  name: view.name,
  q: view.q,
  columns: view.columns,
  sort: view.sort,
  as_of: view.asOf?.toISOString() ?? null,
  is_shared: view.isShared,
  is_own: mayChange(actor, view),
})

const toDate = (text: string | null): Date | null => (text === null ? null : new Date(text))

const seenBy = (actor: Actor) => {
  const person = personOf(actor)
  return or(eq(savedViews.isShared, true), person ? eq(savedViews.ownerId, person) : undefined)
}

/** The actor's own views and the shared ones, by name. */
export async function listViews(ctx: Ctx): Promise<SavedView[]> {
  authorise(ctx, "inventory.read")
  const rows = await ctx.db
    .select()
    .from(savedViews)
    .where(seenBy(ctx.actor))
    .orderBy(asc(sql`lower(${savedViews.name})`), asc(savedViews.id))
  return rows.map((row) => toView(ctx.actor, row))
}

/** @throws AppError not_found, also for a private view of somebody else. */
export async function getView(ctx: Ctx, id: string): Promise<SavedView> {
  authorise(ctx, "inventory.read")
  return toView(ctx.actor, await find(ctx, id))
}

async function find({ db, actor }: Ctx, id: string): Promise<typeof savedViews.$inferSelect> {
  const [row] = isUuid(id)
    ? await db
        .select()
        .from(savedViews)
        .where(and(eq(savedViews.id, id), seenBy(actor)))
    : []
  if (!row) throw new AppError("not_found", "Not found: there is no such view.")
  return row
}

/** Saves a new view of the person who acts. One that a token makes is shared, since nobody else would ever see it. */
export async function createView(ctx: Ctx, input: NewView): Promise<SavedView> {
  authorise(ctx, "views.save")
  const { is_shared: isShared, as_of, ...view } = input
  const [row] = await ctx.db
    .insert(savedViews)
    .values({
      ...view,
      asOf: toDate(as_of),
      isShared: isShared || ctx.actor.kind !== "user",
      ownerId: personOf(ctx.actor),
    })
    .returning()
  if (!row) throw new Error("The view was not stored")
  return toView(ctx.actor, row)
}

/** Changes some fields of a view. @throws AppError not_found, forbidden */
export async function changeView(ctx: Ctx, id: string, change: ViewChange): Promise<SavedView> {
  authorise(ctx, "views.save")
  const { ownerId } = await assertOwn(ctx, id)
  const { is_shared: isShared, as_of, ...fields } = change
  if (ownerId === null && isShared === false) {
    const message = "A view without an owner stays shared: nobody else could see it."
    throw new AppError("invalid", `Invalid request: ${message}`, { fields: [{ path: "is_shared", message }] })
  }
  const [row] = await ctx.db
    .update(savedViews)
    .set({
      ...fields,
      ...(as_of !== undefined && { asOf: toDate(as_of) }),
      ...(isShared !== undefined && { isShared }),
      updatedAt: sql`now()`,
    })
    .where(eq(savedViews.id, id))
    .returning()
  if (!row) throw new AppError("not_found", "Not found: there is no such view.")
  return toView(ctx.actor, row)
}

/** How many webhooks notify about what a view of one's own matches. @throws AppError not_found, forbidden */
export async function countViewUsers(ctx: Ctx, id: string): Promise<{ webhooks: number }> {
  authorise(ctx, "views.save")
  await assertOwn(ctx, id)
  return { webhooks: await ctx.db.$count(webhooks, notifiesAbout(id)) }
}

const notifiesAbout = (id: string) => sql`${id}::uuid = any(${webhooks.viewIds})`

/**
 * Deletes a view, also from the webhooks that notify about it. The audit log records that of a shared one.
 * @throws AppError not_found, forbidden
 */
export async function deleteView(ctx: Ctx, id: string): Promise<void> {
  authorise(ctx, "views.save")
  const view = await assertOwn(ctx, id)
  await transact(ctx.db, async (tx) => {
    await tx.delete(savedViews).where(eq(savedViews.id, id))
    await tx
      .update(webhooks)
      .set({ viewIds: sql`array_remove(${webhooks.viewIds}, ${id}::uuid)` })
      .where(notifiesAbout(id))
    if (view.isShared) await recordAudit(tx, { actor: ctx.actor.name, action: "view.deleted", target: view.name })
  })
}

async function assertOwn(ctx: Ctx, id: string): Promise<typeof savedViews.$inferSelect> {
  const view = await find(ctx, id)
  if (!mayChange(ctx.actor, view)) throw new AppError("forbidden", "Not allowed: this view belongs to somebody else.")
  return view
}

export interface Preferences {
  defaultViewId: string | null
  /** The keys of the tags that have a facet. */
  pinnedTags: string[]
}

/** How the person who acts likes the inventory. */
export async function getPreferences({ db, actor }: Ctx): Promise<Preferences> {
  const person = personOf(actor)
  const [row] = person ? await db.select().from(userPreferences).where(eq(userPreferences.userId, person)) : []
  return { defaultViewId: row?.defaultViewId ?? null, pinnedTags: row?.pinnedTags ?? [] }
}

/** Changes some preferences of the person who acts. @throws AppError not_found for a view that they may not see. */
export async function savePreferences(ctx: Ctx, change: Partial<Preferences>): Promise<void> {
  authorise(ctx, "views.save")
  const userId = personOf(ctx.actor)
  if (!userId) throw new AppError("forbidden", "Not allowed: only a person has preferences.")
  if (change.defaultViewId) await find(ctx, change.defaultViewId)
  await ctx.db
    .insert(userPreferences)
    .values({ userId, ...change })
    .onConflictDoUpdate({ target: userPreferences.userId, set: { ...change, userId } })
}
