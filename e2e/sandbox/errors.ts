/** An error response of AWS. */
export class AwsError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly extra: Record<string, string> = {},
  ) {
    super(message)
  }
}

/** Each service has its own error code and message for a denied call. */
export function denied(service: string, action: string, arn: string, by?: string): AwsError {
  const why = by ? `with an explicit deny in a ${by}` : `because no identity-based policy allows the ${action} action`
  const message = `User: ${arn} is not authorized to perform: ${action} ${why}`
  if (service === "ec2")
    return new AwsError(403, "UnauthorizedOperation", `You are not authorized to perform this operation. ${message}`)
  if (service === "lambda" || service === "tagging" || service === "organizations")
    return new AwsError(service === "lambda" ? 403 : 400, "AccessDeniedException", message)
  return new AwsError(403, "AccessDenied", message)
}

export function badCredentials(service: string, reason: "unknown" | "signature" | "expired"): AwsError {
  if (reason === "expired") {
    const code = service === "lambda" ? "ExpiredTokenException" : service === "ec2" ? "RequestExpired" : "ExpiredToken"
    return new AwsError(service === "s3" ? 400 : 403, code, "The security token included in the request is expired")
  }
  if (reason === "unknown") {
    const codes: Record<string, string> = {
      ec2: "AuthFailure",
      s3: "InvalidAccessKeyId",
      lambda: "UnrecognizedClientException",
    }
    return new AwsError(
      service === "ec2" ? 401 : 403,
      codes[service] ?? "InvalidClientTokenId",
      "The security token included in the request is invalid.",
    )
  }
  const codes: Record<string, string> = { ec2: "AuthFailure", lambda: "InvalidSignatureException" }
  const message = "The request signature we calculated does not match the signature you provided."
  return new AwsError(service === "ec2" ? 401 : 403, codes[service] ?? "SignatureDoesNotMatch", message)
}

export function throttled(service: string): AwsError {
  if (service === "ec2") return new AwsError(503, "RequestLimitExceeded", "Request limit exceeded.")
  if (service === "lambda") return new AwsError(429, "TooManyRequestsException", "Rate exceeded")
  if (service === "s3") return new AwsError(503, "SlowDown", "Please reduce your request rate.")
  return new AwsError(400, "Throttling", "Rate exceeded")
}
