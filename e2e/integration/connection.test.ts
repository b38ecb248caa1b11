import { inspect } from "node:util"
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"
import { credentialsSchema } from "@/lib/aws/credentials"
import type { Db } from "@/lib/db/client"
import { AppError } from "@/lib/errors"
import { testConnection } from "@/lib/scans/test-connection"
import { MINIMAL_POLICY } from "../sandbox/account"
import { generateAccount, SANDBOX_KEYS } from "../sandbox/generate"
import { type Sandbox, startSandbox } from "../sandbox/server"
import { contextOf, testConfig } from "../support/context"
import { KEYS } from "../support/scanning"
import { findSecrets, TEST_SECRETS } from "../support/secrets"

const none = { ec2: 0, rds: 0, lambda: 0, elb: 0, vpc: 0 }
let sandbox: Sandbox
// A connection test does not use the database.
const ctx = contextOf({} as Db, testConfig("postgresql://nobody@127.0.0.1:9/none"))

beforeAll(async () => {
  sandbox = await startSandbox(
    generateAccount({ seed: 1, regions: { "us-east-1": none, "eu-west-1": none }, buckets: 0 }),
  )
})
afterAll(() => sandbox.stop())
beforeEach(() => {
  ctx.config.aws.endpoint = sandbox.url
  sandbox.account.identities = [
    { ...SANDBOX_KEYS, arn: "arn:aws:iam::123456789012:user/aws-connect", allow: MINIMAL_POLICY },
  ]
})

const attempt = (keys: Record<string, unknown> = {}) =>
  testConnection(ctx, credentialsSchema.parse({ ...KEYS, ...keys }))

test("valid keys give the account and only its enabled regions", async () => {
  expect(await attempt()).toEqual({
    accountId: "123456789012",
    region: "us-east-1",
    regions: ["eu-west-1", "us-east-1"],
    warnings: [],
  })
})

test("a denied ec2:DescribeRegions is still a success, with a warning that names the action", async () => {
  sandbox.account.identities = [{ ...SANDBOX_KEYS, arn: "arn:aws:iam::123456789012:user/poor", allow: [] }]
  const connection = await attempt({ region: "eu-west-1" })
  expect(connection.regions).toEqual(["eu-west-1"])
  expect(connection.warnings[0]).toContain("ec2:DescribeRegions")
})

test("an unknown key is refused with AWS's own code", async () => {
  await expect(attempt({ aws_access_key_id: "AKIAUNKNOWNUNKNOWN00" })).rejects.toMatchObject({
    status: 400,
    message: expect.stringMatching(/^Failed to connect to AWS: InvalidClientTokenId/),
  })
})

test("a wrong secret is refused with SignatureDoesNotMatch", async () => {
  await expect(attempt({ aws_secret_access_key: TEST_SECRETS.wrongSecretKey })).rejects.toMatchObject({
    status: 400,
    message: expect.stringMatching(/^Failed to connect to AWS: SignatureDoesNotMatch/),
  })
})

test("a temporary key works with its token, and is refused with ExpiredToken after it has expired", async () => {
  const temporary = {
    ...SANDBOX_KEYS,
    accessKeyId: "ASIAIOSFODNN7EXAMPLE",
    sessionToken: TEST_SECRETS.sessionToken,
    arn: "arn:aws:sts::123456789012:assumed-role/r/s",
    allow: ["*"],
  }
  const keys = { aws_access_key_id: "ASIAIOSFODNN7EXAMPLE", aws_session_token: TEST_SECRETS.sessionToken }
  sandbox.account.identities = [temporary]
  expect((await attempt(keys)).accountId).toBe("123456789012")
  sandbox.account.identities = [{ ...temporary, isExpired: true }]
  await expect(attempt(keys)).rejects.toMatchObject({
    status: 400,
    message: expect.stringMatching(/^Failed to connect to AWS: ExpiredToken/),
  })
})

test("an unreachable AWS is a 502", async () => {
  ctx.config.aws.endpoint = "http://127.0.0.1:9"
  await expect(attempt()).rejects.toMatchObject({
    status: 502,
    message: expect.stringMatching(/^Failed to connect to AWS: ECONNREFUSED/),
  })
})

test("no failure contains the keys, in its message, its stack or its causes", async () => {
  const failureOf = (keys: Record<string, unknown>) =>
    attempt(keys).then(
      () => null,
      (error: unknown) => error,
    )
  const temporary = { aws_access_key_id: "ASIAUNKNOWNUNKNOWN00", aws_session_token: TEST_SECRETS.sessionToken }
  const failures = [await failureOf({ aws_secret_access_key: TEST_SECRETS.wrongSecretKey }), await failureOf(temporary)]
  ctx.config.aws.endpoint = "http://127.0.0.1:9"
  failures.push(await failureOf(temporary))
  for (const failure of failures) {
    expect(failure).toBeInstanceOf(AppError)
    // This prints causes and hidden properties too, at any depth.
    const text = inspect(failure, { depth: null, showHidden: true, maxArrayLength: null, maxStringLength: null })
    expect(text).toContain("Failed to connect to AWS")
    expect(findSecrets(text)).toEqual([])
  }
})
