import { Agent as HttpAgent } from "node:http"
import { Agent as HttpsAgent } from "node:https"
import { NodeHttpHandler } from "@smithy/node-http-handler"
import { bucketFor, type CallBucket } from "@/lib/aws/call-bucket"
import type { CredentialSource } from "@/lib/aws/credentials"
import { readStrictly } from "@/lib/aws/read/answers"
import { patientRetries, type RetryStrategy } from "@/lib/aws/retries"
import type { AwsSettings } from "@/lib/config"

const CONNECT_TIMEOUT_MS = 5_000
const REQUEST_TIMEOUT_MS = 30_000
const MAX_SOCKETS = 256
/** More than the SDK's default of 3, so that one bad minute does not fail a scan of an hour. */
const MAX_ATTEMPTS = 8

/**
 * EC2 counts calls by account and region: 50 at once and 10 a second for unfiltered describes (EC2 Developer Guide,
 * "Request throttling").
 */
const EC2_CLIENT = "EC2Client"
const EC2_BURST_SECONDS = 5
/** Signing may assume a role first, which calls STS: a call of STS that waited before it is signed could wait for itself. */
const STS_CLIENT = "STSClient"

const FIRST_ATTEMPT = /^attempt=1;/

type HttpRequest = Parameters<NodeHttpHandler["handle"]>[0]
type HttpOptions = Parameters<NodeHttpHandler["handle"]>[1]

/** The part of an SDK client's configuration that we set; every `@aws-sdk/client-*` takes it. */
interface ClientConfig {
  region: string
  credentials: CredentialSource
  requestHandler: Pick<NodeHttpHandler, "handle">
  maxAttempts: number
  retryStrategy: RetryStrategy
  endpoint?: string
  logger: Logger
}

/** What a slice, a plan or a connection test uses to call AWS: its clients, and a count of their calls. */
export interface AwsSession {
  /**
   * The client of one service in one region, created once.
   * @param skipped members of its answers, by the SDK's names, that nobody needs. They are undefined.
   */
  client<C>(
    Client: new (config: ClientConfig & { forcePathStyle?: boolean }) => C,
    region: string,
    skipped?: readonly string[],
  ): C
  /** HTTP requests sent so far, retries included, and how many of them were retries. */
  cost(): { calls: number; retries: number }
}

// The SDK's version in package.json supports Node 20. Its warning about later versions would be at the top of every
// log.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true"

interface SessionOptions {
  /** AWS limits calls per account. While the account is unknown, we limit them per access key. */
  accountId?: string
  maxAttempts?: number
}

/** Opens a session. It sends nothing until a client is used. */
export function openAwsSession(
  settings: AwsSettings,
  credentials: CredentialSource,
  { accountId, maxAttempts = MAX_ATTEMPTS }: SessionOptions = {},
): AwsSession {
  const clients = new Map<string, unknown>()
  const stats = { calls: 0, retries: 0 }
  const { endpoint } = settings
  const caller = accountId ?? ("accessKeyId" in credentials ? credentials.accessKeyId : "unknown")
  return {
    client(Client, region, skipped = []) {
      const memo = `${Client.name}/${region}`
      const known = clients.get(memo)
      if (known) return known as InstanceType<typeof Client>
      const bucket = bucketOf(settings, caller, Client.name, region)
      const client = new Client({
        region,
        credentials,
        requestHandler: countingHandler(stats, Client.name === STS_CLIENT ? bucket : null),
        maxAttempts,
        retryStrategy: patientRetries(maxAttempts, bucket, settings.pace),
        logger: silent,
        // Emulators answer on one host name, so a bucket cannot be part of it.
        ...(endpoint && { endpoint, forcePathStyle: true }),
      })
      if (Client.name !== STS_CLIENT) waitBeforeSigning(client as Client, bucket)
      readStrictly(client as { config: unknown }, skipped, (answer) => hosts.get(answer))
      clients.set(memo, client)
      return client
    },
    cost: () => ({ ...stats }),
  }
}

function bucketOf(settings: AwsSettings, caller: string, service: string, region: string): CallBucket {
  const perSecond = settings.ec2CallsPerSecond
  const rate = service === EC2_CLIENT ? { burst: perSecond * EC2_BURST_SECONDS, perSecond } : null
  return bucketFor(caller, service, region, settings.callsAtOnce, rate)
}

/** Where each answer came from, for errors that name it. */
const hosts = new WeakMap<object, string>()

/** Sends requests, and counts them. @param bucket what a signed request still waits for; null if it has waited. */
const countingHandler = (stats: { calls: number; retries: number }, bucket: CallBucket | null) => ({
  handle(request: HttpRequest, options?: HttpOptions) {
    const send = async () => {
      stats.calls++
      if (!FIRST_ATTEMPT.test(request.headers["amz-sdk-request"] ?? "")) stats.retries++
      const answered = await sharedHandler().handle(request, options)
      hosts.set(answered.response, request.hostname)
      return answered
    }
    return bucket ? bucket.run(send, options?.abortSignal as AbortSignal | undefined) : send()
  },
})

type Next = (args: unknown) => Promise<unknown>
/** Where the SDK's middleware finds what a call was given. */
const CALL = "__smithy_context"

/** The part of an SDK client that {@link waitBeforeSigning} uses. */
interface Client {
  middlewareStack: {
    addRelativeTo(
      middleware: (next: Next, context: { [CALL]?: { abortSignal?: AbortSignal } }) => Next,
      where: { name: string; relation: "before"; toMiddleware: string },
    ): void
  }
}

/**
 * Lets each attempt wait for the bucket before it is signed: AWS refuses a signature that waited, for minutes or while
 * the machine slept.
 */
const waitBeforeSigning = ({ middlewareStack }: Client, bucket: CallBucket): void =>
  middlewareStack.addRelativeTo((next, context) => (args) => bucket.run(() => next(args), context[CALL]?.abortSignal), {
    name: "waitBeforeSigning",
    relation: "before",
    toMiddleware: "httpSigningMiddleware",
  })

type Logger = Record<"debug" | "info" | "warn" | "error", () => void>

/** The SDK's own log would contain request inputs. Without `info`, it also does not filter each answer for the log. */
const silent = { debug() {}, warn() {}, error() {} } as Logger

let handler: NodeHttpHandler | undefined

/** One keep-alive handler for the process, with enough sockets for all slices that run at the same time. */
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
