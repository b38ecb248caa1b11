import "server-only"
import type { z } from "zod"
import { type Actor, assertScope, type Scope } from "@/lib/auth/actor"
import { AppError, describeError } from "@/lib/errors"
import { parse } from "@/lib/web/route"
import { sessionActor } from "@/lib/web/session"

/** What a server action answers: a value, or what a person can mend. It never holds what was sent. */
export type ActionResult<T> = { ok: true; value: T } | { ok: false; message: string; fields: Record<string, string> }

/** The one way into a server action: identify, authorise, parse, act. Next itself checks that the call is same-origin. */
export async function action<S extends z.ZodType, T>(
  scope: Scope,
  schema: S,
  input: unknown,
  act: (input: z.output<S>, actor: Actor) => Promise<T>,
): Promise<ActionResult<T>> {
  return answer(async () => {
    const actor = await sessionActor()
    assertScope(actor, scope)
    return act(parse(schema, input), actor)
  })
}

/** Like {@link action} for the few acts that come before a session. */
export function publicAction<S extends z.ZodType, T>(
  schema: S,
  input: unknown,
  act: (input: z.output<S>) => Promise<T>,
): Promise<ActionResult<T>> {
  return answer(() => act(parse(schema, input)))
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
