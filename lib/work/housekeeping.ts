import { forgetOldRecords } from "@/lib/connections/forget-old"
import type { App } from "@/lib/context"
import { compactHistory } from "@/lib/inventory/history/compact"
import { mergeSearchIndexes } from "@/lib/inventory/search/build-indexes"
import { describeAgain } from "@/lib/inventory/search/describe-again"
import { describeMissing } from "@/lib/inventory/search/describe-missing"
import { expireScans } from "@/lib/scans/expire"
import { foldScans } from "@/lib/scans/fold"
import { attempt } from "@/lib/work/regularly"

const EVERY_MS = 10 * 60_000

/** Regular maintenance, done by whichever process is running. It never throws. */
export async function keepHouse(app: App): Promise<void> {
  await attempt("Old scans could not be checked", () => expireScans(app))
  await attempt("The search could not be maintained", async () => {
    // What a worker of an earlier version stored during a rolling deployment.
    await describeMissing(app.db)
    await describeAgain(app.db)
    await mergeSearchIndexes(app.db)
  })
  await attempt("Old messages could not be deleted", () => forgetOldRecords(app.db))
  await attempt("The history could not be compacted", () => compactHistory(app))
  await attempt("Ended scans could not be folded", () => foldScans(app))
}

/**
 * Keeps house every ten minutes, and describes at once what an earlier version described by other rules. The web server does it as well as the workers: that no worker runs is part of what it
 * finds.
 * @returns a function that ends it.
 */
export function keepHouseRegularly(app: App): () => void {
  void attempt("The search could not be brought up to date", () => describeAgain(app.db))
  const timer = setInterval(() => void keepHouse(app), EVERY_MS)
  return () => clearInterval(timer)
}
