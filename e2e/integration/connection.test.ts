import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"
import { credentialsSchema } from "@/lib/aws/credentials"
import type { Db } from "@/lib/db/client"
import { testConnection } from "@/lib/scans/test-connection"
import { MINIMAL_POLICY } from "../sandbox/account"
import { generateAccount, SANDBOX_KEYS } from "../sandbox/generate"
import { type Sandbox, startSandbox } from "../sandbox/server"
import { contextOf, testConfig } from "../support/context"
import { KEYS } from "../support/scanning"
import { TEST_SECRETS } from "../support/secrets"

const none = { ec2: 0, rds: 0, lambda: 0, elb: 0, vpc: 0 }
let sandbox: Sandbox
// Testing a connection asks no database.
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

test("right keys give the account and its enabled regions, not those it opted out of", async () => {
  expect(await attempt()).toEqual({
    accountId: "123456789012",
    region: "us-east-1",
    regions: ["eu-west-1", "us-east-1"],
    warnings: [],
  })
})

test("a denied ec2:DescribeRegions is still a success, with a warning that names it", async () => {
  sandbox.account.identities = [{ ...SANDBOX_KEYS, arn: "arn:aws:iam::123456789012:user/poor", allow: [] }]
  const connection = await attempt({ region: "eu-west-1" })
  expect(connection.regions).toEqual(["eu-west-1"])
  expect(connection.warnings[0]).toContain("ec2:DescribeRegions")
})

test("an unknown key is refused by AWS's own code", async () => {
  await expect(attempt({ aws_access_key_id: "AKIAUNKNOWNUNKNOWN00" })).rejects.toMatchObject({
    status: 400,
    message: expect.stringMatching(/^Failed to connect to AWS: InvalidClientTokenId/),
  })
})

test("a wrong secret is a wrong signature", async () => {
  await expect(attempt({ aws_secret_access_key: TEST_SECRETS.wrongSecretKey })).rejects.toMatchObject({
    status: 400,
    message: expect.stringMatching(/^Failed to connect to AWS: SignatureDoesNotMatch/),
  })
})

test("a temporary key works with its token, and is told when it has expired", async () => {
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

test("an AWS that cannot be reached is a 502", async () => {
  ctx.config.aws.endpoint = "http://127.0.0.1:9"
  await expect(attempt()).rejects.toMatchObject({
    status: 502,
    message: expect.stringMatching(/^Failed to connect to AWS: ECONNREFUSED/),
  })
})

test("no failure carries the keys, in its message or its causes", async () => {
  const failure = await attempt({ aws_secret_access_key: TEST_SECRETS.wrongSecretKey }).catch((error: unknown) => error)
  const text =
    JSON.stringify(failure, Object.getOwnPropertyNames(failure)) +
    String((failure as Error).stack) +
    String((failure as Error).cause)
  expect(text).not.toContain(TEST_SECRETS.wrongSecretKey)
})
