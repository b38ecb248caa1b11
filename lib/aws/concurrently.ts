/** Enough to fill the call buckets of several regions, which hold the calls back; few enough that a denial stops the rest soon. */
const AT_ONCE = 64

/**
 * Maps `items`, keeping their order. How many calls are under way is the call bucket's matter.
 * The first failure stops the taking of further items and is thrown when what had begun has ended.
 */
export async function concurrently<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results = new Array<R>(items.length)
  let next = 0
  let failed = false
  const lane = async () => {
    while (next < items.length && !failed) {
      const index = next++
      try {
        results[index] = await work(items[index] as T)
      } catch (error) {
        failed = true
        throw error
      }
    }
  }
  const lanes = await Promise.allSettled(Array.from({ length: Math.min(AT_ONCE, items.length) }, lane))
  const failure = lanes.find((outcome) => outcome.status === "rejected")
  if (failure) throw failure.reason
  return results
}
