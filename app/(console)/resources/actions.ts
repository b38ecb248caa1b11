"use server"

import { after } from "next/server"
import { z } from "zod"
import { credentialsSchema } from "@/lib/aws/credentials"
import { revealValues } from "@/lib/inventory/read/reveal-values"
import { scanRequestSchema } from "@/lib/scans/schemas"
import { startScan } from "@/lib/scans/start"
import { type Connection, testConnection } from "@/lib/scans/test-connection"
import { type ActionResult, action } from "@/lib/web/action"
import { workHere } from "@/lib/work/serverless"

/** Tests the credentials. The answer contains the account and its regions, and nothing of the input. */
export async function connect(input: unknown): Promise<ActionResult<Connection>> {
  return action("connection.test", credentialsSchema, input, testConnection)
}

/** Starts a scan in the background. @returns its id. */
export async function scan(input: unknown): Promise<ActionResult<string>> {
  return action("scans.start", scanRequestSchema, input, async (ctx, request) => {
    const id = await startScan(ctx, request)
    after(() => workHere(ctx, id))
    return id
  })
}

/** The sealed values of one resource, for administrators. The audit log records who reveals them. */
export async function reveal(resourceRowId: string): Promise<ActionResult<Record<string, string>>> {
  return action("values.reveal", z.uuid(), resourceRowId, revealValues)
}
