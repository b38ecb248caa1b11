import type { CallBucket } from "@/lib/aws/call-bucket"

interface Token {
  counts: { throttled: number; failed: number }
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
const PATIENCE = 5

/**
 * Retries with full jitter (AWS Architecture Blog, "Exponential Backoff And Jitter"), and tells the bucket how it goes. The SDK's own strategies draw on a quota of retries
 * for a whole client: with half of all calls throttled it runs dry, and calls fail that would have gone through.
 * @param attempts the most for a cut connection or a 5xx; being throttled is counted by itself, and borne five times as often.
 */
export function patientRetries(attempts: number, bucket: CallBucket): RetryStrategy {
  return {
    acquireInitialRetryToken: async () => token({ throttled: 0, failed: 0 }, 0),
    async refreshRetryTokenForRetry({ counts }, { errorType }) {
      const isThrottled = errorType === "THROTTLING"
      if (isThrottled) bucket.slowDown()
      const next = { throttled: counts.throttled + Number(isThrottled), failed: counts.failed + Number(!isThrottled) }
      const isOver = next.failed >= attempts || next.throttled >= attempts * PATIENCE
      if (errorType === "CLIENT_ERROR" || isOver) throw new Error("No further attempt")
      const ceiling = isThrottled ? THROTTLED_BASE_MS * 2 ** next.throttled : BASE_MS * 2 ** next.failed
      return token(next, Math.random() * Math.min(LONGEST_MS, ceiling))
    },
    recordSuccess: () => bucket.speedUp(),
  }
}

const token = (counts: Token["counts"], delayMs: number): Token => ({
  counts,
  getRetryCount: () => counts.throttled + counts.failed,
  getRetryDelay: () => delayMs,
})
