import "server-only"
import type { z } from "zod"
import { type Actor, assertScope, type Scope } from "@/lib/auth/actor"
import { takeHit } from "@/lib/auth/rate-limit"
import { authenticateToken } from "@/lib/auth/tokens"
import { type Db, getDb } from "@/lib/db/client"
import { readEnv } from "@/lib/env"
import { AppError, describeError, type FieldError } from "@/lib/errors"
import { sessionActor } from "@/lib/web/session"

const MAX_BODY_BYTES = 64 * 1024
const RATE_WINDOW_SECONDS = 60

export interface RouteContext<P> {
  request: Request
  params: P
  db: Db
  actor: Actor
}

interface RouteOptions {
  scope: Scope
  /** Requests a minute and actor, where the route makes calls to AWS. */
  rate?: { name: string; limit: number }
}

/**
 * The one way into a REST route: identify, authorise, handle; whatever goes wrong is answered as RFC 9457 problem JSON.
 * A bearer token counts before a session; a session is accepted from our own pages only.
 */
export function route<P = Record<string, never>>(
  options: RouteOptions,
  handle: (context: RouteContext<P>) => Promise<Response>,
) {
  return async (request: Request, { params }: { params: Promise<P> }): Promise<Response> => {
    try {
      const db = getDb()
      const actor = await identify(db, request)
      assertScope(actor, options.scope)
      if (options.rate) await takeHit(db, `${options.rate.name} ${actor.name}`, options.rate.limit, RATE_WINDOW_SECONDS)
      return await handle({ request, params: await params, db, actor })
    } catch (error) {
      return problem(error)
    }
  }
}

async function identify(db: Db, request: Request): Promise<Actor> {
  const header = request.headers.get("authorization")
  if (header === null) {
    assertSameOrigin(request)
    return sessionActor()
  }
  const token = /^Bearer +(\S+)$/i.exec(header.trim())?.[1]
  if (!token) throw new AppError("unauthenticated", "Not authenticated: send Authorization: Bearer <token>.")
  return authenticateToken(db, token)
}

/** Browsers say where a request comes from (Fetch Metadata); one from another site must not use a session. */
function assertSameOrigin(request: Request): void {
  const site = request.headers.get("sec-fetch-site")
  const origin = request.headers.get("origin")
  const hosts = [request.headers.get("host"), request.headers.get("x-forwarded-host"), hostOf(readEnv().NEXTAUTH_URL)]
  const isOurs = origin === null || (URL.canParse(origin) && hosts.includes(new URL(origin).host))
  const isTrusted = site === null || site === "same-origin" || (site === "none" && request.method === "GET")
  if (!isOurs || !isTrusted)
    throw new AppError("unauthenticated", "Not authenticated: a session is accepted from this site's own pages only.")
}

const hostOf = (url: string | undefined) => (url ? new URL(url).host : null)

/** The body as JSON of the wanted shape. @throws AppError too_large, or invalid with one entry a wrong field. */
export async function readJson<S extends z.ZodType>(request: Request, schema: S): Promise<z.output<S>> {
  const text = await readText(request)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    const message = text.trim() ? "The body is not valid JSON." : "The body is empty; send JSON."
    throw new AppError("invalid", `Invalid request: ${message}`, { fields: [{ path: "", message }], cause })
  }
  return parse(schema, value)
}

/** Parses what a request sent. @throws AppError invalid, with one entry a wrong field. */
export function parse<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const fields = toFieldErrors(parsed.error)
  const first = fields[0]
  throw new AppError(
    "invalid",
    `Invalid request: ${first?.path ? `${first.path}: ` : ""}${first?.message ?? "wrong shape"}`,
    { fields },
  )
}

/** zod's issues as the contract's `{ path, message }`, paths in dots: `credentials.region`. */
export const toFieldErrors = (error: z.ZodError): FieldError[] =>
  error.issues.map((issue) => ({ path: issue.path.join("."), message: issue.message }))

async function readText(request: Request): Promise<string> {
  const tooLarge = () =>
    new AppError("too_large", `Request too large: a body has ${MAX_BODY_BYTES / 1024} KiB at most.`)
  if (Number(request.headers.get("content-length") ?? 0) > MAX_BODY_BYTES) throw tooLarge()
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength
    if (size > MAX_BODY_BYTES) throw tooLarge()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString("utf8")
}

/** Any failure as RFC 9457 problem JSON. What has no name of ours is logged, and answered without its text. */
export function problem(error: unknown): Response {
  if (!(error instanceof AppError)) {
    console.error(`A request failed: ${describeError(error)}`)
    const body = {
      type: "about:blank",
      title: "Internal Server Error",
      status: 500,
      detail: "The server failed. Its log says why.",
    }
    return Response.json(body, { status: 500, headers: { "content-type": "application/problem+json" } })
  }
  const headers = new Headers({ "content-type": "application/problem+json", "cache-control": "no-store" })
  if (error.code === "unauthenticated") headers.set("www-authenticate", "Bearer")
  if (error.retryAfterSeconds) headers.set("retry-after", String(error.retryAfterSeconds))
  const body = {
    type: "about:blank",
    title: error.title,
    status: error.status,
    detail: error.message,
    ...(error.fields && { errors: error.fields }),
    ...(error.scanId && { scan_id: error.scanId }),
  }
  return Response.json(body, { status: error.status, headers })
}
