import type { CallBucket } from "@/lib/aws/call-bucket"
import { isThrottle } from "@/lib/aws/failure"
import type { AwsPace } from "@/lib/pace"

interface Token {
  counts: { throttled: number; failed: number }
  getRetryCount(): number
  /** Milliseconds to wait before the next attempt. */
  getRetryDelay(): number
}

interface Refusal {
  error?: { name?: unknown; $metadata?: { clockSkewCorrected?: boolean; httpStatusCode?: number } }
  errorType: "THROTTLING" | "TRANSIENT" | "SERVER_ERROR" | "CLIENT_ERROR"
}

/** The part of the SDK's RetryStrategyV2 that its middleware calls. */
export interface RetryStrategy {
  acquireInitialRetryToken(scope: string): Promise<Token>
  refreshRetryTokenForRetry(token: Token, refusal: Refusal): Promise<Token>
  recordSuccess(token: Token): void
}

/** A throttled call may be retried more often: the account is busy, and the call itself is not wrong. */
const PATIENCE = 5

/**
 * Retries with full jitter (AWS Architecture Blog, "Exponential Backoff And Jitter"), and tells the bucket how each
 * call ends. The SDK's own strategies have one quota of retries for a whole client: if half of all calls are throttled,
 * it runs out, and calls fail that would have succeeded.
 * @param pace how long the waits are.
 * @param attempts the limit for cut connections and 5xx answers. Throttled attempts are counted separately, with five
 *   times this limit.
 */
export function patientRetries(attempts: number, bucket: () => CallBucket, pace: AwsPace): RetryStrategy {
  return {
    acquireInitialRetryToken: async () => token({ throttled: 0, failed: 0 }, 0),
    async refreshRetryTokenForRetry({ counts }, { errorType, error }) {
      const isThrottled = errorType === "THROTTLING"
      if (isThrottled) bucket().slowDown()
      const next = { throttled: counts.throttled + Number(isThrottled), failed: counts.failed + Number(!isThrottled) }
      const isOver = next.failed >= attempts || next.throttled >= attempts * PATIENCE
      if (errorType === "CLIENT_ERROR" || isPlainRefusal(error) || isOver) throw new Error("No further attempt")
      const ceiling = isThrottled ? pace.throttledMs * 2 ** next.throttled : pace.failedMs * 2 ** next.failed
      return token(next, Math.random() * Math.min(pace.longestMs, ceiling))
    },
    recordSuccess: () => bucket().speedUp(),
  }
}

/** What AWS says of a signature whose time is too far from its own. */
const CLOCK_CODES = new Set([
  ...["AuthFailure", "InvalidSignatureException", "RequestExpired", "RequestInTheFuture"],
  ...["RequestTimeTooSkewed", "SignatureDoesNotMatch"],
])

/**
 * Where this machine's clock is off, the SDK corrects it at the first answer, whatever that is, and takes any refusal for
 * one of the clock. A refusal with another code is final.
 */
function isPlainRefusal(error: Refusal["error"]): boolean {
  const { clockSkewCorrected = false, httpStatusCode = 0 } = error?.$metadata ?? {}
  const isClients = httpStatusCode >= 400 && httpStatusCode < 500 && httpStatusCode !== 429
  return clockSkewCorrected && isClients && !CLOCK_CODES.has(String(error?.name)) && !isThrottle(String(error?.name))
}

const token = (counts: Token["counts"], delayMs: number): Token => ({
  counts,
  getRetryCount: () => counts.throttled + counts.failed,
  getRetryDelay: () => delayMs,
})
