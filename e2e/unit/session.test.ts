import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { DescribeVpcsCommand, EC2Client } from "@aws-sdk/client-ec2"
import { RDSClient } from "@aws-sdk/client-rds"
import { expect, test } from "vitest"
import { openAwsSession } from "@/lib/aws/session"
import { readSettings } from "@/lib/config"

const KEYS = { accessKeyId: "AKIASESSIONEXAMPLE00", secretAccessKey: "secret" }
const VPCS = "<DescribeVpcsResponse><vpcSet/></DescribeVpcsResponse>"
const DENIED =
  "<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>No.</Message></Error></Errors></Response>"

async function serve(answer: (request: IncomingMessage, response: ServerResponse, count: number) => void) {
  let count = 0
  const server = createServer((request, response) => {
    request.resume().on("end", () => answer(request, response, ++count))
  })
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done))
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const { aws } = readSettings({})
  return {
    open: (callsAtOnce: number) => openAwsSession({ ...aws, endpoint, callsAtOnce }, KEYS, { accountId: endpoint }),
    count: () => count,
    stop: () => server.close(),
  }
}

/** `20261130T071500Z` */
const signedAt = ({ headers }: IncomingMessage) =>
  Date.parse(String(headers["x-amz-date"]).replace(/^(....)(..)(..)T(..)(..)(..)Z$/, "$1-$2-$3T$4:$5:$6Z"))

test("a call that waited for its turn is signed when it is sent", async () => {
  const ages: number[] = []
  const server = await serve((request, response, count) => {
    ages.push(Date.now() - signedAt(request))
    setTimeout(() => response.end(VPCS), count === 1 ? 2_500 : 0)
  })
  const client = server.open(1).client(EC2Client, "us-east-1")
  await Promise.all([1, 2].map(() => client.send(new DescribeVpcsCommand({}))))
  server.stop()
  // The header has whole seconds.
  expect(Math.max(...ages)).toBeLessThan(1_500)
})

test("where this machine's clock is off, a plain refusal is sent once", async () => {
  const server = await serve((_, response) => {
    const date = new Date(Date.now() + 20 * 60_000).toUTCString()
    response.writeHead(403, { date, "content-type": "text/xml" }).end(DENIED)
  })
  const client = server.open(8).client(EC2Client, "us-east-1")
  await expect(client.send(new DescribeVpcsCommand({}))).rejects.toMatchObject({ name: "UnauthorizedOperation" })
  server.stop()
  expect(server.count()).toBe(1)
})

test("a call that waits for its turn ends when it is aborted", async () => {
  const server = await serve(() => {})
  const client = server.open(1).client(EC2Client, "us-east-1")
  const controller = new AbortController()
  const options = { abortSignal: controller.signal }
  const calls = [1, 2].map(() => client.send(new DescribeVpcsCommand({}), options))
  setTimeout(() => controller.abort(), 100)
  for (const ended of await Promise.allSettled(calls)) expect(ended.status).toBe("rejected")
  expect(server.count()).toBe(1)
  server.stop()
})

test("a build may call the clients of two services the same, and each is its own service's", () => {
  const named = <C extends object>(Client: C): C => Object.defineProperty(Client, "name", { value: "c7" })
  const [One, Other] = [named(class extends EC2Client {}), named(class extends RDSClient {})]
  const session = openAwsSession(readSettings({}).aws, KEYS)
  expect(session.client(One, "us-east-1")).toBeInstanceOf(One)
  expect(session.client(Other, "us-east-1")).toBeInstanceOf(Other)
  expect(session.client(Other, "us-east-1")).toBe(session.client(Other, "us-east-1"))
})
