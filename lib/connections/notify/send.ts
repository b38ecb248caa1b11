import { createHmac } from "node:crypto"
import { request as httpRequest, type IncomingMessage } from "node:http"
import { request as httpsRequest } from "node:https"
import { isIP } from "node:net"
import { checkServerIdentity, type PeerCertificate } from "node:tls"
import { bareHost, checkedAddress, RefusedAddress, type Resolve, resolveName } from "@/lib/connections/notify/address"
import { proxyFor, tunnelThrough } from "@/lib/way-out"

const TIMEOUT_MS = 15_000
const LONGEST_ANSWER = 300

/** What came of one attempt. */
export interface Attempt {
  /** The HTTP status; null if there was no answer. */
  status: number | null
  /** The start of the answer's text, or why there was none. */
  answer: string
  /** What Retry-After asked for; null if it asked for nothing. */
  retryAfterSeconds: number | null
}

export interface Message {
  url: string
  headers: Record<string, string>
  body: string
}

/**
 * Posts a message. A redirect is not followed: it could lead to where the address itself may not.
 * @throws nothing: a failure is an attempt without a status.
 */
export async function post(
  { url, headers, body }: Message,
  allowed: readonly string[],
  resolve: Resolve = resolveName,
): Promise<Attempt> {
  try {
    const target = new URL(url)
    const { address, family } = await checkedAddress(target, allowed, resolve)
    const isSecure = target.protocol === "https:"
    const send = isSecure ? httpsRequest : httpRequest
    const proxy = proxyFor(target)
    const answer = await new Promise<IncomingMessage>((done, fail) => {
      const sent = send(
        {
          method: "POST",
          // The address that was checked, by whatever way: a proxy that looked the name up itself might find another.
          ...{ host: address, family, port: target.port || (isSecure ? 443 : 80) },
          path: target.pathname + target.search,
          headers: { host: target.host, "content-type": "application/json", "user-agent": "aws-connect", ...headers },
          signal: AbortSignal.timeout(TIMEOUT_MS),
          agent: proxy === null ? false : tunnelThrough(proxy, isSecure),
          // Of an address without a name, Node would compare the name of the socket, which is the proxy's.
          ...(isSecure && {
            checkServerIdentity: (_: string, cert: PeerCertificate) => checkServerIdentity(bareHost(target), cert),
          }),
          ...(isSecure && isIP(bareHost(target)) === 0 && { servername: target.hostname }),
          ...(target.username && {
            auth: `${decodeURIComponent(target.username)}:${decodeURIComponent(target.password)}`,
          }),
        },
        done,
      )
      sent.once("error", fail)
      sent.end(body)
    })
    const retryAfter = Number(answer.headers["retry-after"])
    return {
      status: answer.statusCode ?? null,
      answer: await readStart(answer),
      retryAfterSeconds: Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : null,
    }
  } catch (error) {
    return { status: null, answer: describe(error), retryAfterSeconds: null }
  }
}

async function readStart(answer: IncomingMessage): Promise<string> {
  let text = ""
  for await (const chunk of answer) {
    text += String(chunk)
    if (text.length >= LONGEST_ANSWER) break
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: PostgreSQL stores no NUL, and a log shows none of the others.
  return text.slice(0, LONGEST_ANSWER).replace(/[\u0000-\u001f]+/g, " ")
}

/** Node's code or our own words, but never the address, which may hold a token. */
function describe(error: unknown): string {
  const { code, name, message } = error as { code?: unknown; name?: string; message?: string }
  if (name === "TimeoutError" || name === "AbortError") return `No answer within ${TIMEOUT_MS / 1000} seconds.`
  if (typeof code === "string") return `It could not be reached (${code}).`
  return error instanceof RefusedAddress ? (message ?? "") : "It could not be reached."
}

/**
 * Signs a message as the Standard Webhooks specification 1.0 says: one signature for each secret, so that a receiver may
 * know the old or the new one.
 * @param id the same for all attempts. @param secrets `whsec_` and base64.
 */
export function signedHeaders(id: string, at: Date, body: string, secrets: readonly string[]): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1000))
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64")
    return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`
  })
  return { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signatures.join(" ") }
}
