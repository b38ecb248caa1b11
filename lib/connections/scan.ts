import type { z } from "zod"
import { authorise } from "@/lib/auth/permissions"
import type { connectionScanSchema } from "@/lib/connections/schemas"
import { findConnection } from "@/lib/connections/view"
import type { Ctx } from "@/lib/context"
import { startScan } from "@/lib/scans/start"

/** Starts a scan of a connection, or of its whole organisation. @returns the scan's id. @throws AppError not_found, invalid */
export async function scanConnection(
  ctx: Ctx,
  id: string,
  request: z.output<typeof connectionScanSchema>,
): Promise<string> {
  authorise(ctx, "connections.use")
  const connection = await findConnection(ctx, id)
  return startScan(ctx, { ...request, credentials: { connection_id: connection.id } })
}
