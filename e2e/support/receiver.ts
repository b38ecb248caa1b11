import { createServer, type IncomingHttpHeaders } from "node:http"
import type { AddressInfo } from "node:net"

export interface Received {
  headers: IncomingHttpHeaders
  body: string
}

/** A local receiver of webhooks, which keeps what it gets. @param answer decides what it answers. */
export async function startReceiver(
  answer: (received: Received) => { status: number; headers?: Record<string, string>; body?: string } = () => ({
    status: 200,
  }),
) {
  const got: Received[] = []
  const server = createServer(async (request, response) => {
    let body = ""
    for await (const chunk of request) body += chunk
    const received = { headers: request.headers, body }
    got.push(received)
    const { status, headers = {}, body: text = "ok" } = answer(received)
    response.writeHead(status, headers).end(text)
  })
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done))
  return {
    got,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    stop: () =>
      new Promise<void>((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}
