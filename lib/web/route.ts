import "server-only"
import type { z } from "zod"
import { type Actor, authorise, type Permission } from "@/lib/auth/permissions"
import { takeHit } from "@/lib/auth/rate-limit"
import { authenticateToken } from "@/lib/auth/tokens"
import type { App, Ctx } from "@/lib/context"
import { AppError } from "@/lib/errors"
import { getApp } from "@/lib/web/app"
import { bodyTooLarge, MAX_BODY_BYTES } from "@/lib/web/body-limit"
import { parse } from "@/lib/web/parse"
import { problem } from "@/lib/web/problem"
import { sessionActor } from "@/lib/web/session"

const RATE_WINDOW_SECONDS = 60

export interface RouteContext<P> {
  request: Request
  params: P
  ctx: Ctx
}

interface RouteOptions {
  permission: Permission
  /** The number of requests per minute and actor, for routes that call AWS. */
  rate?: { name: string; limit: number }
}

/**
 * The only way into a REST route: identify, authorise, handle. Every error is answered as RFC 9457 problem JSON. A
 * bearer token comes before a session; a session is accepted from our own pages only.
 */
export function route<P = Record<string, never>>(
  options: RouteOptions,
  handle: (context: RouteContext<P>) => Promise<Response>,
) {
  return async (request: Request, { params }: { params: Promise<P> }): Promise<Response> => {
    try {
      const app = getApp()
      const ctx = { ...app, actor: await identify(app, request) }
      authorise(ctx, options.permission)
      if (options.rate) {
        await takeHit(app.db, `${options.rate.name} ${ctx.actor.name}`, options.rate.limit, RATE_WINDOW_SECONDS)
      }
      return await handle({ request, params: await params, ctx })
    } catch (error) {
      return problem(error)
    }
  }
}

async function identify(app: App, request: Request): Promise<Actor> {
  const header = request.headers.get("authorization")
  if (header === null) {
    assertSameOrigin(request, app.config.publicUrl)
    return sessionActor()
  }
  const token = /^Bearer +(\S+)$/i.exec(header.trim())?.[1]
  if (!token) throw new AppError("unauthenticated", "Not authenticated: send Authorization: Bearer <token>.")
  return authenticateToken(app.db, token)
}

/**
 * Browsers say where a request comes from (Fetch Metadata). A request from another site must not use a session. Our
 * server removes forwarded host names unless our own proxy sets them.
 */
function assertSameOrigin(request: Request, publicUrl: string | undefined): void {
  const site = request.headers.get("sec-fetch-site")
  const origin = request.headers.get("origin")
  const hosts = [request.headers.get("host"), request.headers.get("x-forwarded-host"), hostOf(publicUrl)]
  const isOurs = origin === null || (URL.canParse(origin) && hosts.includes(new URL(origin).host))
  const isTrusted = site === null || site === "same-origin" || (site === "none" && request.method === "GET")
  if (isOurs && isTrusted) return
  const message = "Not authenticated: a session is accepted from this site's own pages only."
  throw new AppError("unauthenticated", message)
}

const hostOf = (url: string | undefined) => (url ? new URL(url).host : null)

/**
 * Parses the body as JSON of the wanted shape.
 * @throws AppError too_large, or invalid with one entry for each wrong field.
 */
export async function readJson<S extends z.ZodType>(request: Request, schema: S): Promise<z.output<S>> {
  return parse(schema, toJson(await readText(request)))
}

function toJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    const message = text.trim() ? "The body is not valid JSON." : "The body is empty; send JSON."
    throw new AppError("invalid", `Invalid request: ${message}`, { fields: [{ path: "", message }] })
  }
}

/** Like {@link readJson}; no body at all is an empty object. */
export async function readOptionalJson<S extends z.ZodType>(request: Request, schema: S): Promise<z.output<S>> {
  const text = await readText(request)
  if (text.trim() === "") return parse(schema, {})
  return parse(schema, toJson(text))
}

/** Our server limits every body before this point; hosts that do not run it, such as Vercel, allow more. */
async function readText(request: Request): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength
    if (size > MAX_BODY_BYTES) throw bodyTooLarge()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString("utf8")
}
