/** What went wrong at AWS, in words of our own: the SDK's raw text is never shown. */
export interface AwsFailure {
  kind: "credentials" | "denied" | "region" | "throttled" | "unreachable" | "fault" | "cancelled"
  /** AWS's own code (`AccessDenied`, `ExpiredToken`, …) or the network's (`ECONNREFUSED`, `Timeout`). */
  code: string
  message: string
  /** The IAM action that would mend it, such as `rds:DescribeDBInstances`; null where a policy statement would not. */
  missingPermission: string | null
}

/** Node's and OpenSSL's names: ECONNREFUSED, ENOTFOUND, SELF_SIGNED_CERT_IN_CHAIN, UNABLE_TO_VERIFY_LEAF_SIGNATURE, … */
const NETWORK_CODE = /^(E[A-Z_]{3,}|[A-Z_]*CERT[A-Z_]*|UNABLE_TO_[A-Z_]+)$/
const UNKNOWN_KEY =
  "AWS does not know this access key, or this region is not enabled for its account. Check that the key was copied whole and is still active."

const refusals = new Map([
  ["UnrecognizedClientException", UNKNOWN_KEY],
  ["InvalidClientTokenId", UNKNOWN_KEY],
  ["InvalidAccessKeyId", UNKNOWN_KEY],
  ["AuthFailure", UNKNOWN_KEY],
  ["SignatureDoesNotMatch", "The secret access key does not belong to this access key ID. Copy it once more."],
  ["InvalidSignatureException", "The secret access key does not belong to this access key ID. Copy it once more."],
  ["ExpiredToken", "The temporary credentials have expired. Get new ones."],
  ["ExpiredTokenException", "The temporary credentials have expired. Get new ones."],
  ["RequestExpired", "The request was too old for AWS. Check this machine's clock."],
  ["OptInRequired", "This account is not signed up for the service or region."],
])

const denials = new Set([
  "AccessDenied",
  "AccessDeniedException",
  "UnauthorizedOperation",
  "UnauthorizedAccess",
  "AuthorizationError",
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
 * Sorts an error thrown by the SDK.
 * @param action the IAM action that was being used, named when AWS's message does not name one.
 */
export function toAwsFailure(error: unknown, action: string | null = null): AwsFailure {
  const { name, message, status, networkCode } = facts(error)
  const refusal = refusals.get(name)
  if (refusal) return { kind: "credentials", code: name, message: refusal, missingPermission: null }
  if (denials.has(name) || (status === 403 && !refusal && name !== "TimeoutError")) {
    return denial(/not authorized to perform:? ([a-z0-9-]+:[A-Za-z]+)/.exec(message)?.[1] ?? action, message)
  }
  if (throttles.has(name)) {
    return {
      kind: "throttled",
      code: name,
      message: "AWS kept asking us to slow down. Try again later.",
      missingPermission: null,
    }
  }
  if (name === "AbortError")
    return { kind: "cancelled", code: "Cancelled", message: "The scan was cancelled.", missingPermission: null }
  if (name === "TimeoutError" || networkCode) {
    const code = networkCode ?? "Timeout"
    return {
      kind: "unreachable",
      code,
      message: `AWS could not be reached (${code}). Check the network and the region.`,
      missingPermission: null,
    }
  }
  return { kind: "fault", code: name, message: `AWS answered with an error (${name}).`, missingPermission: null }
}

/**
 * The failure of a slice, whose scan has connected before: a key that is unknown here is one that this region does not know, since regions
 * that are not enabled answer so (IAM User Guide, "Managing AWS STS in an AWS Region").
 */
export function toSliceFailure(error: unknown, action: string, isHomeRegion: boolean): AwsFailure {
  const failure = toAwsFailure(error, action)
  const isUnknownKey = failure.kind === "credentials" && !failure.code.includes("Expired")
  if (failure.code !== "OptInRequired" && (!isUnknownKey || isHomeRegion)) return failure
  const message = "This region is not enabled for the account. Enable it, or leave it out of the scan."
  return { kind: "region", code: "RegionNotEnabled", message, missingPermission: null }
}

/** One name for one thing: EC2 says UnauthorizedOperation, Lambda AccessDeniedException. */
function denial(action: string | null, raw: string): AwsFailure {
  const denied = { kind: "denied", code: "AccessDenied" } as const
  if (!action) return { ...denied, message: "AWS denied the call.", missingPermission: null }
  const policy = /explicit deny in an? ([a-z -]+policy|permissions boundary)/i.exec(raw)?.[1]
  if (!policy) return { ...denied, message: `This identity may not call ${action}.`, missingPermission: action }
  // An explicit deny wins over any allow: no statement in the identity's own policy mends it.
  return {
    ...denied,
    message: `A ${policy} denies ${action} explicitly. Ask whoever administers it to allow the call.`,
    missingPermission: null,
  }
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
