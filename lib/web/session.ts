import "server-only"
import { redirect } from "next/navigation"
import { getServerSession } from "next-auth"
import { cache } from "react"
import { type Actor, roleScopes } from "@/lib/auth/actor"
import { findUser, hasUsers, type User } from "@/lib/auth/users"
import { getDb } from "@/lib/db/client"
import { AppError } from "@/lib/errors"
import { authOptions } from "@/lib/web/auth-options"

/** The signed-in user, read anew from the database once a request; null for none. */
export const findSessionUser = cache(async (): Promise<User | null> => {
  const session: { userId?: string } | null = await getServerSession(authOptions)
  return session?.userId ? findUser(getDb(), session.userId) : null
})

/** For pages: the signed-in user; others are sent to sign in, or to the first visit's setup. */
export async function requireUser(): Promise<User> {
  const user = await findSessionUser()
  if (user) return user
  redirect((await hasUsers(getDb())) ? "/sign-in" : "/setup")
}

/** For actions and routes. @throws AppError unauthenticated. */
export async function sessionActor(): Promise<Actor> {
  const user = await findSessionUser()
  if (!user) throw new AppError("unauthenticated", "Not authenticated: sign in, or send an API token.")
  return { name: user.email, scopes: roleScopes[user.role] }
}
