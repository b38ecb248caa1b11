import { expect, test } from "vitest"
import { isServiceAbsent } from "@/lib/aws/service-absence"

const noSuchHost = Object.assign(new Error("getaddrinfo ENOTFOUND"), {
  code: "ENOTFOUND",
  hostname: "rds.ap-south-2.amazonaws.com",
})
const asked: string[] = []
const answers = async (host: string) => asked.push(host)
const isDown = async () => {
  throw new Error("no name server")
}

test("if only the home region's host exists, the service is not offered in the other region", async () => {
  expect(await isServiceAbsent(noSuchHost, "ap-south-2", "us-east-1", answers)).toBe(true)
  expect(asked).toEqual(["rds.us-east-1.amazonaws.com"])
})

test("if the home region's host is unknown too, the network is the problem", async () => {
  expect(await isServiceAbsent(noSuchHost, "ap-south-2", "us-east-1", isDown)).toBe(false)
})

test("another error code, the home region itself and a custom endpoint are real failures", async () => {
  expect(await isServiceAbsent({ ...noSuchHost, code: "EAI_AGAIN" }, "ap-south-2", "us-east-1", answers)).toBe(false)
  expect(await isServiceAbsent(noSuchHost, "ap-south-2", "ap-south-2", answers)).toBe(false)
  expect(
    await isServiceAbsent({ code: "ENOTFOUND", hostname: "emulator.internal" }, "ap-south-2", "us-east-1", answers),
  ).toBe(false)
  expect(await isServiceAbsent(null, "ap-south-2", "us-east-1", answers)).toBe(false)
})
