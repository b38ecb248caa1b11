import { Agent as HttpAgent } from "node:http"
import { Agent as HttpsAgent } from "node:https"
import { NodeHttpHandler } from "@smithy/node-http-handler"
import { bucketFor, type CallBucket } from "@/lib/aws/call-bucket"
import type { AwsCredentials } from "@/lib/aws/credentials"
import { patientRetries, type RetryStrategy } from "@/lib/aws/retries"
import { readXmlLeanly } from "@/lib/aws/xml-reader"
import { readEnv } from "@/lib/env"

const CONNECT_TIMEOUT_MS = 5_000
const REQUEST_TIMEOUT_MS = 30_000
const MAX_SOCKETS = 256
/** Above the SDK's default of 3: a scan of an hour must not fail for one bad minute. */
const MAX_ATTEMPTS = 8

/** EC2 counts calls an account and region: 50 at once and 10 a second for unfiltered describes (EC2 Developer Guide, "Request throttling"). */
const EC2_CLIENT = "EC2Client"
const EC2_BURST_SECONDS = 5

const FIRST_ATTEMPT = /^attempt=1;/

type HttpRequest = Parameters<NodeHttpHandler["handle"]>[0]
type HttpOptions = Parameters<NodeHttpHandler["handle"]>[1]

/** The part of an SDK client's configuration that we set; every `@aws-sdk/client-*` takes it. */
interface ClientConfig {
  region: string
  credentials: AwsCredentials
  requestHandler: Pick<NodeHttpHandler, "handle">
  maxAttempts: number
  retryStrategy: RetryStrategy
  endpoint?: string
  logger: Logger
}

/** What one slice (or one connection test) uses to speak to AWS: memoised clients, and a count of what it cost. */
export interface AwsSession {
  /**
   * The client of one service in one region, made once.
   * @param unread members of its answers, by the SDK's names, that nobody reads: they are passed over and come as undefined.
   */
  client<C>(
    Client: new (config: ClientConfig & { forcePathStyle?: boolean }) => C,
    region: string,
    unread?: readonly string[],
  ): C
  /** HTTP requests sent, retries included. */
  readonly calls: number
  readonly retries: number
}

// The SDK's releases pinned in package.json support Node 20; its warning about later ones would head every log.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true"

interface SessionOptions {
  /** Whose calls are bounded together, as AWS counts them; while it is not known yet, the access key's are. */
  accountId?: string
  maxAttempts?: number
}

/** Opens a session: nothing is sent until a client is used. */
export function openAwsSession(
  credentials: AwsCredentials,
  { accountId, maxAttempts = MAX_ATTEMPTS }: SessionOptions = {},
): AwsSession {
  const clients = new Map<string, unknown>()
  const stats = { calls: 0, retries: 0 }
  const { AWS_ENDPOINT_URL: endpoint, AWS_CALLS_AT_ONCE: most, AWS_EC2_CALLS_PER_SECOND: perSecond } = readEnv()
  const handlerFor = (bucket: CallBucket) => ({
    handle(request: HttpRequest, options?: HttpOptions) {
      const send = () => {
        stats.calls++
        if (!FIRST_ATTEMPT.test(request.headers["amz-sdk-request"] ?? "")) stats.retries++
        return sharedHandler().handle(request, options)
      }
      return bucket.run(send, options?.abortSignal as AbortSignal | undefined)
    },
  })
  return {
    client(Client, region, unread) {
      const memo = `${Client.name}/${region}`
      const known = clients.get(memo)
      if (known) return known as InstanceType<typeof Client>
      const rate = Client.name === EC2_CLIENT ? { burst: perSecond * EC2_BURST_SECONDS, perSecond } : null
      const bucket = bucketFor(accountId ?? credentials.accessKeyId, Client.name, region, most, rate)
      const client = new Client({
        region,
        credentials,
        requestHandler: handlerFor(bucket),
        maxAttempts,
        retryStrategy: patientRetries(maxAttempts, bucket),
        logger: silent,
        // Emulators answer on one host name, so a bucket cannot be part of it.
        ...(endpoint && { endpoint, forcePathStyle: true }),
      })
      readXmlLeanly(client as { config: unknown }, unread)
      clients.set(memo, client)
      return client
    },
    get calls() {
      return stats.calls
    },
    get retries() {
      return stats.retries
    },
  }
}

type Logger = Record<"debug" | "info" | "warn" | "error", () => void>

/** The SDK's own log would hold request inputs. Without `info` it does not filter each answer for a log that nobody keeps. */
const silent = { debug() {}, warn() {}, error() {} } as Logger

let handler: NodeHttpHandler | undefined

/** One keep-alive agent for the process, with sockets enough for all slices that run at a time. */
function sharedHandler(): NodeHttpHandler {
  handler ??= new NodeHttpHandler({
    connectionTimeout: CONNECT_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    throwOnRequestTimeout: true,
    httpAgent: new HttpAgent({ keepAlive: true, maxSockets: MAX_SOCKETS }),
    httpsAgent: new HttpsAgent({ keepAlive: true, maxSockets: MAX_SOCKETS }),
  })
  return handler
}
