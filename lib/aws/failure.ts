/** What went wrong at AWS, in words of our own: the SDK's raw text is never shown. */
export interface AwsFailure {
  kind: "credentials" | "denied" | "throttled" | "unreachable" | "fault" | "cancelled"
  /** AWS's own code (`AccessDenied`, `ExpiredToken`, …) or the network's (`ECONNREFUSED`, `Timeout`). */
  code: string
  message: string
  /** The IAM action that would mend it, such as `rds:DescribeDBInstances`. */
  missingPermission: string | null
}

const refusals = new Map([
  ["UnrecognizedClientException", "AWS does not know this access key. Check that it was copied whole and is still active."],
  ["InvalidClientTokenId", "AWS does not know this access key. Check that it was copied whole and is still active."],
  ["InvalidAccessKeyId", "AWS does not know this access key. Check that it was copied whole and is still active."],
  ["AuthFailure", "AWS does not know this access key. Check that it was copied whole and is still active."],
  ["SignatureDoesNotMatch", "The secret access key does not belong to this access key ID. Copy it once more."],
  ["InvalidSignatureException", "The secret access key does not belong to this access key ID. Copy it once more."],
  ["ExpiredToken", "The temporary credentials have expired. Get new ones."],
  ["ExpiredTokenException", "The temporary credentials have expired. Get new ones."],
  ["RequestExpired", "The request was too old for AWS. Check this machine's clock."],
  ["OptInRequired", "This account is not signed up for the service or region."],
])

const denials = new Set(["AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "UnauthorizedAccess", "AuthorizationError"])

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

const networkCodes = new Set(["ECONNREFUSED", "ECONNRESET", "ENOTFOUND", "EAI_AGAIN", "ETIMEDOUT", "EPIPE", "EHOSTUNREACH", "ENETUNREACH"])

/**
 * Sorts an error thrown by the SDK.
 * @param action the IAM action that was being used, named when AWS's message does not name one.
 */
export function toAwsFailure(error: unknown, action: string | null = null): AwsFailure {
  const { name, message, status, networkCode } = facts(error)
  const refusal = refusals.get(name)
  if (refusal) return { kind: "credentials", code: name, message: refusal, missingPermission: null }
  if (denials.has(name) || (status === 403 && !refusal && name !== "TimeoutError")) {
    const missing = /not authorized to perform:? ([a-z0-9-]+:[A-Za-z]+)/.exec(message)?.[1] ?? action
    const denied = missing ? `This identity may not call ${missing}.` : "AWS denied the call."
    // One name for one thing: EC2 says UnauthorizedOperation, Lambda AccessDeniedException.
    return { kind: "denied", code: "AccessDenied", message: denied, missingPermission: missing }
  }
  if (throttles.has(name)) {
    return { kind: "throttled", code: name, message: "AWS kept asking us to slow down. Try again later.", missingPermission: null }
  }
  if (name === "AbortError") return { kind: "cancelled", code: "Cancelled", message: "The scan was cancelled.", missingPermission: null }
  if (name === "TimeoutError" || networkCode) {
    const code = networkCode ?? "Timeout"
    return { kind: "unreachable", code, message: `AWS could not be reached (${code}). Check the network and the region.`, missingPermission: null }
  }
  return { kind: "fault", code: name, message: `AWS answered with an error (${name}).`, missingPermission: null }
}

function facts(error: unknown) {
  const raw = error as { name?: unknown; message?: unknown; code?: unknown; $metadata?: { httpStatusCode?: number } } | null
  const code = typeof raw?.code === "string" ? raw.code : ""
  return {
    name: typeof raw?.name === "string" ? raw.name : "UnknownError",
    message: typeof raw?.message === "string" ? raw.message : "",
    status: raw?.$metadata?.httpStatusCode,
    networkCode: networkCodes.has(code) ? code : undefined,
  }
}
