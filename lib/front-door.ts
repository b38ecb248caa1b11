import { IncomingMessage, type ServerResponse } from "node:http"
import type { AppError } from "@/lib/errors"
import { bodyTooLarge, MAX_BODY_BYTES } from "@/lib/web/body-limit"
import { toProblem } from "@/lib/web/problem"

type Handler = (request: IncomingMessage, response: ServerResponse) => unknown

/** When to try again while the server starts. */
const COME_BACK_SECONDS = 1

/**
 * Every request comes through here first. It answers while the server is still starting, limits the size of every body,
 * and removes the headers that only our own proxy may set.
 */
export class FrontDoor {
  #handle: Handler | null = null

  /** @param publicUrl the address that people use, if it is known. */
  constructor(
    readonly trustsProxy: boolean,
    readonly publicUrl?: string,
  ) {}

  /** From now on requests reach `handle`. */
  open(handle: Handler): void {
    this.#handle = handle
  }

  /** The listener for the server's requests. */
  readonly receive = (request: IncomingMessage, response: ServerResponse): void => {
    const length = request.headers["content-length"]
    const isOpenEnded = length === undefined && request.headers["transfer-encoding"] !== undefined
    if (!this.trustsProxy) replaceForwardedHeaders(request, this.publicUrl)
    if (!this.#handle) answerStarting(response)
    else if (Number(length ?? 0) > MAX_BODY_BYTES) refuse(response, bodyTooLarge())
    // A body of unknown length is first read into memory, up to the limit.
    else if (isOpenEnded) takeIn(request, response, this.#handle)
    else this.#handle(request, response)
  }
}

function answerStarting(response: ServerResponse): void {
  response.setHeader("retry-after", COME_BACK_SECONDS)
  const detail = "AWS Connect is starting. Try again in a moment."
  send(response, { type: "about:blank", title: "Service Unavailable", status: 503, detail })
}

/** Rate limits use the caller's address, and links use the host name: a caller must not choose either. */
function replaceForwardedHeaders(request: IncomingMessage, publicUrl: string | undefined): void {
  for (const name of ["forwarded", "x-forwarded-host", "x-forwarded-proto", "x-forwarded-port"]) {
    delete request.headers[name]
  }
  request.headers["x-forwarded-for"] = request.socket.remoteAddress ?? ""
  if (!publicUrl) return
  const { origin, host } = new URL(publicUrl)
  // Next takes an action from another origin than the host for a forgery. A proxy may have replaced the host.
  if (request.headers.origin === origin) request.headers["x-forwarded-host"] = host
}

function refuse(response: ServerResponse, error: AppError): void {
  // The rest of the body is not read, so the connection cannot serve another request.
  response.setHeader("connection", "close")
  send(response, toProblem(error))
}

function send(response: ServerResponse, problem: ReturnType<typeof toProblem>): void {
  response.writeHead(problem.status, { "content-type": "application/problem+json", "cache-control": "no-store" })
  response.end(JSON.stringify(problem))
}

function takeIn(request: IncomingMessage, response: ServerResponse, handle: Handler): void {
  const chunks: Buffer[] = []
  let size = 0
  const read = (chunk: Buffer) => {
    size += chunk.length
    chunks.push(chunk)
    if (size <= MAX_BODY_BYTES) return
    request.off("data", read).off("end", pass).resume()
    refuse(response, bodyTooLarge())
  }
  const pass = () => void handle(replay(request, Buffer.concat(chunks)), response)
  request.on("data", read).once("end", pass)
}

/** A copy of the request, with its body in memory. */
function replay(request: IncomingMessage, body: Buffer): IncomingMessage {
  const copy = new IncomingMessage(request.socket)
  const { method, url, headers, rawHeaders, httpVersion, httpVersionMajor, httpVersionMinor } = request
  Object.assign(copy, { method, url, rawHeaders, httpVersion, httpVersionMajor, httpVersionMinor, complete: true })
  copy.headers = { ...headers, "content-length": String(body.length) }
  delete copy.headers["transfer-encoding"]
  copy.push(body)
  copy.push(null)
  return copy
}
