import { spawn } from "node:child_process"
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { keepWorker } from "@/lib/keep-worker"

beforeEach(() => {
  vi.spyOn(console, "error").mockImplementation(() => {})
})
afterEach(() => {
  vi.restoreAllMocks()
})

/** Real processes that do what the script says. */
function launcher(script: string) {
  const launched: number[] = []
  const launch = () => {
    launched.push(Date.now())
    return spawn(process.execPath, ["-e", script], { stdio: "ignore" })
  }
  return { launched, launch }
}

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms))

test("a worker that ends is started again, after pauses that grow", async () => {
  const { launched, launch } = launcher("process.exit(1)")
  const worker = keepWorker({ launch })
  await expect.poll(() => launched.length, { timeout: 8_000 }).toBe(3)
  const [first = 0, second = 0, third = 0] = launched
  expect(third - second).toBeGreaterThan(second - first)
  await worker.stop()
}, 15_000)

test("a stop during such a pause starts no other worker", async () => {
  const { launched, launch } = launcher("process.exit(1)")
  const worker = keepWorker({ launch })
  await worker.ready
  await worker.stop()
  await pause(1_500)
  expect(launched).toHaveLength(1)
})

test("a stop ends the worker that runs", async () => {
  const { launched, launch } = launcher("setInterval(() => {}, 1000)")
  const worker = keepWorker({ launch })
  await pause(200)
  await worker.stop()
  await pause(1_200)
  expect(launched).toHaveLength(1)
})
