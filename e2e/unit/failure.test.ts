import { describe, expect, test } from "vitest"
import { toAwsFailure, toSliceFailure } from "@/lib/aws/failure"

const sdkError = (name: string, message = "", httpStatusCode = 400) =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode } })

describe("classifying AWS errors", () => {
  test.each([
    [
      "UnauthorizedOperation",
      "You are not authorized to perform this operation. User: arn:aws:iam::1:user/x is not authorized to perform: ec2:DescribeInstances because …",
      "ec2:DescribeInstances",
    ],
    [
      "AccessDeniedException",
      "User: arn:aws:iam::1:user/x is not authorized to perform: lambda:ListFunctions on resource: *",
      "lambda:ListFunctions",
    ],
    [
      "AccessDeniedException",
      "User: arn:aws:iam::1:user/x is not authorized to perform: kafka:ListClustersV2 because …",
      "kafka:ListClustersV2",
    ],
    ["AccessDenied", "Access Denied", "s3:ListAllMyBuckets"],
  ])("%s is a denial that names the action", (name, message, action) => {
    expect(toAwsFailure(sdkError(name, message, 403), "s3:ListAllMyBuckets")).toEqual({
      kind: "denied",
      code: "AccessDenied",
      message: `This identity may not call ${action}.`,
      missingPermission: action,
      deniedBy: "policy",
    })
  })

  test.each([
    "UnrecognizedClientException",
    "InvalidClientTokenId",
    "SignatureDoesNotMatch",
    "ExpiredToken",
    "AuthFailure",
  ])("%s is a credentials error", (name) => {
    expect(toAwsFailure(sdkError(name, "", 403))).toMatchObject({
      kind: "credentials",
      code: name,
      missingPermission: null,
    })
  })

  test.each(["RequestLimitExceeded", "ThrottlingException", "TooManyRequestsException", "SlowDown"])(
    "%s is throttling",
    (name) => {
      expect(toAwsFailure(sdkError(name, "", 503)).kind).toBe("throttled")
    },
  )

  test.each([
    [Object.assign(new Error("connect ECONNREFUSED"), { name: "Error", code: "ECONNREFUSED" }), "ECONNREFUSED"],
    [Object.assign(new Error("socket timed out"), { name: "TimeoutError" }), "Timeout"],
    [
      Object.assign(new Error("self-signed certificate"), { name: "Error", code: "SELF_SIGNED_CERT_IN_CHAIN" }),
      "SELF_SIGNED_CERT_IN_CHAIN",
    ],
    [
      Object.assign(new Error("unable to verify"), { name: "Error", code: "UNABLE_TO_VERIFY_LEAF_SIGNATURE" }),
      "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    ],
  ])("a network failure counts as unreachable and keeps its code", (error, code) => {
    expect(toAwsFailure(error)).toMatchObject({ kind: "unreachable", code })
  })

  test("an explicit deny names no missing permission, because no policy of the identity can help", () => {
    const message =
      "User: x is not authorized to perform: rds:DescribeDBInstances with an explicit deny in a service control policy"
    expect(toAwsFailure(sdkError("AccessDenied", message, 403))).toEqual({
      kind: "denied",
      code: "AccessDenied",
      message:
        "A service control policy denies rds:DescribeDBInstances explicitly. Ask its administrator to allow the call.",
      missingPermission: null,
      deniedBy: "organisation",
    })
  })

  test.each([
    ["because no permissions boundary allows the rds:DescribeDBInstances action", "boundary"],
    ["with an explicit deny in a permissions boundary", "boundary"],
    ["because no session policy allows the rds:DescribeDBInstances action", "session"],
    ["because no service control policy allows the rds:DescribeDBInstances action", "organisation"],
    ["with an explicit deny in an identity-based policy", "policy"],
    ["because no identity-based policy allows the rds:DescribeDBInstances action", "policy"],
  ])("AWS's words %s name what denies", (why, deniedBy) => {
    const message = `User: x is not authorized to perform: rds:DescribeDBInstances ${why}`
    expect(toAwsFailure(sdkError("AccessDenied", message, 403)).deniedBy).toBe(deniedBy)
  })

  test("a key that is unknown only outside the home region means that the region is not enabled", () => {
    const unknown = sdkError("AuthFailure", "", 401)
    expect(toSliceFailure(unknown, "ec2:DescribeVpcs", false)).toMatchObject({
      kind: "region",
      code: "RegionNotEnabled",
    })
    expect(toSliceFailure(unknown, "ec2:DescribeVpcs", true)).toMatchObject({
      kind: "credentials",
      code: "AuthFailure",
    })
    expect(toSliceFailure(sdkError("ExpiredToken"), "ec2:DescribeVpcs", false)).toMatchObject({
      kind: "credentials",
      code: "ExpiredToken",
    })
  })

  test.each(["NotSignedUp", "AccountProblem", "AllAccessDisabled"])(
    "%s is an account problem that no policy solves",
    (name) => {
      expect(toAwsFailure(sdkError(name, "", 403), "s3:ListAllMyBuckets")).toMatchObject({
        kind: "account",
        code: name,
        missingPermission: null,
      })
    },
  )

  test("a 403 that says nothing of permissions is AWS's fault", () => {
    expect(toAwsFailure(sdkError("InvalidObjectState", "Archived", 403), "s3:GetBucketTagging")).toMatchObject({
      kind: "fault",
      missingPermission: null,
    })
  })

  test("any other error is AWS's fault, and its raw text is not shown", () => {
    const failure = toAwsFailure(sdkError("InternalError", "secret details AKIA…", 500))
    expect(failure).toEqual({
      kind: "fault",
      code: "InternalError",
      message: "AWS answered with an error (InternalError).",
      missingPermission: null,
    })
    expect(toAwsFailure(null).kind).toBe("fault")
  })
})

describe("right refusals in the right words", () => {
  test("an endpoint's policy is not the identity's", () => {
    const message =
      "User: x is not authorized to perform: s3:ListAllMyBuckets because no VPC endpoint policy allows the s3:ListAllMyBuckets action"
    expect(toAwsFailure(sdkError("AccessDenied", message, 403))).toMatchObject({
      message: "No VPC endpoint policy allows s3:ListAllMyBuckets. Ask its administrator to allow the call.",
      missingPermission: null,
      deniedBy: "endpoint",
    })
  })

  test.each([
    ["InvalidSignatureException", "Signature expired: 20261130T070000Z is now earlier than 20261130T071500Z"],
    ["SignatureDoesNotMatch", "Signature not yet current: 20261130T080000Z is still later than 20261130T071500Z"],
    ["RequestTimeTooSkewed", "The difference between the request time and the current time is too large."],
    ["RequestInTheFuture", ""],
    ["AuthFailure", "AWS was not able to validate the provided access credentials. Request time too skewed."],
  ])("%s of a clock is called one", (name, message) => {
    const failure = toSliceFailure(sdkError(name, message, 403), "ec2:DescribeVpcs", false)
    expect(failure).toMatchObject({ code: name, message: expect.stringContaining("clock of this machine") })
  })

  test("temporary keys that a bucket's region does not know", () => {
    expect(toAwsFailure(sdkError("InvalidToken", "The provided token is malformed", 400))).toMatchObject({
      kind: "region",
      message: expect.stringContaining("not enabled for the account"),
    })
  })

  test("a session of an hour at most, from a role's keys", () => {
    const message = "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining"
    const of = (text: string) => toAwsFailure(sdkError("ValidationError", text, 400), "sts:AssumeRole").message
    expect(of(message)).toContain("for an hour at most")
    expect(of("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")).toContain("maximum")
  })
})
