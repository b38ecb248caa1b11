import { rmSync, writeFileSync } from "node:fs"
import { createServer, type Server } from "node:http"
import { Agent } from "node:https"
import { type AddressInfo, connect } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest"
import { getIdentity } from "@/lib/aws/account"
import { ambientCredentials } from "@/lib/aws/ambient"
import { shared } from "@/lib/aws/roles"
import { openAwsSession } from "@/lib/aws/session"
import { readSettings } from "@/lib/config"
import { post } from "@/lib/connections/notify/send"
import { tunnelThrough } from "@/lib/way-out"
import { generateAccount, SANDBOX_KEYS } from "../sandbox/generate"
import { openTestDatabase, type TestDatabase } from "../support/database"
import { type Bench, openBench, scanAll } from "../support/scanning"

const PASSWORD = "s3cret-of-the-proxy"

let database: TestDatabase
let bench: Bench
let proxy: Server
let receiver: Server
/** What was asked of the proxy: `CONNECT host:port`. */
let asked: { target: string; authorization: string | undefined }[] = []
/** The proxy alone knows where names lead. */
const ports = new Map<string, number>()
let isOpen = true

beforeAll(async () => {
  database = await openTestDatabase()
  const account = generateAccount({
    ...{ seed: 3, buckets: 1 },
    regions: { "us-east-1": { ec2: 1, rds: 1, lambda: 1, elb: 1, vpc: 1 } },
  })
  bench = await openBench(database.ctx, account)
  proxy = createServer().on("connect", (request, socket) => {
    asked.push({ target: request.url ?? "", authorization: request.headers["proxy-authorization"] })
    const port = ports.get(request.url ?? "")
    if (!isOpen || port === undefined) return socket.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n")
    const far = connect(port, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n")
      far.pipe(socket).pipe(far)
    })
    far.on("error", () => socket.destroy())
    socket.on("error", () => far.destroy())
  })
  receiver = createServer((request, response) => response.end(`to ${request.headers.host}`))
  for (const server of [proxy, receiver]) await new Promise<void>((done) => server.listen(0, "127.0.0.1", done))
})
afterAll(async () => {
  proxy.close()
  receiver.close()
  await bench.stop()
  await database.close()
})
afterEach(() => {
  for (const name of ["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"]) delete process.env[name]
  asked = []
  isOpen = true
})

const portOf = (server: Server) => (server.address() as AddressInfo).port
const useProxy = () => {
  process.env.HTTP_PROXY = `http://company:${PASSWORD}@127.0.0.1:${portOf(proxy)}`
}
/** A name of AWS that nobody but the proxy can look up. */
function behindProxy(host: string): void {
  const port = Number(new URL(bench.sandbox.url).port)
  ports.set(`${host}:${port}`, port)
  database.ctx.config.aws.endpoint = `http://${host}:${port}`
}
const scan = () => scanAll(database.ctx, { regions: ["us-east-1"], resource_types: ["ec2", "vpc", "s3"] })

test("with a proxy and no other way out, all calls to AWS go through it", async () => {
  behindProxy("aws.example.test")
  useProxy()
  expect(await scan()).toMatchObject({ status: "success", resources_found: { ec2: 1, vpc: 1, s3: 1 } })
  expect(new Set(asked.map(({ target }) => target.split(":")[0]))).toEqual(new Set(["aws.example.test"]))
  expect(asked[0]?.authorization).toMatch(/^Basic /)
})

test("what NO_PROXY names goes past it", async () => {
  behindProxy("aws2.example.test")
  useProxy()
  process.env.NO_PROXY = ".example.test"
  const { status } = await scan()
  expect(status).toBe("failed")
  expect(asked).toEqual([])
})

test("a proxy that refuses is named as what answered, and its password is nowhere", async () => {
  behindProxy("aws3.example.test")
  useProxy()
  isOpen = false
  const outcome = await scan()
  expect(outcome.status).toBe("failed")
  expect(JSON.stringify(outcome)).toContain("407")
  expect(JSON.stringify(outcome)).not.toContain(PASSWORD)
})

test("a webhook goes through the proxy to the very address that was checked", async () => {
  useProxy()
  ports.set("10.1.2.3:8080", portOf(receiver))
  const message = { url: "http://hooks.example.test:8080/x", headers: {}, body: "{}" }
  const resolve = async () => [{ address: "10.1.2.3", family: 4 as const }]
  expect(await post(message, ["10.0.0.0/8"], resolve)).toMatchObject({
    status: 200,
    answer: "to hooks.example.test:8080",
  })
  expect(asked.map(({ target }) => target)).toEqual(["10.1.2.3:8080"])
  expect(await post(message, [], resolve)).toMatchObject({ status: null, answer: expect.stringContaining("private") })
  expect(asked).toHaveLength(1)
})

test("whether a tunnel carries TLS does not depend on who asks for a connection", () => {
  const [secure, plain] = [true, false].map((isSecure) => tunnelThrough("http://proxy.example.test:3128", isSecure))
  expect([secure?.isSecureEndpoint(), plain?.isSecureEndpoint()]).toEqual([true, false])
  const options = { host: "ec2.us-east-1.amazonaws.com", port: 443 } as never
  // A connection is kept and looked for under one name.
  expect(secure?.getName(options)).toBe(new Agent().getName(options))
})

test("this machine is reached without a proxy", async () => {
  useProxy()
  database.ctx.config.aws.endpoint = bench.sandbox.url
  expect((await scan()).status).toBe("success")
  expect(asked).toEqual([])
})

test.each(["proxy.example.com:3128", "socks5://proxy.example.com", "http://u:50%off@proxy.example.com"])(
  "a proxy like %s is refused at the start",
  (value) => {
    expect(() => readSettings({ HTTPS_PROXY: value })).toThrow(
      "HTTPS_PROXY must be a URL such as http://proxy.example.com:3128",
    )
  },
)

describe("keys that are replaced", () => {
  const file = join(tmpdir(), `awc-credentials-${process.pid}`)
  const write = (keys: { accessKeyId: string; secretAccessKey: string }) =>
    writeFileSync(
      file,
      `[default]\naws_access_key_id = ${keys.accessKeyId}\naws_secret_access_key = ${keys.secretAccessKey}\n`,
    )
  const names = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"] as const
  const before = names.map((name) => process.env[name])
  const replaced = { accessKeyId: "AKIAREPLACEDREPLACED", secretAccessKey: "R".repeat(40) }

  beforeAll(() => {
    for (const name of names) delete process.env[name]
    process.env.AWS_SHARED_CREDENTIALS_FILE = file
    database.ctx.config.aws.endpoint = bench.sandbox.url
  })
  afterAll(() => {
    for (const [at, name] of names.entries()) if (before[at] !== undefined) process.env[name] = before[at]
    delete process.env.AWS_SHARED_CREDENTIALS_FILE
    rmSync(file, { force: true })
  })

  test("a credentials file that is rewritten is read again, in the middle of a session too", async () => {
    write(SANDBOX_KEYS)
    const { aws } = database.ctx.config
    const session = openAwsSession(aws, ambientCredentials(aws))
    const identity = bench.sandbox.accounts[0]?.identities[0]
    if (!identity) throw new Error("no identity")
    expect((await getIdentity(session, "us-east-1")).arn).toBe(identity.arn)
    Object.assign(identity, replaced)
    // Before the file is rewritten, the refusal stands.
    await expect(getIdentity(session, "us-east-1")).rejects.toMatchObject({ name: "InvalidClientTokenId" })
    write(replaced)
    bench.sandbox.calls.length = 0
    expect((await getIdentity(session, "us-east-1")).arn).toBe(identity.arn)
    expect((await getIdentity(session, "us-east-1")).arn).toBe(identity.arn)
    expect(session.cost().calls).toBe(5)
    const next = openAwsSession(aws, ambientCredentials(aws))
    expect((await getIdentity(next, "us-east-1")).arn).toBe(identity.arn)
    expect(next.cost().calls).toBe(1)
  })

  test("a role's keys that are refused are got again once, and not where they are new", async () => {
    const keys = [SANDBOX_KEYS, replaced].map((one) => ({ ...one, expiration: new Date(Date.now() + 3_600_000) }))
    let got = 0
    const pace = { refusalMs: 50 }
    const source = shared(`replaced ${process.pid}`, async () => keys[got++] ?? SANDBOX_KEYS, pace)
    const session = openAwsSession(database.ctx.config.aws, source)
    // AWS may not know new keys in a region that is not enabled.
    await expect(getIdentity(session, "us-east-1")).rejects.toMatchObject({ name: "InvalidClientTokenId" })
    expect(got).toBe(1)
    await new Promise((done) => setTimeout(done, 60))
    await getIdentity(session, "us-east-1")
    expect(got).toBe(2)
  })
})
