import type { Figure } from "../figures"
import { openMillion } from "../find/data"
import { contextOf, startProduct } from "../find/product"
import { benchOverviewPage } from "./page"
import { benchPast } from "./past"
import { benchRecording } from "./recording"

const CHANGED = 20_000

/** Measures the past of the generated million. @param resources how many; the figures are for a million. */
export async function benchTime(resources: number): Promise<Figure[]> {
  const million = await openMillion(resources)
  const ctx = contextOf(million)
  try {
    const figures = await benchPast(ctx)
    console.error(`${figures.length} figures`)
    const product = await startProduct(million)
    try {
      figures.push(...(await benchOverviewPage(product)))
    } finally {
      await product.stop()
    }
    await ctx.db.$client.end()
    return [...figures, ...(await benchRecording(million, CHANGED))]
  } finally {
    await million.stop()
  }
}
