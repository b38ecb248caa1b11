import { Agent as HttpAgent } from "node:http"
import { Agent as HttpsAgent } from "node:https"
import { NodeHttpHandler } from "@smithy/node-http-handler"
import { bucketFor, type CallBucket, type CallRate } from "@/lib/aws/call-bucket"
import type { AwsCredentials, CredentialProvider, CredentialSource } from "@/lib/aws/credentials"
import { isKeyRefused, toAwsFailure } from "@/lib/aws/failure"
import { readStrictly } from "@/lib/aws/read/answers"
import { patientRetries, type RetryStrategy } from "@/lib/aws/retries"
import type { AwsSettings } from "@/lib/config"
import { proxyFor, tunnelThrough } from "@/lib/way-out"

const CONNECT_TIMEOUT_MS = 5_000
const REQUEST_TIMEOUT_MS = 30_000
const MAX_SOCKETS = 256
/** More than the SDK's default of 3, so that one bad minute does not fail a scan of an hour. */
const MAX_ATTEMPTS = 8

/**
 * EC2 counts calls by account and region: 50 at once and 10 a second for unfiltered describes (EC2 Developer Guide,
 * "Request throttling").
 */
const EC2 = "EC2"
const EC2_BURST_SECONDS = 5
/**
 * Signing may assume a role first, which calls STS: a call of STS that waited before it is signed could wait for itself. Its
 * package is not bundled, so the class has its own name in every build.
 */
const STS_CLIENT = "STSClient"

const FIRST_ATTEMPT = /^attempt=1;/

type HttpRequest = Parameters<NodeHttpHandler["handle"]>[0]
type HttpOptions = Parameters<NodeHttpHandler["handle"]>[1]

/** What the SDK takes: it says nothing to who gets them. */
type Keys = AwsCredentials | (() => Promise<AwsCredentials>)

/** The part of an SDK client's configuration that we set; every `@aws-sdk/client-*` takes it. */
interface ClientConfig {
  region: string
  credentials: Keys
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
   * @param rate how often AWS lets an account call the service in the region, where it documents that.
   */
  client<C>(
    Client: new (config: ClientConfig & { forcePathStyle?: boolean }) => C,
    region: string,
    skipped?: readonly string[],
    rate?: CallRate,
  ): C
  /**
   * What several slices of a job read of one place, such as the clusters of services and of task sets: it is read once.
   * What fails is forgotten.
   */
  share<T>(key: string, read: () => Promise<T>): Promise<T>
  /** HTTP requests sent so far, retries included, and how many of them were retries. */
  cost(): Cost
  /** The same clients, with a cost that counts its own requests alone. */
  withOwnCost(): AwsSession
}

interface Cost {
  calls: number
  retries: number
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
  const { endpoint } = settings
  const caller = accountId ?? ("accessKeyId" in credentials ? credentials.accessKeyId : "unknown")
  const open =
    (credentials: Keys): AwsSession["client"] =>
    (Client, region, skipped = [], rate = undefined) => {
      // Asked for at each call: an idle one is forgotten, and all who call share the next.
      const bucket = () => bucketOf(settings, caller, rate?.of ?? serviceOf(client), region, rate)
      const client = new Client({
        ...environment,
        region,
        credentials,
        requestHandler: countingHandler(Client.name === STS_CLIENT ? bucket : null),
        maxAttempts,
        retryStrategy: patientRetries(maxAttempts, bucket, settings.pace),
        logger: silent,
        // Emulators answer on one host name, so a bucket cannot be part of it.
        ...(endpoint && { endpoint, forcePathStyle: true }),
      })
      environment ??= environmentOf(client as { config: Environment })
      if (Client.name !== STS_CLIENT) waitBeforeSigning(client as Client, bucket)
      readStrictly(client as { config: unknown }, skipped, (answer) => hosts.get(answer))
      return client
    }
  const clientOf = typeof credentials === "function" ? renewing(open, credentials) : open(credentials)
  return countedSession(remembering(clientOf), sharing(), { calls: 0, retries: 0 })
}

/**
 * Makes clients that ask for other keys when AWS refuses theirs, and send once more if there are: a file was rewritten, or
 * a role's session taken back. A client keeps keys that do not expire, so another one takes its place.
 */
function renewing(
  open: (credentials: Keys) => AwsSession["client"],
  provider: CredentialProvider,
): AwsSession["client"] {
  return (...asked) => {
    const openOne = () => {
      const used: { key?: string } = {}
      const keysOf = async () => {
        const keys = await provider()
        used.key = keys.accessKeyId
        return keys
      }
      return { client: open(keysOf)(...asked) as { send: Send }, used }
    }
    let current = openOne()
    const send: Send = async (command, options) => {
      const { client, used } = current
      try {
        return await client.send(command, options)
      } catch (error) {
        const refused = used.key
        if (!refused || !isKeyRefused(toAwsFailure(error))) throw error
        if (client === current.client) {
          if ((await provider(refused)).accessKeyId === refused) throw error
          current = openOne()
        }
        return current.client.send(command, options)
      }
    }
    return Object.assign(Object.create(current.client), { send })
  }
}

type Send = (command: unknown, options?: object) => Promise<object>

function sharing(): AwsSession["share"] {
  const shared = new Map<string, Promise<unknown>>()
  return <T>(key: string, read: () => Promise<T>) => {
    const reading = (shared.get(key) ?? read()) as Promise<T>
    shared.set(key, reading)
    reading.catch(() => shared.get(key) === reading && shared.delete(key))
    return reading
  }
}

/** What the SDK reads from the environment and the user's AWS files, as providers that remember their answers. */
const FROM_ENVIRONMENT = [
  "useDualstackEndpoint",
  "useFipsEndpoint",
  "userAgentAppId",
  "authSchemePreference",
  "retryMode",
] as const
type Environment = Partial<Record<(typeof FROM_ENVIRONMENT)[number], unknown>>

/** Read by the process's first client. Each client would read it anew, which takes a fifth of a small call's time. */
let environment: Environment | undefined

const environmentOf = ({ config }: { config: Environment }): Environment =>
  Object.fromEntries(FROM_ENVIRONMENT.flatMap((name) => (config[name] === undefined ? [] : [[name, config[name]]])))

/** The service that a client is of, in AWS's words. A build may give the classes of two services the same name. */
const serviceOf = (client: unknown): string => (client as { config: { serviceId: string } }).config.serviceId

/** Makes each client once. */
function remembering(clientOf: AwsSession["client"]): AwsSession["client"] {
  const byClass = new Map<unknown, Map<string, unknown>>()
  return (Client, region, skipped = [], rate = undefined) => {
    const clients = byClass.get(Client) ?? new Map<string, unknown>()
    byClass.set(Client, clients)
    const place = `${region}/${skipped.join()}`
    const client = (clients.get(place) ?? clientOf(Client, region, skipped, rate)) as InstanceType<typeof Client>
    clients.set(place, client)
    return client
  }
}

const countedSession = (clientOf: AwsSession["client"], share: AwsSession["share"], cost: Cost): AwsSession => {
  const client: AwsSession["client"] = (...asked) => counted(clientOf(...asked), cost)
  return {
    client: remembering(client),
    share,
    cost: () => ({ ...cost }),
    withOwnCost: () => countedSession(clientOf, share, { calls: 0, retries: 0 }),
  }
}

/** What a call's options say to {@link countingHandler}. The SDK passes them on as they are. */
const COST = Symbol("cost")

/** A client that shares everything with `client`, and says with each call where it is counted. */
function counted<C>(client: C, cost: Cost): C {
  const { send } = client as unknown as { send: (command: unknown, options?: object) => unknown }
  return Object.assign(Object.create(client as object), {
    send: (command: unknown, options?: object) => send.call(client, command, { ...options, [COST]: cost }),
  }) as C
}

function bucketOf(
  settings: AwsSettings,
  caller: string,
  service: string,
  region: string,
  documented: CallRate | undefined,
): CallBucket {
  const perSecond = settings.ec2CallsPerSecond
  const ec2 = { burst: perSecond * EC2_BURST_SECONDS, perSecond }
  // An emulator has no limits but those that are set.
  const rate = service === EC2 ? ec2 : settings.endpoint ? null : (documented ?? null)
  return bucketFor(caller, service, region, settings.callsAtOnce, rate)
}

/** Where each answer came from, for errors that name it. */
const hosts = new WeakMap<object, string>()

/** Sends requests, and counts them. @param bucket what a signed request still waits for; null if it has waited. */
const countingHandler = (bucket: (() => CallBucket) | null) => ({
  handle(request: HttpRequest, options?: HttpOptions & { [COST]?: Cost }) {
    const cost = options?.[COST]
    const send = async () => {
      if (cost) cost.calls++
      if (cost && !FIRST_ATTEMPT.test(request.headers["amz-sdk-request"] ?? "")) cost.retries++
      const answered = await wayOut.handle(request, options)
      hosts.set(answered.response, request.hostname)
      return answered
    }
    return bucket ? bucket().run(send, options?.abortSignal as AbortSignal | undefined) : send()
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
const waitBeforeSigning = ({ middlewareStack }: Client, bucket: () => CallBucket): void =>
  middlewareStack.addRelativeTo(
    (next, context) => (args) => bucket().run(() => next(args), context[CALL]?.abortSignal),
    {
      name: "waitBeforeSigning",
      relation: "before",
      toMiddleware: "httpSigningMiddleware",
    },
  )

type Logger = Record<"debug" | "info" | "warn" | "error", () => void>

/** The SDK's own log would contain request inputs. Without `info`, it also does not filter each answer for the log. */
const silent = { debug() {}, warn() {}, error() {} } as Logger

/** Sends requests by the way that their host has. Clients that the SDK opens by itself, such as for sign-in, take it too. */
export const wayOut: Pick<NodeHttpHandler, "handle"> = {
  handle: (request, options) => handlerFor(request).handle(request, options),
}

/** By protocol, host and port: regions and services are some hundreds. */
const byHost = new Map<string, NodeHttpHandler>()
const byProxy = new Map<string | null, NodeHttpHandler>()

function handlerFor({ protocol, hostname, port }: HttpRequest): NodeHttpHandler {
  const origin = `${protocol}//${hostname}${port ? `:${port}` : ""}`
  const known = byHost.get(origin)
  if (known) return known
  const proxy = proxyFor(new URL(origin))
  const handler = byProxy.get(proxy) ?? openHandler(proxy)
  byProxy.set(proxy, handler)
  byHost.set(origin, handler)
  return handler
}

/** One keep-alive handler for the process and each proxy, with enough sockets for all slices that run at the same time. */
function openHandler(proxy: string | null): NodeHttpHandler {
  const options = { keepAlive: true, maxSockets: MAX_SOCKETS }
  return new NodeHttpHandler({
    connectionTimeout: CONNECT_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    throwOnRequestTimeout: true,
    httpAgent: proxy === null ? new HttpAgent(options) : tunnelThrough(proxy, false, options),
    httpsAgent:
      proxy === null ? new HttpsAgent(options) : (tunnelThrough(proxy, true, options) as unknown as HttpsAgent),
  })
}
