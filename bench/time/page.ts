import type { Figure } from "../figures"
import { SLOWDOWN, visitAll } from "../find/browser"
import type { RunningProduct } from "../find/product"

/** The overview in headless Chromium, on a processor that is four times slower. */
export async function benchOverviewPage(product: RunningProduct): Promise<Figure[]> {
  const { scripts, lcp, cls } = await visitAll(product, "/overview", (page) =>
    page.getByText(/^By (type|category)$/).waitFor(),
  )
  const plain = { reference: null }
  const slow = `Overview, ${SLOWDOWN} × slower`
  return [
    { figure: "Overview: JavaScript compressed", value: scripts / 1000, unit: "kB", ...plain, wanted: "<= 120" },
    { figure: `${slow}: LCP`, value: lcp / 1000, unit: "s", ...plain, wanted: "<= 2" },
    { figure: `${slow}: CLS`, value: cls, unit: "", ...plain, wanted: "<= 0.001" },
  ]
}
