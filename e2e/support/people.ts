import { execFile } from "node:child_process"
import { appendFileSync, readFileSync } from "node:fs"
import { promisify } from "node:util"
import { BASE_URL } from "./lane"
import { TOKENS } from "./traces"

/** Creates a user as an administrator does, while the server runs. @returns the one-time password. */
export async function makeUser(email: string, role: string): Promise<string> {
  const env = { ...process.env, DATABASE_URL: "", DATA_DIR: process.env.AWC_DATA_DIR }
  const { stdout } = await promisify(execFile)(process.execPath, ["dist/user.js", "--email", email, "--role", role], {
    env,
  })
  const password = /One-time password: (\S+)/.exec(stdout)?.[1]
  if (!password) throw new Error(`npm run user printed no password: ${stdout}`)
  appendFileSync(TOKENS, `${password}\n`)
  return password
}

/** Signs in over HTTP. @returns the session's cookie, or null if the password is wrong. */
export async function signIn(email: string, password: string): Promise<string | null> {
  const form = await fetch(`${BASE_URL}/api/auth/csrf`)
  const { csrfToken } = (await form.json()) as { csrfToken: string }
  const answer = await fetch(`${BASE_URL}/api/auth/callback/credentials`, {
    method: "POST",
    headers: { cookie: cookiesOf(form), "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ csrfToken, email, password, json: "true" }),
    redirect: "manual",
  })
  const cookie = cookiesOf(answer)
  return cookie.includes("session-token") ? cookie : null
}

const cookiesOf = (answer: Response) =>
  answer.headers
    .getSetCookie()
    .map((one) => one.split(";")[0])
    .join("; ")

export interface ServerAction {
  /** The source file and the exported name: `app/(console)/scans/actions.ts cancel`. */
  name: string
  id: string
}

/** Lists every server action of the build. */
export function listActions(): ServerAction[] {
  const manifest = JSON.parse(readFileSync(".next/server/server-reference-manifest.json", "utf8")) as {
    node: Record<string, { filename: string; exportedName: string }>
  }
  return Object.entries(manifest.node).map(([id, { filename, exportedName }]) => ({
    id,
    name: `${filename} ${exportedName}`,
  }))
}

/** Calls a server action as the browser does. @returns the answer's text, in React's wire format. */
export async function callAction(id: string, page: string, input: unknown, headers: Record<string, string>) {
  const answer = await fetch(`${BASE_URL}${page}`, {
    method: "POST",
    headers: { "next-action": id, "content-type": "text/plain;charset=UTF-8", origin: BASE_URL, ...headers },
    body: JSON.stringify([input]),
    redirect: "manual",
  })
  return answer.text()
}
