import { describe, expect, test, vi } from "vitest"
import { bucketFor, CallBucket, forgetStale } from "@/lib/aws/call-bucket"
import { patientRetries } from "@/lib/aws/retries"
import { usualPace } from "@/lib/pace"

const tick = () => new Promise((done) => setTimeout(done, 1))

/** A call that ends when the test calls `end`. */
function pending() {
  let end = () => {}
  const call = () =>
    new Promise<void>((done) => {
      end = done
    })
  return { call, end: () => end() }
}

describe("a call bucket", () => {
  test("runs calls up to its limit at once, and the next call when one ends", async () => {
    const bucket = new CallBucket(2)
    const calls = [pending(), pending(), pending()]
    let started = 0
    const runs = calls.map(({ call }) =>
      bucket.run(() => {
        started++
        return call()
      }),
    )
    await tick()
    expect(started).toBe(2)
    calls[0]?.end()
    await tick()
    expect(started).toBe(3)
    for (const { end } of calls) end()
    await Promise.all(runs)
  })

  test("halves its limit once for a burst of refusals, never below one, and grows back to its maximum", () => {
    const bucket = new CallBucket(16)
    bucket.slowDown(1_000)
    bucket.slowDown(1_001)
    expect(bucket.limit).toBe(8)
    for (let time = 2_000; time < 20_000; time += 1_000) bucket.slowDown(time)
    expect(bucket.limit).toBe(1)
    for (let calls = 0; calls < 500; calls++) bucket.speedUp()
    expect(bucket.limit).toBe(16)
  })

  test("a call that is cancelled while it waits gives its place to the next call", async () => {
    const bucket = new CallBucket(1)
    const first = pending()
    const run = bucket.run(first.call)
    const controller = new AbortController()
    const cancelled = bucket.run(async () => "never", controller.signal)
    const third = bucket.run(async () => "third")
    controller.abort(new Error("cancelled"))
    await expect(cancelled).rejects.toThrow("cancelled")
    first.end()
    await run
    expect(await third).toBe("third")
  })

  test("keeps a documented rate: first a burst, then calls per second, and no burst after a refusal", async () => {
    vi.useFakeTimers()
    try {
      const bucket = new CallBucket(100, { burst: 5, perSecond: 10 })
      let done = 0
      for (let n = 0; n < 20; n++) void bucket.run(async () => done++)
      await vi.advanceTimersByTimeAsync(1)
      expect(done).toBe(5)
      await vi.advanceTimersByTimeAsync(520)
      expect(done).toBe(10)
      await vi.advanceTimersByTimeAsync(1_050)
      expect(done).toBe(20)
      await vi.advanceTimersByTimeAsync(10_000)
      bucket.slowDown()
      void bucket.run(async () => done++)
      await vi.advanceTimersByTimeAsync(50)
      expect(done).toBe(20)
      await vi.advanceTimersByTimeAsync(100)
      expect(done).toBe(21)
    } finally {
      vi.useRealTimers()
    }
  })

  test("a call that fails frees its place", async () => {
    const bucket = new CallBucket(1)
    await expect(bucket.run(() => Promise.reject(new Error("broken")))).rejects.toThrow("broken")
    expect(await bucket.run(async () => 1)).toBe(1)
  })
})

describe("retries", () => {
  const countOf = async (errorType: "THROTTLING" | "SERVER_ERROR" | "CLIENT_ERROR") => {
    const strategy = patientRetries(4, () => new CallBucket(8), usualPace.aws)
    let token = await strategy.acquireInitialRetryToken("")
    try {
      for (;;) token = await strategy.refreshRetryTokenForRetry(token, { errorType })
    } catch {
      return token.getRetryCount()
    }
  }

  test("a client error is not retried, a server error three times, and a throttled call nineteen times", async () => {
    expect(await countOf("CLIENT_ERROR")).toBe(0)
    expect(await countOf("SERVER_ERROR")).toBe(3)
    expect(await countOf("THROTTLING")).toBe(19)
  })

  test("long throttling does not use up the retries for dropped connections", async () => {
    const strategy = patientRetries(4, () => new CallBucket(8), usualPace.aws)
    let token = await strategy.acquireInitialRetryToken("")
    for (let n = 0; n < 10; n++) token = await strategy.refreshRetryTokenForRetry(token, { errorType: "THROTTLING" })
    token = await strategy.refreshRetryTokenForRetry(token, { errorType: "TRANSIENT" })
    expect(token.getRetryCount()).toBe(11)
  })

  test("throttling slows the call bucket down, and success speeds it up", async () => {
    const bucket = new CallBucket(8)
    const strategy = patientRetries(4, () => bucket, usualPace.aws)
    const token = await strategy.acquireInitialRetryToken("")
    await strategy.refreshRetryTokenForRetry(token, { errorType: "THROTTLING" })
    expect(bucket.limit).toBe(4)
    for (let calls = 0; calls < 50; calls++) strategy.recordSuccess(token)
    expect(bucket.limit).toBe(8)
  })
})

describe("the buckets of a process", () => {
  test("are forgotten a minute after their last call, or sooner if they have learned nothing", () => {
    const ofAccount = (id: string) => bucketFor(id, "RDSClient", "eu-west-1", 4, null)
    const [fresh, slow] = [ofAccount("222222222222"), ofAccount("333333333333")]
    slow.slowDown()
    forgetStale(Date.now() + 11_000)
    expect(ofAccount("222222222222")).not.toBe(fresh)
    expect(ofAccount("333333333333")).toBe(slow)
    forgetStale(Date.now() + 61_000)
    expect(ofAccount("333333333333")).not.toBe(slow)
  })

  test("are not forgotten while a call runs", async () => {
    const known = bucketFor("111111111111", "RDSClient", "eu-west-1", 4, null)
    const { call, end } = pending()
    const running = known.run(call)
    await tick()
    const later = Date.now() + 61_000
    forgetStale(later)
    expect(bucketFor("111111111111", "RDSClient", "eu-west-1", 4, null)).toBe(known)
    end()
    await running
    forgetStale()
    expect(bucketFor("111111111111", "RDSClient", "eu-west-1", 4, null)).toBe(known)
    expect(forgetStale(later)).toBe(0)
    expect(bucketFor("111111111111", "RDSClient", "eu-west-1", 4, null)).not.toBe(known)
  })
})
