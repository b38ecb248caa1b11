/**
 * High enough to fill the call buckets of several regions, which limit the calls; low enough that a denial soon stops
 * the rest.
 */
const AT_ONCE = 64

/**
 * Maps `items` and keeps their order. The call buckets limit how many calls run at the same time. After the first
 * failure no further item is started; the failure is thrown when the started ones have ended.
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
