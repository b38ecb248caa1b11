import { UnreadableAnswer } from "@/lib/aws/read/unreadable"

/** What went wrong at AWS, in our own words: the SDK's raw text is never shown. */
export interface AwsFailure {
  kind:
    | "credentials"
    | "denied"
    | "account"
    | "region"
    | "throttled"
    | "unreachable"
    | "unreadable"
    | "fault"
    | "cancelled"
  /** AWS's code (`AccessDenied`, `ExpiredToken`, …) or the network's (`ECONNREFUSED`, `Timeout`). */
  code: string
  message: string
  /** The IAM action to allow, such as `rds:DescribeDBInstances`; null if a policy statement would not help. */
  missingPermission: string | null
  /** What denies the call, as far as AWS says. */
  deniedBy?: DeniedBy | undefined
}

export type DeniedBy = "policy" | "boundary" | "organisation" | "session" | "endpoint"

/** Whether AWS refused these credentials as such; otherwise it could not be reached, or failed. For the first calls. */
export const isRefusal = (kind: AwsFailure["kind"]): boolean =>
  kind === "credentials" || kind === "denied" || kind === "account"

/** The names that Node and OpenSSL give: ECONNREFUSED, ENOTFOUND, UNABLE_TO_VERIFY_LEAF_SIGNATURE, … */
const NETWORK_CODE = /^(E[A-Z_]{3,}|[A-Z_]*CERT[A-Z_]*|UNABLE_TO_[A-Z_]+)$/

const UNKNOWN_KEY =
  "AWS does not know this access key, or this region is not enabled for its account. " +
  "Check that you copied the whole key and that it is still active."
const WRONG_SECRET = "The secret access key does not belong to this access key ID. Copy it again."
const EXPIRED = "The temporary credentials have expired. Get new ones."
const ASSUME = "sts:AssumeRole"
/** STS says no more than that: it does not tell a role that is missing from one that trusts somebody else. */
const NOT_TRUSTED =
  "The role did not let this server in. Check that it exists, that its trust policy names this server's identity and " +
  "this connection's external id, and that this identity may call sts:AssumeRole."
const TOO_LONG =
  "AWS did not accept the request to assume the role. Often the session is longer than the role allows: raise the " +
  "role's maximum session duration, or lower duration_seconds. Check the role's ARN, too."

const CHAINED =
  "Keys of a role can assume another role for an hour at most. Set duration_seconds to 3600 or less, or assume the role " +
  "with long-lived keys."
const CLOCK = "AWS did not accept the time of this request. Check the clock of this machine."
/** Signature Version 4 errors whose code does not tell the clock from the key (IAM User Guide, "Troubleshoot SigV4"). */
const CLOCK_MESSAGE = /signature (has )?(expired|not yet current)|request time|too skewed/i
const NOT_VALID_THERE =
  "These temporary credentials are not valid in the bucket's region. It is probably not enabled for the account: enable " +
  "it, or use long-lived keys."

const refusals = new Map([
  ["UnrecognizedClientException", UNKNOWN_KEY],
  ["InvalidClientTokenId", UNKNOWN_KEY],
  ["InvalidAccessKeyId", UNKNOWN_KEY],
  ["AuthFailure", UNKNOWN_KEY],
  ["SignatureDoesNotMatch", WRONG_SECRET],
  ["InvalidSignatureException", WRONG_SECRET],
  ["ExpiredToken", EXPIRED],
  ["ExpiredTokenException", EXPIRED],
  ["RequestExpired", CLOCK],
  ["RequestTimeTooSkewed", CLOCK],
  ["RequestInTheFuture", CLOCK],
  ["CredentialsProviderError", "This machine has no AWS credentials of its own, or they have expired."],
  ["OtherAccount", "The connection now leads to another account than the one that is scanned. Start the scan again."],
  ["OptInRequired", "This account has not signed up for the service or the region."],
])

/** Said by this server before any region was asked. */
const withoutAws = new Set(["CredentialsProviderError", "OtherAccount"])

const denials = new Set([
  "AccessDenied",
  "AccessDeniedException",
  "UnauthorizedOperation",
  "UnauthorizedAccess",
  "AuthorizationError",
  "AuthorizationErrorException",
  "InsufficientPrivilegesException",
])

/** Codes that refuse the whole account (S3 API Reference, "Error responses"): no IAM policy changes them. */
const accountProblems = new Set([
  "NotSignedUp",
  "AccountProblem",
  "AllAccessDisabled",
  "InvalidPayer",
  "SubscriptionRequiredException",
  "UserSuspended",
])

const throttles = new Set([
  "RequestLimitExceeded",
  "Throttling",
  "ThrottlingException",
  "ThrottledException",
  "TooManyRequestsException",
  "SlowDown",
  "RequestThrottled",
  "RequestThrottledException",
])

/**
 * Classifies an error that the SDK threw.
 * @param action the IAM action that the call needs, in case AWS's message does not name it.
 */
export function toAwsFailure(error: unknown, action: string | null = null): AwsFailure {
  if (error instanceof UnreadableAnswer) return unreadable(error)
  const { name, message, status, networkCode } = facts(error)
  const other = { code: name, missingPermission: null }
  const refusal = refusalOf(name, message, action)
  if (refusal) return { kind: "credentials", ...other, message: refusal }
  if (isDenial(name, message, status)) return denial(deniedAction(message) ?? action, message)
  if (accountProblems.has(name)) return { kind: "account", ...other, message: accountMessage(name) }
  if (name === "InvalidToken") return { kind: "region", ...other, message: NOT_VALID_THERE }
  if (isThrottle(name)) {
    return { kind: "throttled", ...other, message: "AWS kept throttling the calls. Try again later." }
  }
  if (name === "AbortError") {
    return { kind: "cancelled", code: "Cancelled", message: "The scan was cancelled.", missingPermission: null }
  }
  if (name === "TimeoutError" || networkCode) return unreachable(networkCode ?? "Timeout")
  return { kind: "fault", ...other, message: `AWS answered with an error (${name}).` }
}

function refusalOf(name: string, message: string, action: string | null): string | undefined {
  if (action === ASSUME && name === "ValidationError") return /role chaining/i.test(message) ? CHAINED : TOO_LONG
  const refusal = refusals.get(name)
  return refusal && CLOCK_MESSAGE.test(message) ? CLOCK : refusal
}

/** Whether a code means that the account makes too many calls. */
export const isThrottle = (code: string): boolean => throttles.has(code)

/**
 * Classifies the failure of a slice. Its scan has already connected, so a region that does not know the key is a region
 * that is not enabled (IAM User Guide, "Managing AWS STS in an AWS Region").
 */
export function toSliceFailure(error: unknown, action: string, isHomeRegion: boolean): AwsFailure {
  const failure = toAwsFailure(error, action)
  const isUnknownKey = isKeyRefused(failure) && !isExpiry(failure)
  if (failure.code !== "OptInRequired" && (!isUnknownKey || isHomeRegion)) return failure
  const message = "This region is not enabled for the account. Enable it, or leave it out of the scan."
  return { kind: "region", code: "RegionNotEnabled", message, missingPermission: null }
}

/** Whether AWS refused the keys themselves: they were taken back, or have expired. */
export const isKeyRefused = ({ kind, message, code }: AwsFailure): boolean =>
  kind === "credentials" && message !== CLOCK && !withoutAws.has(code)

/** Whether the credentials have expired: then no other call can succeed either. */
export const isExpiry = ({ code }: AwsFailure): boolean => code.includes("Expired")

function isDenial(name: string, message: string, status: number | undefined): boolean {
  if (denials.has(name)) return true
  return status === 403 && deniedAction(message) !== undefined
}

/** SNS writes its own name in capitals. */
function deniedAction(message: string): string | undefined {
  const [, service = "", operation = ""] = /not authorized to perform:? ([a-z0-9-]+):([a-z0-9]+)/i.exec(message) ?? []
  return service ? `${service.toLowerCase()}:${operation}` : undefined
}

const accountMessage = (code: string) =>
  `AWS does not let this account use the service (${code}). Check the account's sign-up and billing in the AWS console.`

/** What to say of an answer that is not AWS's. */
export const unreadable = ({ name, explanation }: UnreadableAnswer): AwsFailure => ({
  kind: "unreadable",
  code: name,
  message: explanation,
  missingPermission: null,
})

function unreachable(code: string): AwsFailure {
  const message = `AWS could not be reached (${code}). Check the network and the region.`
  return { kind: "unreachable", code, message, missingPermission: null }
}

/** All denials get the same code: EC2 sends UnauthorizedOperation, and Lambda AccessDeniedException. */
function denial(action: string | null, raw: string): AwsFailure {
  const denied = { kind: "denied", code: "AccessDenied" } as const
  if (action === ASSUME) return { ...denied, message: NOT_TRUSTED, missingPermission: action }
  if (!action) return { ...denied, message: "AWS denied the call.", missingPermission: null }
  const explicit = /explicit deny in an? ([a-z -]+policy|permissions boundary)/i.exec(raw)?.[1]
  if (explicit) {
    // An explicit deny overrides every allow, so no statement in the identity's own policy helps.
    const message = `A ${explicit} denies ${action} explicitly. Ask its administrator to allow the call.`
    return { ...denied, message, missingPermission: null, deniedBy: deniedBy(explicit) }
  }
  const silent = /because no ([a-z -]+policy|permissions boundary) allows/i.exec(raw)?.[1]
  const source = silent ? deniedBy(silent) : "policy"
  if (source === "policy") {
    const message = `This identity may not call ${action}.`
    return { ...denied, message, missingPermission: action, deniedBy: source }
  }
  const message = `No ${silent} allows ${action}. Ask its administrator to allow the call.`
  // No statement in a policy of the identity opens an endpoint.
  return { ...denied, message, missingPermission: source === "endpoint" ? null : action, deniedBy: source }
}

/** AWS's name for a kind of policy, in our words (IAM User Guide, "Troubleshoot access denied error messages"). */
function deniedBy(name: string): DeniedBy {
  if (/boundary/i.test(name)) return "boundary"
  if (/service control|resource control/i.test(name)) return "organisation"
  if (/endpoint/i.test(name)) return "endpoint"
  return /session/i.test(name) ? "session" : "policy"
}

function facts(error: unknown) {
  const raw = error as {
    name?: unknown
    message?: unknown
    code?: unknown
    $metadata?: { httpStatusCode?: number }
  } | null
  const code = typeof raw?.code === "string" ? raw.code : ""
  return {
    name: typeof raw?.name === "string" ? raw.name : "UnknownError",
    message: typeof raw?.message === "string" ? raw.message : "",
    status: raw?.$metadata?.httpStatusCode,
    networkCode: raw?.$metadata?.httpStatusCode === undefined && NETWORK_CODE.test(code) ? code : undefined,
  }
}
