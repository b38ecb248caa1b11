import { createServer, type Server } from "node:http"
import { type AddressInfo, connect } from "node:net"
import { afterAll, afterEach, beforeAll, expect, test } from "vitest"
import { readSettings } from "@/lib/config"
import { post } from "@/lib/connections/notify/send"
import { generateAccount } from "../sandbox/generate"
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

test("this machine is reached without a proxy", async () => {
  useProxy()
  database.ctx.config.aws.endpoint = bench.sandbox.url
  expect((await scan()).status).toBe("success")
  expect(asked).toEqual([])
})

test.each(["proxy.example.com:3128", "socks5://proxy.example.com"])(
  "a proxy like %s is refused at the start",
  (value) => {
    expect(() => readSettings({ HTTPS_PROXY: value })).toThrow(
      "HTTPS_PROXY must be a URL such as http://proxy.example.com:3128",
    )
  },
)
