import { execFile } from "node:child_process"
import { appendFileSync } from "node:fs"
import { promisify } from "node:util"
import { SANDBOX_KEYS } from "../sandbox/generate"
import { BASE_URL } from "./lane"
import { keepAnswer, TOKENS } from "./traces"

export const KEYS = { aws_access_key_id: SANDBOX_KEYS.accessKeyId, aws_secret_access_key: SANDBOX_KEYS.secretAccessKey }

export interface Answer {
  status: number
  headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: each test asserts the fields that it reads.
  body: any
}

/** Creates a token as a user does: with `npm run token`, while the server runs. */
export async function makeToken(...args: string[]): Promise<string> {
  const env = { ...process.env, DATABASE_URL: "", DATA_DIR: process.env.AWC_DATA_DIR }
  const { stdout } = await promisify(execFile)(process.execPath, ["dist/token.js", ...args], { env })
  const token = stdout.trim()
  if (token.startsWith("awc_")) appendFileSync(TOKENS, `${token}\n`)
  return token
}

/** Sends one request and records the answer for the search for leaks. A string body is sent unchanged. */
export async function call(
  token: string | null,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const answer = await fetch(`${BASE_URL}${path}`, {
    method,
    headers: {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { "content-type": "application/json" }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    redirect: "manual",
  })
  const text = await answer.text()
  keepAnswer(`${method} ${path} ${answer.status}\n${JSON.stringify([...answer.headers])}\n${text}`)
  return {
    status: answer.status,
    headers: answer.headers,
    body: answer.headers.get("content-type")?.includes("json") ? JSON.parse(text) : text,
  }
}

/** Polls until the scan has ended. */
export async function ended(token: string, scanId: string): Promise<Answer["body"]> {
  for (;;) {
    const { body } = await call(token, "GET", `/api/aws/scans/${scanId}`)
    if (body.state !== "queued" && body.state !== "running") return body
    await new Promise((done) => setTimeout(done, 200))
  }
}

/** Scans the simulated account, if nothing is in the inventory yet: a project that runs alone starts without data. */
export async function ensureScanned(): Promise<void> {
  const token = await makeToken("--name", `filled-${Date.now()}`, "--scopes", "read,scan")
  const { body } = await call(token, "GET", "/api/aws/resources?limit=1")
  if (body.resources.length > 0) return
  const request = { credentials: { ...KEYS, region: "us-east-1" }, regions: ["*"] }
  await call(token, "POST", "/api/aws/scan", request)
}
