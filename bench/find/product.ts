import { mkdtempSync, readFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import postgres from "postgres"
import { readSettings, requireConfig } from "@/lib/config"
import type { Ctx } from "@/lib/context"
import { openDb } from "@/lib/db/client"
import { Product } from "../../e2e/support/product"
import type { Million } from "./data"

const PORT = 39_591
const PERSON = { email: "bench@example.com", password: "only for this benchmark" }

export interface RunningProduct {
  url: string
  /** Sends an authenticated request, and reads the answer to its end. */
  get(path: string): Promise<Response>
  /** The same as a signed-in person. */
  visit(path: string): Promise<Response>
  cookie: string
  person: typeof PERSON
  /** Megabytes in memory now. */
  memory(): number
  stop(): Promise<void>
}

/** What the verbs take, over the million. */
export function contextOf({ url }: Pick<Million, "url">): Ctx {
  const settings = {
    DATABASE_URL: url,
    ENCRYPTION_KEY: Buffer.alloc(32).toString("base64"),
    NEXTAUTH_SECRET: "only for this benchmark",
  }
  const config = requireConfig(readSettings(settings))
  return { config, db: openDb(config), actor: { kind: "system", name: "bench" } }
}

/** Starts the built product over the million. */
export async function startProduct(million: Million): Promise<RunningProduct> {
  const product = new Product(mkdtempSync(join(tmpdir(), "awc-find-")), PORT, {
    ...{ DATABASE_URL: million.url, WORKER: "off" },
    ...{ ADMIN_EMAIL: PERSON.email, ADMIN_PASSWORD: PERSON.password },
  })
  // Somebody may have looked at the million by hand: the administrator is made only where nobody is.
  const client = postgres(million.url, { max: 1, onnotice: () => {} })
  await client.unsafe("delete from users")
  await client.end()
  await product.start()
  const token = await product.command("token", "--name", `bench-${Date.now()}`, "--scopes", "read")
  const cookie = await signIn(product.url)
  const ask = async (path: string, headers: Record<string, string>) => {
    const answer = await fetch(`${product.url}${path}`, { headers })
    await answer.arrayBuffer()
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`)
    return answer
  }
  return {
    url: product.url,
    get: (path) => ask(path, { authorization: `Bearer ${token}` }),
    visit: (path) => ask(path, { cookie }),
    cookie,
    person: PERSON,
    memory: () => Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${product.pid}/status`, "utf8"))?.[1]) / 1024,
    stop: () => product.stop(),
  }
}

async function signIn(url: string): Promise<string> {
  const cookiesOf = (answer: Response) =>
    answer.headers
      .getSetCookie()
      .map((one) => one.split(";")[0])
      .join("; ")
  const form = await fetch(`${url}/api/auth/csrf`)
  const { csrfToken } = (await form.json()) as { csrfToken: string }
  const answer = await fetch(`${url}/api/auth/callback/credentials`, {
    method: "POST",
    headers: { cookie: cookiesOf(form), "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ csrfToken, ...PERSON, json: "true" }),
    redirect: "manual",
  })
  return cookiesOf(answer)
}

export const median = (values: readonly number[]): number => percentile(values, 0.5)

export const percentile = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN

/** Milliseconds of each of several runs. */
export async function times(runs: number, act: () => Promise<unknown>): Promise<number[]> {
  const taken: number[] = []
  for (let run = 0; run < runs; run++) {
    const startedAt = performance.now()
    await act()
    taken.push(performance.now() - startedAt)
  }
  return taken
}
