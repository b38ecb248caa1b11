import type { Pace } from "@/lib/pace"

/** The product's pauses for tests: tenths of a second, where nothing is proved by waiting. */
export const quickPace: Pace = {
  pollMs: 25,
  renewMs: 200,
  expirySeconds: 1,
  retrySeconds: 0.1,
  silenceMs: 2_000,
  recheckMs: 300,
  aws: { throttledMs: 20, failedMs: 5, longestMs: 250, refusalMs: 200 },
}

/** Of EC2's documented calls a second, tests need not wait for one. */
export const QUICK_EC2_CALLS = 1_000
