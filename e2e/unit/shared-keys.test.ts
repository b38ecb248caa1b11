import { afterEach, beforeEach, expect, test, vi } from "vitest"
import type { AwsCredentials } from "@/lib/aws/credentials"
import { shared } from "@/lib/aws/roles"

const MINUTE = 60_000

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** Keys for an hour; each lot is numbered by its access key id. `fails` makes the next ones fail. */
function source(name: string) {
  const state = { asked: 0, fails: false }
  const get = async (): Promise<AwsCredentials> => {
    state.asked += 1
    const id = String(state.asked)
    if (state.fails) throw new Error("STS is down")
    return { accessKeyId: id, secretAccessKey: "x", expiration: new Date(Date.now() + 60 * MINUTE) }
  }
  return Object.assign(state, { take: async () => (await shared(name, get)()).accessKeyId })
}

test("however many ask at once, keys are got once, and renewed five minutes before their end", async () => {
  const keys = source("once")
  expect(await Promise.all([keys.take(), keys.take(), keys.take()])).toEqual(["1", "1", "1"])
  vi.advanceTimersByTime(54 * MINUTE)
  expect(await keys.take()).toBe("1")
  vi.advanceTimersByTime(2 * MINUTE)
  expect(await Promise.all([keys.take(), keys.take()])).toEqual(["2", "2"])
})

test("a renewal that fails harms nobody while the keys before it work, and is tried again", async () => {
  const keys = source("failing")
  await keys.take()
  vi.advanceTimersByTime(56 * MINUTE)
  keys.fails = true
  expect(await Promise.all([keys.take(), keys.take()])).toEqual(["1", "1"])
  expect(await keys.take()).toBe("1")
  expect(keys.asked).toBe(2)
  keys.fails = false
  vi.advanceTimersByTime(MINUTE / 6)
  expect(await keys.take()).toBe("3")
})

test("once the keys have expired, a failure is told, and a moment later asked again", async () => {
  const keys = source("expired")
  await keys.take()
  vi.advanceTimersByTime(61 * MINUTE)
  keys.fails = true
  await expect(keys.take()).rejects.toThrow("STS is down")
  await expect(keys.take()).rejects.toThrow("STS is down")
  expect(keys.asked).toBe(2)
  keys.fails = false
  vi.advanceTimersByTime(MINUTE / 6)
  expect(await keys.take()).toBe("3")
})
