import type { Figure } from "../figures"
import { benchBrowser } from "./browser"
import { benchCrowd } from "./crowd"
import { openMillion } from "./data"
import { benchExport } from "./exporting"
import { contextOf, startProduct } from "./product"
import { benchQueries } from "./queries"
import { benchStoring } from "./storing"

const NEW = 100_000

/** Measures the inventory over a generated million of resources. @param resources how many; the figures are for a million. */
export async function benchFind(resources: number): Promise<Figure[]> {
  const million = await openMillion(resources)
  const ctx = contextOf(million)
  const product = await startProduct(million)
  const upgrade: Figure = {
    figure: `bringing ${million.resources.toLocaleString("en-US")} resources and three times as many changes up to date`,
    ...{ value: million.upgradeSeconds, unit: "s", reference: null, wanted: null },
  }
  try {
    const figures = [upgrade]
    for (const part of [
      () => benchQueries(ctx, product),
      () => benchExport(ctx, product),
      () => benchCrowd(product),
      () => benchBrowser(product),
    ]) {
      figures.push(...(await part()))
      console.error(`${figures.length} figures`)
    }
    await ctx.db.$client.end()
    await product.stop()
    return [...figures, ...(await benchStoring(million, NEW))]
  } finally {
    await product.stop()
    await million.stop()
  }
}
