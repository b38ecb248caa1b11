import "server-only"
import { redirect } from "next/navigation"
import { getServerSession } from "next-auth"
import { cache } from "react"
import { type Actor, can, type Permission } from "@/lib/auth/permissions"
import { findUser, hasUsers, type User } from "@/lib/auth/users"
import type { Ctx } from "@/lib/context"
import { AppError } from "@/lib/errors"
import { getApp } from "@/lib/web/app"
import { authOptions } from "@/lib/web/auth-options"

/** The signed-in user, read from the database once a request; null for none. */
export const findSessionUser = cache(async (): Promise<User | null> => {
  const { db, config } = getApp()
  const session: { userId?: string } | null = await getServerSession(authOptions(config))
  return session?.userId ? findUser(db, session.userId) : null
})

/**
 * For pages: the signed-in user's context. Others are sent to sign in, to the first visit's setup, or to choose a
 * password in place of a one-time one.
 */
export async function requireCtx(permission: Permission): Promise<Ctx> {
  const app = getApp()
  const user = await findSessionUser()
  if (!user) redirect((await hasUsers(app.db)) ? "/sign-in" : "/setup")
  if (user.mustChangePassword) redirect("/password")
  const ctx = { ...app, actor: toActor(user) }
  if (!can(ctx.actor, permission)) redirect("/resources")
  return ctx
}

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
