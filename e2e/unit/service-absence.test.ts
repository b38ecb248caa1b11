import { expect, test } from "vitest"
import { findResourceType, resourceTypes } from "@/lib/aws/resource-types/registry"
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
  expect(await isServiceAbsent(noSuchHost, "ap-south-2", "us-east-1", null, answers)).toBe(true)
  expect(asked).toEqual(["rds.us-east-1.amazonaws.com"])
})

test("if the home region's host is unknown too, the network is the problem", async () => {
  expect(await isServiceAbsent(noSuchHost, "ap-south-2", "us-east-1", null, isDown)).toBe(false)
})

test("another error code, the home region itself and a custom endpoint are real failures", async () => {
  expect(await isServiceAbsent({ ...noSuchHost, code: "EAI_AGAIN" }, "ap-south-2", "us-east-1", null, answers)).toBe(
    false,
  )
  expect(await isServiceAbsent(noSuchHost, "ap-south-2", "ap-south-2", null, answers)).toBe(false)
  expect(
    await isServiceAbsent(
      { code: "ENOTFOUND", hostname: "emulator.internal" },
      "ap-south-2",
      "us-east-1",
      null,
      answers,
    ),
  ).toBe(false)
  expect(await isServiceAbsent(null, "ap-south-2", "us-east-1", null, answers)).toBe(false)
})

const says = (name: string, message = "no") => Object.assign(new Error(message), { name })

test("a service that says that it is not offered, or not switched on, has nothing there", async () => {
  for (const code of ["UnknownOperationException", "SubscriptionRequiredException", "OptInRequired"])
    expect(await isServiceAbsent(says(code), "ap-south-2", "us-east-1", /^$/, isDown)).toBe(true)
  const sns = findResourceType("sns_topic")?.absence ?? null
  expect(await isServiceAbsent(says("InvalidAction"), "ap-south-2", "us-east-1", sns, isDown)).toBe(true)
})

test("a denial never passes for a service that is not offered, and EC2's own sign-up is a failure", async () => {
  for (const { type, absence = null } of resourceTypes)
    for (const code of ["AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "Throttling"])
      expect(await isServiceAbsent(says(code), "ap-south-2", "us-east-1", absence, isDown), type).toBe(false)
  expect(await isServiceAbsent(says("OptInRequired"), "ap-south-2", "us-east-1", null, isDown)).toBe(false)
})
