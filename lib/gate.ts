/** Bounds how many pieces of work run at a time. The others wait in line. */
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

  /** Whether one more may enter while so many are inside. */
  protected hasRoom(inside: number): boolean {
    return inside < this.most
  }

  /** Lets in those for whom there is room now. */
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
