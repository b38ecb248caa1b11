import type { CallBucket } from "@/lib/aws/call-bucket"

interface Token {
  getRetryCount(): number
  /** Milliseconds to wait before the next attempt. */
  getRetryDelay(): number
}

interface Refusal {
  errorType: "THROTTLING" | "TRANSIENT" | "SERVER_ERROR" | "CLIENT_ERROR"
}

/** The SDK's RetryStrategyV2, as far as its middleware calls it. */
export interface RetryStrategy {
  acquireInitialRetryToken(scope: string): Promise<Token>
  refreshRetryTokenForRetry(token: Token, refusal: Refusal): Promise<Token>
  recordSuccess(token: Token): void
}

const THROTTLED_BASE_MS = 200
const BASE_MS = 50
const LONGEST_MS = 5_000
/** A throttled call is patient: it is the account that is busy, not the call that is wrong. */
const PATIENCE = 2.5

/**
 * Retries with full jitter (AWS Architecture Blog, "Exponential Backoff And Jitter"), and tells the bucket how it goes. The SDK's own strategies draw on a quota of retries
 * for a whole client: with half of all calls throttled it runs dry, and calls fail that would have gone through.
 * @param attempts the most for a cut connection or a 5xx; a throttled call has 2.5 times as many.
 */
export function patientRetries(attempts: number, bucket: CallBucket): RetryStrategy {
  return {
    acquireInitialRetryToken: async () => token(0, 0),
    async refreshRetryTokenForRetry(last, { errorType }) {
      const isThrottled = errorType === "THROTTLING"
      if (isThrottled) bucket.slowDown()
      const count = last.getRetryCount() + 1
      const most = isThrottled ? attempts * PATIENCE : attempts
      if (errorType === "CLIENT_ERROR" || count >= most) throw new Error("No further attempt")
      const ceiling = Math.min(LONGEST_MS, (isThrottled ? THROTTLED_BASE_MS : BASE_MS) * 2 ** count)
      return token(count, Math.random() * ceiling)
    },
    recordSuccess: () => bucket.speedUp(),
  }
}

const token = (count: number, delayMs: number): Token => ({ getRetryCount: () => count, getRetryDelay: () => delayMs })
