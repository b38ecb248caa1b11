"use server"

import { choosePassword, newPasswordSchema } from "@/lib/auth/manage-users"
import { AppError } from "@/lib/errors"
import { type ActionResult, publicAction } from "@/lib/web/action"
import { findSessionUser } from "@/lib/web/session"

/** Replaces the one-time password of the person who is signed in with it. */
export async function replacePassword(input: unknown): Promise<ActionResult<null>> {
  return publicAction(newPasswordSchema, input, async (app, { password }) => {
    const user = await findSessionUser()
    if (!user) throw new AppError("unauthenticated", "Not authenticated: sign in first.")
    await choosePassword(app, user.id, password)
    return null
  })
}
