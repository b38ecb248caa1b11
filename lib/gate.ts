/** Limits how many pieces of work run at the same time. The others wait in line. */
export class Gate {
  #inside = 0
  readonly #waiting: { start: () => void }[] = []

  constructor(readonly most: number) {}

  /** Runs `work` as soon as there is room. Rejects with the signal's reason if it aborts while waiting. */
  async run<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    await this.#enter(signal)
    try {
      return await work()
    } finally {
      this.#inside--
      this.admit()
    }
  }

  /** Whether nothing runs or waits. */
  get isEmpty(): boolean {
    return this.#inside === 0 && this.#waiting.length === 0
  }

  /** Whether one more may enter while `inside` of them are running. */
  protected hasRoom(inside: number): boolean {
    return inside < this.most
  }

  /** Starts waiting work while there is room. */
  protected admit(): void {
    while (this.#waiting.length > 0 && this.hasRoom(this.#inside)) {
      this.#inside++
      this.#waiting.shift()?.start()
    }
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
      this.admit()
    })
  }
}
