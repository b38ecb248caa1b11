import { AppError, describeError } from "@/lib/errors"

const TYPE = "application/problem+json"

/** Turns any error into RFC 9457 problem JSON. An error that is not an AppError is logged, and its text is not sent. */
export function problem(error: unknown): Response {
  if (!(error instanceof AppError)) {
    console.error(`A request failed: ${describeError(error)}`)
    const detail = "The server failed. Its log says why."
    const body = { type: "about:blank", title: "Internal Server Error", status: 500, detail }
    return Response.json(body, { status: 500, headers: { "content-type": TYPE } })
  }
  const headers = new Headers({ "content-type": TYPE, "cache-control": "no-store" })
  if (error.code === "unauthenticated") headers.set("www-authenticate", "Bearer")
  if (error.retryAfterSeconds) headers.set("retry-after", String(error.retryAfterSeconds))
  return Response.json(toProblem(error), { status: error.status, headers })
}

/** The body of a problem answer. */
export const toProblem = (error: AppError) => ({
  type: "about:blank",
  title: error.title,
  status: error.status,
  detail: error.message,
  ...(error.fields && { errors: error.fields }),
  ...(error.scanId && { scan_id: error.scanId }),
})
