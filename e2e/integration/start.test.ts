import { type ChildProcess, execFileSync } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { mkdtemp, rm, stat } from "node:fs/promises"
import { request } from "node:http"
import { connect } from "node:net"
import { platform, tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest"
import { companyAccount } from "../sandbox/company"
import { SANDBOX_KEYS } from "../sandbox/generate"
import { type Sandbox, startSandbox } from "../sandbox/server"
import { Product } from "../support/product"
import { freePort } from "../support/system-postgres"

const isBuilt = existsSync("dist/server.js")
const ADMIN = { ADMIN_EMAIL: "ines@example.com", ADMIN_PASSWORD: "correct-horse-battery-canary" }

const CRON_SECRET = "a-secret-for-the-cron"
const EMPTY = { ...ADMIN, WORKER: "off" }

describe.skipIf(!isBuilt)("npm start", () => {
  // One data folder for all: making a database takes as long as all the rest of a start.
  let dir: string
  let port: number
  let product: Product
  /** What several tests of a group use. */
  let shared: Product

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), "awc-start-"))
    port = await freePort()
  })
  afterEach(() => product.stop())
  afterAll(() => rm(dir, { recursive: true, force: true }))

  const productWith = (env: Record<string, string> = {}) => {
    product = new Product(dir, port, { ...EMPTY, ...env })
    return product
  }

  describe("a server with its worker", () => {
    let early: Response
    let server: ChildProcess

    beforeAll(async () => {
      server = productWith({ WORKER: "on" }).launch()
      shared = product
      const ready = new Promise((done) => server.once("message", done))
      await listening(port)
      early = await fetch(`${shared.url}/api/ready`)
      await ready
      product = new Product(dir, port, {})
    })
    afterAll(() => shared.stop())

    test("requests during the start get a 503, and later ones are served", async () => {
      expect(early.status).toBe(503)
      expect(early.headers.get("retry-after")).toBe("1")
      expect((await early.json()).detail).toMatch(/is starting/)
      expect((await fetch(`${shared.url}/api/ready`)).status).toBe(200)
    })

    test.skipIf(platform() === "win32")(
      "the server goes on if nobody reads its log, and restarts a failing worker after growing pauses",
      async () => {
        server.stdout?.destroy()
        server.stderr?.destroy()
        const before = workersOf(shared.pid)
        expect(before).toHaveLength(1)
        // When a worker ends, the server writes a line that nobody reads.
        for (const pid of before) process.kill(pid, "SIGKILL")
        await expect.poll(() => workersOf(shared.pid).length, { timeout: 60_000 }).toBe(1)
        const [second] = workersOf(shared.pid)
        expect(second).not.toBe(before[0])
        process.kill(second ?? 0, "SIGKILL")
        await new Promise((done) => setTimeout(done, 1_500))
        // The second pause is longer than the first.
        expect(workersOf(shared.pid)).toHaveLength(0)
        expect((await fetch(`${shared.url}/api/health`)).status).toBe(200)
      },
    )
  })

  test("an address that other machines can reach needs TLS or a proxy", async () => {
    const before = product.log.length
    await expect(productWith({ HOST: "0.0.0.0" }).start()).rejects.toThrow(/HOST 0\.0\.0\.0 .*INSECURE_HTTP=on/s)
    expect(product.log.slice(before).trim().split("\n")).toHaveLength(1)
  })

  test("a trusted proxy says which host name and which address the browser used", async () => {
    await productWith({ TRUST_PROXY: "on" }).start()
    const headers = { "x-forwarded-host": "inventory.example.com", "x-forwarded-proto": "https" }
    const providers = await (await fetch(`${product.url}/api/auth/providers`, { headers })).text()
    expect(providers).toContain("https://inventory.example.com")
    const statuses = []
    for (let tries = 0; tries < 11; tries++) {
      statuses.push(await signInError(product.url, { "x-forwarded-for": `10.0.0.${tries}` }))
    }
    expect(statuses.at(-1)).not.toMatch(/Too many requests/)
  })

  describe("a server without a worker", () => {
    let sandbox: Sandbox

    // It is started once for these tests.
    beforeAll(async () => {
      sandbox = await startSandbox(companyAccount())
      const open = { HOST: "0.0.0.0", INSECURE_HTTP: "on" }
      shared = productWith({ CRON_SECRET, AWS_ENDPOINT_URL: sandbox.url, ...open })
      await shared.start()
      product = new Product(dir, port, {})
    })
    afterAll(async () => {
      await shared.stop()
      await sandbox.stop()
    })

    test("INSECURE_HTTP=on opens an address to other machines, and the log warns of it", async () => {
      await expect.poll(() => shared.log).toMatch(/Warning: HOST 0\.0\.0\.0 is open to the network without TLS/)
    })

    test("a body over the limit is refused on every path, with or without a content length", async () => {
      for (const path of ["/api/auth/callback/credentials", "/api/aws/scan", "/sign-in"]) {
        for (const isChunked of [false, true]) {
          const answer = await post(port, path, "x".repeat(70_000), isChunked)
          expect(answer.status, `${path} ${isChunked}`).toBe(413)
          expect(JSON.parse(answer.body).detail).toMatch(/^Request too large/)
        }
      }
      const small = await post(port, "/api/aws/scan", "{}", true)
      expect(small.status).toBe(401)
    })

    test("a caller cannot choose the host name or the client address that the server uses", async () => {
      const headers = { "x-forwarded-host": "evil.example", "x-forwarded-proto": "https" }
      const providers = await (await fetch(`${shared.url}/api/auth/providers`, { headers })).text()
      expect(providers).toContain("/api/auth/callback/credentials")
      expect(providers).not.toContain("evil.example")
      // One caller has ten tries for one e-mail address, whatever address it claims to have.
      const statuses = []
      for (let tries = 0; tries < 12; tries++) {
        statuses.push(await signInError(shared.url, { "x-forwarded-for": `10.0.1.${tries}` }))
      }
      expect(statuses.findIndex((status) => /Too many requests/.test(status))).toBe(10)
      expect(statuses.at(-1)).toMatch(/Too many requests/)
    })

    test("the cron route works on the queue, and only a request with its secret may call it", async () => {
      const token = await shared.command("token", "--name", "cron")
      const authorized = (bearer: string) => ({ authorization: `Bearer ${bearer}`, "content-type": "application/json" })
      const credentials = {
        aws_access_key_id: SANDBOX_KEYS.accessKeyId,
        aws_secret_access_key: SANDBOX_KEYS.secretAccessKey,
      }
      const started = await fetch(`${shared.url}/api/aws/scan-async`, {
        method: "POST",
        headers: authorized(token),
        body: JSON.stringify({ credentials, resource_types: ["vpc"] }),
      })
      expect(started.status).toBe(202)
      const drain = (bearer: string) => fetch(`${shared.url}/api/cron/drain`, { headers: authorized(bearer) })
      expect((await drain(token)).status).toBe(401)
      expect((await drain("a-secret-for-the-crow")).status).toBe(401)
      expect(await (await drain(CRON_SECRET)).json()).toEqual({ open_scans: 0 })
      const { scans } = await (await fetch(`${shared.url}/api/aws/scans`, { headers: authorized(token) })).json()
      expect(scans).toMatchObject([{ state: "success", resources_found: { vpc: 5 } }])
    })

    test.skipIf(platform() !== "linux")("the data folder is private, and its server gets no secrets", async () => {
      // If the app runs as root, the database's user must be able to pass through. Nobody else can list it.
      expect((await stat(dir)).mode & 0o077 & ~0o011).toBe(0)
      const pid = readFileSync(join(dir, "postgres", "postmaster.pid"), "utf8").split("\n")[0]
      const environment = readFileSync(`/proc/${pid}/environ`, "utf8")
      expect(environment).toContain("PATH=")
      for (const secret of [ADMIN.ADMIN_PASSWORD, CRON_SECRET]) expect(environment).not.toContain(secret)
    })
  })
})

async function listening(port: number): Promise<void> {
  for (;;) {
    const isOpen = await new Promise<boolean>((done) => {
      const socket = connect(port, "127.0.0.1")
      socket.once("connect", () => done(true)).once("error", () => done(false))
      socket.unref()
    })
    if (isOpen) return
    await new Promise((done) => setTimeout(done, 20))
  }
}

function post(port: number, path: string, body: string, isChunked: boolean): Promise<{ status: number; body: string }> {
  return new Promise((done, fail) => {
    const headers = { "content-type": "application/json", ...(!isChunked && { "content-length": body.length }) }
    const sent = request({ port, path, method: "POST", headers, host: "127.0.0.1" }, (answer) => {
      let text = ""
      answer.on("data", (chunk) => {
        text += chunk
      })
      answer.once("end", () => done({ status: answer.statusCode ?? 0, body: text }))
    })
    sent.once("error", fail)
    if (isChunked) sent.write(body)
    sent.end(isChunked ? undefined : body)
  })
}

/** The sign-in's answer to a wrong password. */
async function signInError(url: string, headers: Record<string, string>): Promise<string> {
  const form = await fetch(`${url}/api/auth/csrf`, { headers })
  const { csrfToken } = (await form.json()) as { csrfToken: string }
  const cookie = form.headers
    .getSetCookie()
    .map((one) => one.split(";")[0])
    .join("; ")
  const answer = await fetch(`${url}/api/auth/callback/credentials`, {
    method: "POST",
    headers: { ...headers, cookie, "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ csrfToken, email: ADMIN.ADMIN_EMAIL, password: "wrong", json: "true" }),
    redirect: "manual",
  })
  const text = await answer.text()
  return decodeURIComponent(`${answer.headers.get("location") ?? ""} ${text}`).replaceAll("+", " ")
}

function workersOf(parent: number): number[] {
  const processes = execFileSync("ps", ["-A", "-o", "pid=,ppid=,args="], { encoding: "utf8" }).split("\n")
  return processes.flatMap((line) => {
    const [, pid, ppid, args] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? []
    return Number(ppid) === parent && args?.includes("dist/worker.js") ? Number(pid) : []
  })
}
