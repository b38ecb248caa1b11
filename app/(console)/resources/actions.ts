"use server"

import { after } from "next/server"
import { z } from "zod"
import { credentialsSchema } from "@/lib/aws/credentials"
import { getDb } from "@/lib/db/client"
import { revealValues } from "@/lib/inventory/reveal-values"
import { SERVERLESS_SECONDS, workHere } from "@/lib/scans/run-scan"
import { scanRequestSchema } from "@/lib/scans/schemas"
import { startScan } from "@/lib/scans/start"
import { type Connection, testConnection } from "@/lib/scans/test-connection"
import { type ActionResult, action } from "@/lib/web/action"

/** Tries the credentials. The answer holds the account and its regions, and nothing of what was sent. */
export async function connect(input: unknown): Promise<ActionResult<Connection>> {
  return action("scan", credentialsSchema, input, testConnection)
}

/** Starts a scan in the background. @returns its id. */
export async function scan(input: unknown): Promise<ActionResult<string>> {
  return action("scan", scanRequestSchema, input, async (request, actor) => {
    const id = await startScan(getDb(), actor.name, request)
    after(() => workHere(getDb(), id, SERVERLESS_SECONDS))
    return id
  })
}

/** The sealed values of one resource, for administrators; each look is written to the audit log. */
export async function reveal(resourceRowId: string): Promise<ActionResult<Record<string, string>>> {
  return action("admin", z.uuid(), resourceRowId, (id, actor) => revealValues(getDb(), actor.name, id))
}
