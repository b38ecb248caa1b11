import { Gate } from "@/lib/gate"

/** Refusals come in bursts, and one burst must halve the limit only once. */
const SETTLE_MS = 500
/** How long a bucket is kept that has learned something: then AWS's limits may be others. */
const KEPT_MS = 60_000
/** How long one is kept that has not. A slice that stores a page takes less, and a burst is full again by then. */
const KEPT_AS_NEW_MS = 10_000

/** A service's documented limit (a token bucket): `burst` calls at once, then `perSecond`. */
export interface CallRate {
  /** The services that AWS counts together; without it, the service by itself. */
  of?: string
  burst: number
  perSecond: number
}

/**
 * Limits how many calls run at the same time to one service in one region of one account. The limit halves when AWS
 * throttles a call, and grows by one after each round of successful calls (additive increase, multiplicative decrease,
 * as in TCP's congestion control, RFC 5681). With a `rate`, it also keeps below a documented number of calls per
 * second.
 */
export class CallBucket extends Gate {
  #limit: number
  #slowedAt = Number.NEGATIVE_INFINITY
  #tokens: number
  #countedAt = Date.now()
  #usedAt = Date.now()
  #timer: NodeJS.Timeout | undefined

  constructor(
    most: number,
    readonly rate: CallRate | null = null,
  ) {
    super(most)
    this.#limit = most
    this.#tokens = rate?.burst ?? Number.POSITIVE_INFINITY
  }

  /** The current limit, a whole number from 1 to `most`. */
  get limit(): number {
    return Math.max(1, Math.floor(this.#limit))
  }

  /** Whether it may be forgotten: it is as a new one, or what it has learned about AWS's limits is out of date. */
  isStale(now = Date.now()): boolean {
    const idle = now - this.#usedAt
    return this.isEmpty && idle > (this.#limit === this.most ? KEPT_AS_NEW_MS : KEPT_MS)
  }

  /** AWS throttled a call. */
  slowDown(now = Date.now()): void {
    if (now - this.#slowedAt < SETTLE_MS) return
    this.#slowedAt = now
    this.#limit = Math.max(1, this.#limit / 2)
    // AWS's own bucket is empty, even if our count says otherwise.
    this.#refill()
    if (this.rate) this.#tokens = Math.min(this.#tokens, 0)
  }

  /** A call succeeded. */
  speedUp(): void {
    this.#limit = Math.min(this.most, this.#limit + 1 / this.#limit)
    this.admit()
  }

  /** Takes a token if there is room. */
  protected override hasRoom(inside: number): boolean {
    this.#usedAt = Date.now()
    if (inside >= this.limit) return false
    this.#refill()
    if (this.#tokens < 1) {
      this.#admitLater()
      return false
    }
    this.#tokens--
    return true
  }

  #refill(): void {
    if (!this.rate) return
    const now = Date.now()
    // Never negative, even if the clock is set back.
    const seconds = Math.max(0, now - this.#countedAt) / 1000
    this.#tokens = Math.min(this.rate.burst, this.#tokens + seconds * this.rate.perSecond)
    this.#countedAt = now
  }

  #admitLater(): void {
    if (!this.rate || this.#timer) return
    const wait = Math.ceil(((1 - this.#tokens) / this.rate.perSecond) * 1000)
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.admit()
    }, wait)
  }
}

const buckets = new Map<string, CallBucket>()
/** The number of buckets at which the stale ones are forgotten. */
const MOST_BUCKETS = 1_000
let sweepAt = MOST_BUCKETS

/** The process's bucket for this caller (an account, or an access key), service and region. */
export function bucketFor(
  caller: string,
  service: string,
  region: string,
  most: number,
  rate: CallRate | null,
): CallBucket {
  const key = `${caller} ${service} ${region}`
  const known = buckets.get(key)
  if (known) return known
  if (buckets.size >= sweepAt) forgetStale()
  const bucket = new CallBucket(most, rate)
  buckets.set(key, bucket)
  return bucket
}

/** An organisation has a bucket for each account, region and service: more than one process should keep. @returns how many are left. */
export function forgetStale(now = Date.now()): number {
  for (const [key, bucket] of buckets) if (bucket.isStale(now)) buckets.delete(key)
  sweepAt = Math.max(MOST_BUCKETS, buckets.size * 2)
  return buckets.size
}
