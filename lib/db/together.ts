import { type Db, isEndUnknown } from "@/lib/db/client"

interface Limits<I> {
  /** How many batches may be under way: one of any size, and others that are full. */
  atOnce: number
  /** The most weight of a batch. A single item may weigh more. */
  most: number
  weight?(item: I): number
  /** Two items of the same key are never in one batch: a statement can't touch a row twice. */
  key(item: I): string
}

interface Asked<I, O> {
  item: I
  done(answer: O): void
  fail(error: unknown): void
}

/**
 * Makes a function that does together what is asked for at about the same time: within one turn of the event loop, and
 * while earlier batches are under way. One statement for many costs little more than one for each.
 * @param act does it for a batch of one database. It returns an answer for each item, in their order; an Error in an
 *   answer's place is that item's. If it throws, nothing of the batch may be left: each item is then done by itself, so
 *   that none fails for another. After a lost connection, nobody knows, and all fail.
 */
export function together<I, O>(
  limits: Limits<I>,
  act: (db: Db, items: readonly I[]) => Promise<readonly (O | Error)[]>,
): (db: Db, item: I) => Promise<O> {
  const lines = new WeakMap<Db, Line<I, O>>()
  return (db, item) => {
    let line = lines.get(db)
    if (!line) {
      line = new Line(limits, (items) => act(db, items))
      lines.set(db, line)
    }
    return line.ask(item)
  }
}

/** What waits for one database, and what is under way. */
class Line<I, O> {
  #waiting: Asked<I, O>[] = []
  #underWay = 0
  #isPlanned = false

  constructor(
    readonly limits: Limits<I>,
    readonly act: (items: readonly I[]) => Promise<readonly (O | Error)[]>,
  ) {}

  ask(item: I): Promise<O> {
    return new Promise((done, fail) => {
      this.#waiting.push({ item, done, fail })
      this.#plan()
    })
  }

  /** While a batch is under way, the next one grows. */
  get #isReady(): boolean {
    const { atOnce, most } = this.limits
    if (this.#waiting.length === 0 || this.#underWay >= atOnce) return false
    return this.#underWay === 0 || this.#waiting.reduce((sum, { item }) => sum + this.#weigh(item), 0) >= most
  }

  #plan(): void {
    if (this.#isPlanned || !this.#isReady) return
    this.#isPlanned = true
    setImmediate(() => {
      this.#isPlanned = false
      void this.#start()
      this.#plan()
    })
  }

  #weigh(item: I): number {
    return this.limits.weight?.(item) ?? 1
  }

  async #start(): Promise<void> {
    const batch = this.#takeBatch()
    this.#underWay++
    try {
      await this.#settle(batch)
    } finally {
      this.#underWay--
      this.#plan()
    }
  }

  #takeBatch(): Asked<I, O>[] {
    const { most, key } = this.limits
    const batch = new Map<string, Asked<I, O>>()
    let total = 0
    this.#waiting = this.#waiting.filter((one) => {
      const name = key(one.item)
      const fits = batch.size === 0 || total + this.#weigh(one.item) <= most
      if (!fits || batch.has(name)) return true
      total += this.#weigh(one.item)
      batch.set(name, one)
      return false
    })
    return [...batch.values()]
  }

  async #settle(batch: readonly Asked<I, O>[]): Promise<void> {
    try {
      const answers = await this.act(batch.map(({ item }) => item))
      batch.forEach(({ done, fail }, index) => {
        const answer = answers[index] as O | Error
        if (answer instanceof Error) fail(answer)
        else done(answer)
      })
    } catch (error) {
      if (batch.length > 1 && !isEndUnknown(error)) for (const one of batch) await this.#settle([one])
      else for (const { fail } of batch) fail(error)
    }
  }
}
