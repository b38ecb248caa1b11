import { execFileSync } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { mkdtemp, rm, stat } from "node:fs/promises"
import { request } from "node:http"
import { connect } from "node:net"
import { platform, tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { Product } from "../support/product"
import { freePort } from "../support/system-postgres"

const isBuilt = existsSync("dist/server.js")
const ADMIN = { ADMIN_EMAIL: "ines@example.com", ADMIN_PASSWORD: "correct-horse-battery-canary" }

describe.skipIf(!isBuilt)("npm start", () => {
  let dir: string
  let port: number
  let product: Product

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), "awc-start-"))
    port = await freePort()
    product = new Product(dir, port, ADMIN)
  })
  afterEach(async () => {
    await product.stop()
    await rm(dir, { recursive: true, force: true })
  })

  test("requests that come while it starts are answered with 503, and later ones are served", async () => {
    product.launch()
    await listening(port)
    const early = await fetch(`${product.url}/api/ready`)
    expect(early.status).toBe(503)
    expect(early.headers.get("retry-after")).toBe("1")
    expect((await early.json()).detail).toMatch(/is starting/)
    await expect.poll(async () => (await fetch(`${product.url}/api/ready`)).status, { timeout: 60_000 }).toBe(200)
  })

  test("an address that other machines reach needs TLS, a proxy, or a plain word", async () => {
    const open = new Product(dir, port, { ...ADMIN, HOST: "0.0.0.0" })
    await expect(open.start()).rejects.toThrow(/HOST 0\.0\.0\.0 .*INSECURE_HTTP=on/s)
    expect(open.log.trim().split("\n")).toHaveLength(1)
    const warned = new Product(dir, port, { ...ADMIN, HOST: "0.0.0.0", INSECURE_HTTP: "on", WORKER: "off" })
    await warned.start()
    expect(warned.log).toMatch(/Warning: HOST 0\.0\.0\.0 is open to the network without TLS/)
    await warned.stop()
  })

  test("no body over the limit gets in, wherever it goes and whether or not it says its length", async () => {
    product = new Product(dir, port, { ...ADMIN, WORKER: "off" })
    await product.start()
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

  test("who calls cannot choose the host name or the address that we go by", async () => {
    product = new Product(dir, port, { ...ADMIN, WORKER: "off" })
    await product.start()
    const headers = { "x-forwarded-host": "evil.example", "x-forwarded-proto": "https" }
    const providers = await (await fetch(`${product.url}/api/auth/providers`, { headers })).text()
    expect(providers).not.toContain("evil.example")
    // Ten tries for one e-mail address from one caller, whatever it calls itself.
    const statuses = []
    for (let tries = 0; tries < 12; tries++) {
      statuses.push(await signInError(product.url, { "x-forwarded-for": `10.0.0.${tries}` }))
    }
    expect(statuses.at(-1)).toMatch(/Too many requests/)
  })

  test.skipIf(platform() !== "linux")("the data folder and its server give nothing away", async () => {
    product = new Product(dir, port, { ...ADMIN, WORKER: "off", CRON_SECRET: "a-secret-for-the-cron" })
    await product.start()
    // As root, the server's own user must pass through; nobody else can list it.
    expect((await stat(dir)).mode & 0o077 & ~0o011).toBe(0)
    const pid = readFileSync(join(dir, "postgres", "postmaster.pid"), "utf8").split("\n")[0]
    const environment = readFileSync(`/proc/${pid}/environ`, "utf8")
    expect(environment).toContain("PATH=")
    for (const secret of [ADMIN.ADMIN_PASSWORD, "a-secret-for-the-cron"]) expect(environment).not.toContain(secret)
  })

  test.skipIf(platform() === "win32")(
    "it lives on when nobody reads its log, and a worker that keeps ending is not started every second",
    async () => {
      const server = product.launch()
      await new Promise((done) => server.once("message", done))
      server.stdout?.destroy()
      server.stderr?.destroy()
      const before = workersOf(product.pid)
      expect(before).toHaveLength(1)
      // Each end makes the server write a line that nobody reads.
      for (const pid of before) process.kill(pid, "SIGKILL")
      await expect.poll(() => workersOf(product.pid).length, { timeout: 10_000 }).toBe(1)
      const [second] = workersOf(product.pid)
      expect(second).not.toBe(before[0])
      process.kill(second ?? 0, "SIGKILL")
      await new Promise((done) => setTimeout(done, 1_500))
      // The second pause is longer than the first one.
      expect(workersOf(product.pid)).toHaveLength(0)
      expect((await fetch(`${product.url}/api/health`)).status).toBe(200)
    },
  )
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

/** What the sign-in says of a wrong password. */
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
