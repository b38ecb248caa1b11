/** Slowing down twice for one burst of refusals would stop the bucket for nothing. */
const SETTLE_MS = 500

/**
 * How many calls may be under way at once to one service in one region of one account. Halves when AWS asks to slow down, and grows by one
 * for each round of calls that went well (additive increase, multiplicative decrease, as in TCP's congestion control, RFC 5681).
 */
export class CallBucket {
  #limit: number
  #active = 0
  #slowedAt = Number.NEGATIVE_INFINITY
  readonly #waiting: { start: () => void }[] = []

  constructor(readonly most: number) {
    this.#limit = most
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
  }

  /** A call went well. */
  speedUp(): void {
    this.#limit = Math.min(this.most, this.#limit + 1 / this.#limit)
    this.#admit()
  }

  #enter(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted()
    if (this.#active < this.limit) {
      this.#active++
      return Promise.resolve()
    }
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
    })
  }

  #admit(): void {
    while (this.#active < this.limit) {
      const next = this.#waiting.shift()
      if (!next) return
      this.#active++
      next.start()
    }
  }
}

const buckets = new Map<string, CallBucket>()

/** The process's bucket of that account's key, service and region. */
export function bucketFor(accessKeyId: string, service: string, region: string, most: number): CallBucket {
  const key = `${accessKeyId} ${service} ${region}`
  const bucket = buckets.get(key) ?? new CallBucket(most)
  buckets.set(key, bucket)
  return bucket
}
