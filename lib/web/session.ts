import "server-only"
import { headers } from "next/headers"
import { redirect } from "next/navigation"
import { getServerSession } from "next-auth"
import { cache } from "react"
import { type Actor, can, type Permission } from "@/lib/auth/permissions"
import { hasUsers, type User } from "@/lib/auth/users"
import type { Ctx } from "@/lib/context"
import { AppError } from "@/lib/errors"
import { ADDRESS_HEADER, before } from "@/lib/web/address"
import { getApp } from "@/lib/web/app"
import { authOptions } from "@/lib/web/auth-options"

/** The signed-in user, read from the database once per request; null if there is none. */
export const findSessionUser = cache(async (): Promise<User | null> => {
  const session: { user?: User; problem?: unknown } | null = await getServerSession(authOptions(getApp().config))
  if (session?.problem) throw session.problem
  return session?.user ?? null
})

/**
 * For pages: the signed-in user's context. Other visitors are redirected to sign in, to set up the product at the first
 * visit, or to replace a one-time password, and come back to the page afterwards. A user without the permission goes to
 * the resources.
 */
export async function requireCtx(permission: Permission): Promise<Ctx> {
  const app = getApp()
  const user = await findSessionUser()
  if (!user) redirect((await hasUsers(app.db)) ? before("/sign-in", await ownAddress()) : "/setup")
  if (user.mustChangePassword) redirect(before("/password", await ownAddress()))
  const ctx = { ...app, actor: toActor(user) }
  if (!can(ctx.actor, permission)) redirect("/resources")
  return ctx
}

const ownAddress = async () => (await headers()).get(ADDRESS_HEADER)

/** For actions and routes. @throws AppError unauthenticated. */
export async function sessionActor(): Promise<Actor> {
  const user = await findSessionUser()
  if (!user) throw new AppError("unauthenticated", "Not authenticated: sign in, or send an API token.")
  if (user.mustChangePassword) {
    throw new AppError("unauthenticated", "Not authenticated: sign in and replace the one-time password first.")
  }
  return toActor(user)
}

const toActor = ({ id, email, role }: User): Actor => ({ kind: "user", id, name: email, role })
