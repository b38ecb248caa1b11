import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import type { Account, Identity, Role } from "./account"
import { operationsOfService } from "./derived"
import { AwsError, badCredentials, denied, throttled } from "./errors"
import { readInput } from "./inputs"
import { type Call, type Operation, operations } from "./operations"
import type { Member, Organization } from "./organization"
import { passTime } from "./pass-time"
import { seededRandom } from "./random"
import { Sts } from "./roles"
import { isSignatureRight, readAuthorization, type Signed } from "./signature"
import { protocolOf, serialise, serialiseError, type WireAnswer } from "./wire"

/** Faults to inject. Rates are probabilities from 0 to 1. */
export interface Faults {
  latencyMs: number
  throttleRate: number
  errorRate: number
  dropRate: number
  /** Calls that never get an answer, or only after `forMs`, by action and region. */
  hang: { action: string; region?: string; forMs?: number }[]
  /** Calls that always fail: with `status`, or with a dropped connection if it is 0. */
  fail: Failing[]
}

export interface Failing {
  action: string
  region?: string
  /** A bucket's name, or a function's ARN. */
  resource?: string
  /** Only pages after the first one. */
  laterPages?: boolean
  status: number
  code?: string
}

export interface CallRecord {
  action: string
  region: string
  /** 200, an error's status, or 0 for a dropped connection. */
  status: number
  /** Whose call it was; empty for a call without valid keys. */
  accountId: string
}

/** A call, and what AWS would answer. */
export interface SeenCall {
  /** As in `operations`. */
  key: string
  operation: Operation
  params: URLSearchParams
  isLaterPage: boolean
  answer: SentAnswer
}

export interface Sandbox {
  url: string
  /** The first account. */
  account: Account
  accounts: Account[]
  organization: Organization | undefined
  sts: Sts
  faults: Faults
  calls: CallRecord[]
  /** Puts another answer in the place of the right one; null leaves it as it is. */
  replace: ((call: SeenCall) => SentAnswer | null) | null
  stop(): Promise<void>
}

/** How often a call that hangs is looked at again. */
const HANG_LOOK_MS = 20

const calm: Faults = { latencyMs: 0, throttleRate: 0, errorRate: 0, dropRate: 0, hang: [], fail: [] }

/** Simulated accounts, and their organisation. */
export interface World {
  accounts: [Account, ...Account[]]
  organization?: Organization
}

/**
 * Starts simulated AWS accounts on the loopback address. It speaks the services' own wire protocols.
 * @param world one account, or several with their organisation.
 */
export async function startSandbox(world: Account | World, faults: Partial<Faults> = {}, port = 0): Promise<Sandbox> {
  const { accounts, organization = undefined } = "accounts" in world ? world : { accounts: [world] as [Account] }
  const sandbox: Sandbox = {
    ...{ url: "", account: accounts[0], accounts, organization },
    ...{ faults: { ...calm, ...faults }, calls: [], replace: null, stop: async () => {} },
    sts: new Sts(() => sandbox.accounts),
  }
  const random = seededRandom(7)
  const cache = new Map<string, SentAnswer>()
  const versions = () => sandbox.accounts.map(({ version }) => version).join()
  let cachedVersions = versions()

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      response.writeHead(500).end(`sandbox: ${error instanceof Error ? error.stack : error}`)
    })
  })

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request)
    if (request.url?.startsWith("/_sandbox/")) return control(sandbox, request, body, response)
    const signed = readAuthorization(request.headers.authorization)
    const isUnsignedSts = !signed && body.includes("Action=AssumeRoleWithWebIdentity")
    const service = signed?.service ?? (isUnsignedSts ? "sts" : "s3")
    const { latencyMs } = sandbox.faults
    if (latencyMs > 0) await new Promise((done) => setTimeout(done, latencyMs))
    const named = await nameOperation(service, request, body)
    const action = named?.operation.action ?? `${service}:Unknown`
    const accountId = signed ? (findIdentity(sandbox, signed.accessKeyId)?.account.accountId ?? "") : ""
    const record = (status: number) => sandbox.calls.push({ action, region: signed?.region ?? "", status, accountId })
    const findHang = () =>
      sandbox.faults.hang.find((one) => one.action === action && (!one.region || one.region === signed?.region))
    const forMs = findHang()?.forMs
    if (forMs !== undefined) await new Promise((done) => setTimeout(done, forMs))
    else if (findHang()) {
      record(0)
      // Until the fault is taken away, or the caller leaves.
      while (findHang()) {
        if (request.socket.destroyed) return
        await new Promise((done) => setTimeout(done, HANG_LOOK_MS))
      }
    }
    const failing = sandbox.faults.fail.find((one) => isMeant(one, action, signed?.region, named))
    const isCut = sandbox.faults.dropRate > 0 && random.chance(sandbox.faults.dropRate)
    if (failing?.status === 0 || isCut) {
      record(0)
      request.socket.destroy()
      return
    }
    const answer = failing
      ? toBytes(
          serialiseError(
            service,
            named?.protocol ?? protocolOf(service),
            new AwsError(failing.status, failing.code ?? "InternalError", "It failed."),
          ),
        )
      : replaced(named, await answerTo(request, body, signed, service, named))
    record(answer.status)
    response.writeHead(answer.status, { ...answer.headers, "content-length": answer.bytes.length }).end(answer.bytes)
  }

  function replaced(named: NamedCall | null, answer: SentAnswer): SentAnswer {
    if (!named || answer.status !== 200) return answer
    const isLaterPage = TOKENS.some((name) => named.params.has(name))
    return sandbox.replace?.({ ...named, isLaterPage, answer }) ?? answer
  }

  async function answerTo(
    request: IncomingMessage,
    body: Buffer,
    signed: Signed | null,
    service: string,
    named: NamedCall | null,
  ): Promise<SentAnswer> {
    try {
      const shared = { sts: sandbox.sts, organization: sandbox.organization }
      if (named?.operation.isOpen) {
        const nobody = { accessKeyId: "", secretAccessKey: "", arn: "", allow: [] }
        const open = { ...shared, account: sandbox.account, identity: nobody, region: "" }
        return await perform(service, named, { ...open, params: named.params, resource: "" })
      }
      const { account, identity } = authenticate(sandbox, request, body, signed, service)
      if (!named || !signed) throw new AwsError(400, "InvalidAction", "The action or operation requested is invalid.")
      authorise(identity, service, named.operation, signed.region)
      if (random.chance(sandbox.faults.throttleRate)) throw throttled(service)
      if (random.chance(sandbox.faults.errorRate))
        throw new AwsError(500, "InternalError", "An internal error has occurred")
      const call: Call = {
        ...{ ...shared, account, identity },
        region: signed.region,
        params: named.params,
        resource: named.resource,
      }
      return named.operation.isCacheable
        ? await cached(`${account.accountId} ${signed.region} ${named.key}/${named.resource}?${named.params}`, () =>
            perform(service, named, call),
          )
        : await perform(service, named, call)
    } catch (error) {
      if (error instanceof AwsError)
        return toBytes(serialiseError(service, named?.protocol ?? protocolOf(service), error))
      throw error
    }
  }

  async function cached(key: string, make: () => Promise<SentAnswer>): Promise<SentAnswer> {
    const now = versions()
    if (cachedVersions !== now) cache.clear()
    cachedVersions = now
    const answer = cache.get(key) ?? (await make())
    if (versions() === now) cache.set(key, answer)
    return answer
  }

  await new Promise<void>((done, fail) => server.once("error", fail).listen(port, "127.0.0.1", done))
  sandbox.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  sandbox.stop = () =>
    new Promise((done) => {
      server.close(() => done())
      server.closeAllConnections()
    })
  return sandbox
}

interface NamedCall {
  key: string
  protocol: string
  operation: Operation
  params: URLSearchParams
  resource: string
}

const TOKENS = [
  ...["NextToken", "Marker", "continuation-token", "PaginationToken", "nextToken", "NextMarker", "position"],
  ...["ExclusiveStartTableName", "ExclusiveStartDeliveryStreamName"],
]

function isMeant(one: Failing, action: string, region: string | undefined, named: NamedCall | null): boolean {
  if (one.action !== action || (one.region && one.region !== region)) return false
  if (one.resource && one.resource !== named?.resource) return false
  return !one.laterPages || TOKENS.some((name) => named?.params.has(name))
}

export interface SentAnswer extends Omit<WireAnswer, "body"> {
  bytes: Buffer
}

const toBytes = ({ body, ...answer }: WireAnswer): SentAnswer => ({ ...answer, bytes: Buffer.from(body) })

const perform = async (service: string, { operation, protocol }: NamedCall, call: Call) =>
  toBytes(serialise(service, protocol, operation.schema, await operation.answer(call)))

/** Finds the operation of a request among those that the sandbox knows by name, or else among those of types that are data. */
async function nameOperation(service: string, request: IncomingMessage, body: Buffer): Promise<NamedCall | null> {
  const known = nameKnown(service, request, body)
  if (known) return known
  for (const one of await operationsOfService(service)) {
    const read = readInput(one, request, body)
    if (!read) continue
    const operation: Operation = {
      ...{ action: one.action, schema: one.schema, isCacheable: true },
      answer: (call) => one.answer({ ...call, input: read }),
    }
    const params = fromJson(Buffer.from(JSON.stringify(read)))
    return { key: `${service}/${one.name}`, protocol: one.protocol, operation, params, resource: "" }
  }
  return null
}

/** By Action (query protocols), path (REST) or X-Amz-Target (JSON). */
function nameKnown(service: string, request: IncomingMessage, body: Buffer): NamedCall | null {
  const url = new URL(request.url ?? "/", "http://sandbox")
  const found = (key: string, params: URLSearchParams, resource = ""): NamedCall | null => {
    const operation = operations[key]
    return operation ? { key, protocol: protocolOf(service), operation, params, resource } : null
  }
  if (service === "s3") {
    const bucket = decodeURIComponent(url.pathname.slice(1).replace(/\/$/, ""))
    if (!bucket) return found("s3/ListBuckets", url.searchParams)
    return found(
      url.searchParams.has("location") ? "s3/GetBucketLocation" : "s3/GetBucketTagging",
      url.searchParams,
      bucket,
    )
  }
  if (service === "lambda" && !/event-source-mapping|\/layers/.test(url.pathname)) {
    const tagged = /^\/2017-03-31\/tags\/(.+)$/.exec(url.pathname)?.[1]
    return tagged
      ? found("lambda/ListTags", url.searchParams, decodeURIComponent(tagged))
      : found("lambda/ListFunctions", url.searchParams)
  }
  if (service === "tagging" || service === "organizations") {
    const target = String(request.headers["x-amz-target"] ?? "").split(".")[1]
    return found(`${service}/${target}`, fromJson(body))
  }
  if (service === "resource-explorer-2") {
    const { Filters: filters, ...asked } = JSON.parse(body.toString() || "{}")
    return found(`${service}/${url.pathname.slice(1)}`, fromJson(Buffer.from(JSON.stringify({ ...filters, ...asked }))))
  }
  const params = new URLSearchParams(body.toString())
  const key = `${service}/${params.get("Action")}`
  return found(service === "elasticloadbalancing" ? `${key}/${params.get("Version")}` : key, params)
}

/** Converts the members of a JSON body to parameters. A list becomes one parameter per item, all with its name. */
function fromJson(body: Buffer): URLSearchParams {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(JSON.parse(body.toString() || "{}")))
    for (const one of [value].flat()) params.append(name, String(one))
  return params
}

/** The identity that an access key belongs to: a user's, or a session's that STS opened. */
function findIdentity(
  { accounts, sts }: Sandbox,
  accessKeyId: string,
): { account: Account; identity: Identity } | null {
  const session = sts.sessions.get(accessKeyId)
  if (session) return session
  for (const account of accounts) {
    const identity = account.identities.find((one) => one.accessKeyId === accessKeyId)
    if (identity) return { account, identity }
  }
  return null
}

/** Regions that no account can switch off, where services are that have one region alone. */
const NEVER_OFF = ["us-east-1", "us-west-2"]

function authenticate(
  sandbox: Sandbox,
  request: IncomingMessage,
  body: Buffer,
  signed: Signed | null,
  service: string,
): { account: Account; identity: Identity } {
  if (!signed) throw new AwsError(403, "MissingAuthenticationToken", "Request is missing Authentication Token")
  const found = findIdentity(sandbox, signed.accessKeyId)
  const identity = found?.identity
  const isTokenRight = (identity?.sessionToken ?? undefined) === (request.headers["x-amz-security-token"] ?? undefined)
  const isEnabled = [...(found?.account.enabledRegions ?? []), ...NEVER_OFF].includes(signed.region)
  if (!found || !identity || !isTokenRight || !isEnabled) throw badCredentials(service, "unknown")
  if (!isSignatureRight(request, body, signed, identity.secretAccessKey)) throw badCredentials(service, "signature")
  const expiresAt = sandbox.sts.sessions.get(identity.accessKeyId)?.expiresAt ?? Number.POSITIVE_INFINITY
  if (identity.isExpired || expiresAt <= Date.now()) throw badCredentials(service, "expired")
  return found
}

function authorise(identity: Identity, service: string, { action }: Operation, region: string): void {
  const denial = identity.deny?.find((one) => one.action === action && (!one.region || one.region === region))
  const isAllowed = identity.allow.includes("*") || identity.allow.includes(action) || ALWAYS_ALLOWED.includes(action)
  if (denial || !isAllowed) throw denied(service, action, identity.arn, denial?.by)
}

/** No policy can deny the first; the second is decided by the role's trust. */
const ALWAYS_ALLOWED = ["sts:GetCallerIdentity", "sts:AssumeRole"]

/**
 * For tests and benchmarks in other processes: `GET /_sandbox/calls`, `DELETE /_sandbox/calls`,
 * `PATCH /_sandbox/faults`, `PUT /_sandbox/deny`, `POST /_sandbox/pass-time` with a seed, `PUT /_sandbox/role` with an
 * account and a role, which takes the place of one of the same name, `PUT /_sandbox/member` with an account's state.
 */
function control(sandbox: Sandbox, request: IncomingMessage, body: Buffer, response: ServerResponse): void {
  const what = `${request.method} ${request.url}`
  if (what === "DELETE /_sandbox/calls") sandbox.calls.length = 0
  if (what === "PATCH /_sandbox/faults") Object.assign(sandbox.faults, JSON.parse(body.toString()))
  if (what === "POST /_sandbox/pass-time")
    for (const account of sandbox.accounts) passTime(account, Number(body.toString()))
  if (what === "PUT /_sandbox/member") setState(sandbox, JSON.parse(body.toString()))
  if (what === "PUT /_sandbox/role") putRole(sandbox, JSON.parse(body.toString()))
  if (what === "PUT /_sandbox/deny")
    for (const identity of sandbox.account.identities) identity.deny = JSON.parse(body.toString())
  response
    .writeHead(200, { "content-type": "application/json" })
    .end(JSON.stringify(what.startsWith("GET") ? sandbox.calls : {}))
}

function putRole({ accounts }: Sandbox, { accountId, ...role }: Role & { accountId: string }): void {
  const account = accounts.find((one) => one.accountId === accountId)
  if (account) account.roles = [...account.roles.filter(({ name }) => name !== role.name), role]
}

function setState({ organization }: Sandbox, { accountId, state }: Pick<Member, "accountId" | "state">): void {
  const member = organization?.members.find((one) => one.accountId === accountId)
  if (member) member.state = state
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
