import { cache } from "react"
import { summarise } from "@/lib/inventory/read/facets"
import { recently } from "@/lib/inventory/read/recent"
import { requireCtx } from "@/lib/web/session"

/** Counts the inventory once per request, for the bar and for the page. */
export const loadSummary = cache(async () => {
  const ctx = await requireCtx("inventory.read")
  return recently(ctx, "summary", () => summarise(ctx))
})
