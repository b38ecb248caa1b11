/** Slowing down twice for one burst of refusals would stop the bucket for nothing. */
const SETTLE_MS = 500

/** A service's documented allowance: `burst` calls at once, and `perSecond` from then on (a token bucket). */
export interface CallRate {
  burst: number
  perSecond: number
}

/**
 * How many calls may be under way at once to one service in one region of one account. Halves when AWS asks to slow down, and grows by one
 * for each round of calls that went well (additive increase, multiplicative decrease, as in TCP's congestion control, RFC 5681).
 * With a `rate` it also keeps below a documented number of calls a second.
 */
export class CallBucket {
  #limit: number
  #active = 0
  #slowedAt = Number.NEGATIVE_INFINITY
  readonly #waiting: { start: () => void }[] = []
  #tokens: number
  #countedAt = Date.now()
  #timer: NodeJS.Timeout | undefined

  constructor(
    readonly most: number,
    readonly rate: CallRate | null = null,
  ) {
    this.#limit = most
    this.#tokens = rate?.burst ?? Number.POSITIVE_INFINITY
  }

  /** The present bound, a whole number from 1 to `most`. */
  get limit(): number {
    return Math.max(1, Math.floor(this.#limit))
  }

  /** Runs `call` as soon as there is room. Rejects with the signal's reason where it aborts before that. */
  async run<T>(call: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    await this.#enter(signal)
    try {
      return await call()
    } finally {
      this.#active--
      this.#admit()
    }
  }

  /** AWS refused for the rate of calls. */
  slowDown(now = Date.now()): void {
    if (now - this.#slowedAt < SETTLE_MS) return
    this.#slowedAt = now
    this.#limit = Math.max(1, this.#limit / 2)
    // AWS's own count of us is at its end, whatever ours says.
    this.#refill()
    if (this.rate) this.#tokens = Math.min(this.#tokens, 0)
  }

  /** A call went well. */
  speedUp(): void {
    this.#limit = Math.min(this.most, this.#limit + 1 / this.#limit)
    this.#admit()
  }

  #enter(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted()
    return new Promise((done, fail) => {
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(entry), 1)
        fail(signal?.reason)
      }
      const entry = {
        start: () => {
          signal?.removeEventListener("abort", leave)
          done()
        },
      }
      this.#waiting.push(entry)
      signal?.addEventListener("abort", leave, { once: true })
      this.#admit()
    })
  }

  #admit(): void {
    this.#refill()
    while (this.#waiting.length > 0 && this.#active < this.limit) {
      if (this.#tokens < 1) {
        this.#admitLater()
        return
      }
      this.#tokens--
      this.#active++
      this.#waiting.shift()?.start()
    }
  }

  #refill(): void {
    if (!this.rate) return
    const now = Date.now()
    // Never less: a clock may be set back.
    const seconds = Math.max(0, now - this.#countedAt) / 1000
    this.#tokens = Math.min(this.rate.burst, this.#tokens + seconds * this.rate.perSecond)
    this.#countedAt = now
  }

  #admitLater(): void {
    if (!this.rate || this.#timer) return
    const wait = Math.ceil(((1 - this.#tokens) / this.rate.perSecond) * 1000)
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.#admit()
    }, wait)
  }
}

const buckets = new Map<string, CallBucket>()

/** The process's bucket of that caller (an account, or an access key), service and region. */
export function bucketFor(
  caller: string,
  service: string,
  region: string,
  most: number,
  rate: CallRate | null,
): CallBucket {
  const key = `${caller} ${service} ${region}`
  const bucket = buckets.get(key) ?? new CallBucket(most, rate)
  buckets.set(key, bucket)
  return bucket
}
