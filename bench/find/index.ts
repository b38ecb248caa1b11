import { readSettings, requireConfig } from "@/lib/config"
import type { Ctx } from "@/lib/context"
import { openDb } from "@/lib/db/client"
import type { Figure } from "../figures"
import { benchBrowser } from "./browser"
import { benchCrowd } from "./crowd"
import { openMillion } from "./data"
import { benchExport } from "./exporting"
import { startProduct } from "./product"
import { benchQueries } from "./queries"
import { benchStoring } from "./storing"

const NEW = 100_000

/** Measures the inventory over a generated million of resources. @param resources how many; the figures are for a million. */
export async function benchFind(resources: number): Promise<Figure[]> {
  const million = await openMillion(resources)
  const settings = {
    DATABASE_URL: million.url,
    ENCRYPTION_KEY: Buffer.alloc(32).toString("base64"),
    NEXTAUTH_SECRET: "only for this benchmark",
  }
  const config = requireConfig(readSettings(settings as unknown as NodeJS.ProcessEnv))
  const ctx: Ctx = { config, db: openDb(config), actor: { kind: "system", name: "bench" } }
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
