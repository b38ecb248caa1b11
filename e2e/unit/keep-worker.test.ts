import { type ChildProcess, spawn } from "node:child_process"
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { keepWorker } from "@/lib/keep-worker"

beforeEach(() => {
  vi.spyOn(console, "error").mockImplementation(() => {})
})
afterEach(() => {
  vi.restoreAllMocks()
})

/** Starts real processes that run the script. */
function launcher(script: string) {
  const launched: number[] = []
  const children: ChildProcess[] = []
  const launch = () => {
    launched.push(Date.now())
    const child = spawn(process.execPath, ["-e", script], { stdio: "ignore" })
    children.push(child)
    return child
  }
  return { launched, children, launch }
}

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms))

test("a worker that ends is started again, after longer and longer pauses", async () => {
  const { launched, launch } = launcher("process.exit(1)")
  const worker = keepWorker({ launch, firstPauseMs: 150 })
  await expect.poll(() => launched.length, { timeout: 8_000 }).toBe(3)
  const [first = 0, second = 0, third = 0] = launched
  expect(third - second).toBeGreaterThan(second - first)
  await worker.stop()
}, 15_000)

test("a stop during a pause prevents the next start", async () => {
  const { launched, launch } = launcher("process.exit(1)")
  const worker = keepWorker({ launch, firstPauseMs: 100 })
  await worker.ready
  await worker.stop()
  await pause(300)
  expect(launched).toHaveLength(1)
})

test("a stop ends the running worker and starts no other", async () => {
  const { launched, children, launch } = launcher("setInterval(() => {}, 1000)")
  const worker = keepWorker({ launch, firstPauseMs: 100 })
  await pause(200)
  expect(children[0]?.signalCode).toBeNull()
  await worker.stop()
  expect(children[0]?.signalCode).toBe("SIGTERM")
  await pause(300)
  expect(launched).toHaveLength(1)
})
