import "server-only"
import type { z } from "zod"
import { authorise, type Permission } from "@/lib/auth/permissions"
import type { App, Ctx } from "@/lib/context"
import { AppError, describeError } from "@/lib/errors"
import { getApp } from "@/lib/web/app"
import { parse } from "@/lib/web/parse"
import { sessionActor } from "@/lib/web/session"

/** The result of a server action: a value, or messages about what to fix. It never contains the input. */
export type ActionResult<T> = { ok: true; value: T } | { ok: false; message: string; fields: Record<string, string> }

/**
 * The only way into a server action: identify, authorise, parse, act. Next itself checks that the call comes from our
 * own pages.
 */
export async function action<S extends z.ZodType, T>(
  permission: Permission,
  schema: S,
  input: unknown,
  act: (ctx: Ctx, input: z.output<S>) => Promise<T>,
): Promise<ActionResult<T>> {
  return answer(async () => {
    const ctx = { ...getApp(), actor: await sessionActor() }
    authorise(ctx, permission)
    return act(ctx, parse(schema, input))
  })
}

/** Like {@link action}, for the few actions that are possible before the sign-in is complete. */
export function publicAction<S extends z.ZodType, T>(
  schema: S,
  input: unknown,
  act: (app: App, input: z.output<S>) => Promise<T>,
): Promise<ActionResult<T>> {
  return answer(() => act(getApp(), parse(schema, input)))
}

async function answer<T>(act: () => Promise<T>): Promise<ActionResult<T>> {
  try {
    return { ok: true, value: await act() }
  } catch (error) {
    if (!(error instanceof AppError)) {
      console.error(`An action failed: ${describeError(error)}`)
      return { ok: false, message: "The server failed. Its log says why.", fields: {} }
    }
    const fields = Object.fromEntries(
      (error.fields ?? []).map(({ path, message }) => [path.split(".").at(-1) ?? "", message]),
    )
    return { ok: false, message: error.message, fields }
  }
}
