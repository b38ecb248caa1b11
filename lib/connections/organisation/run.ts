import { and, eq, inArray, sql } from "drizzle-orm"
import { loadConnection } from "@/lib/access/credentials"
import { runDiscovery } from "@/lib/access/organisation/discover"
import { discoveries } from "@/lib/db/schema"
import type { JobHandler } from "@/lib/jobs/kind"

export const discoverHandler: JobHandler<{ discoveryId: string }> = {
  async run(app, { discoveryId }) {
    const [discovery] = await app.db.select().from(discoveries).where(isOpen(discoveryId))
    if (!discovery) return "ended"
    await runDiscovery(app, await loadConnection(app.db, discovery.connectionId), discovery.id)
    return "ended"
  },
  async giveUp({ db }, { discoveryId }, { error }) {
    const errorMessage = `Listing the accounts failed repeatedly. The last error: ${error}`
    await db
      .update(discoveries)
      .set({ state: "failed", errorCode: "JobFailed", errorMessage, endedAt: sql`now()` })
      .where(isOpen(discoveryId))
  },
}

const isOpen = (id: string) => and(eq(discoveries.id, id), inArray(discoveries.state, ["queued", "running"]))
