import { DescribeVpcsCommand, EC2Client } from "@aws-sdk/client-ec2"
import { afterAll, beforeAll, expect, test } from "vitest"
import { generateAccount, SANDBOX_KEYS } from "../sandbox/generate"
import { type Sandbox, startSandbox } from "../sandbox/server"

// The sandbox itself must be strict, or the tests that rely on it prove nothing.
let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox(
    generateAccount({ seed: 1, regions: { "us-east-1": { ec2: 1, rds: 0, lambda: 0, elb: 0, vpc: 1 } }, buckets: 0 }),
  )
})
afterAll(() => sandbox.stop())

const send = (more: object = {}, region = "us-east-1") =>
  new EC2Client({ region, endpoint: sandbox.url, credentials: SANDBOX_KEYS, maxAttempts: 1, ...more }).send(
    new DescribeVpcsCommand({}),
  )

test("a correct signature is accepted", async () => {
  expect((await send()).Vpcs).toHaveLength(1)
})

test.each([
  ["a wrong secret", { credentials: { ...SANDBOX_KEYS, secretAccessKey: "other" } }, "us-east-1"],
  ["an unknown key", { credentials: { ...SANDBOX_KEYS, accessKeyId: "AKIAXXXXXXXXXXXXXXXX" } }, "us-east-1"],
  ["the token of another key", { credentials: { ...SANDBOX_KEYS, sessionToken: "x" } }, "us-east-1"],
  ["a region that is not enabled", {}, "af-south-1"],
])("%s is refused", async (_, more, region) => {
  await expect(send(more, region)).rejects.toMatchObject({ name: "AuthFailure" })
})

test("an unsigned request is refused", async () => {
  const answer = await fetch(sandbox.url, { method: "POST", body: "Action=DescribeVpcs&Version=2016-11-15" })
  expect(answer.status).toBe(403)
})
