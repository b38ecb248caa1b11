"use server"

import { after } from "next/server"
import { z } from "zod"
import { nameAccount } from "@/lib/connections/accounts"
import { changeConnection, createConnection, declineNewTypes } from "@/lib/connections/connections"
import { chooseMembers, startDiscovery } from "@/lib/connections/organisation/organisation"
import { testSavedConnection } from "@/lib/connections/preflight"
import { deleteConnection, previewRemoval, type Removal } from "@/lib/connections/remove"
import { scanConnection } from "@/lib/connections/scan"
import {
  changeSchedule,
  deleteSchedule,
  type Preview,
  previewSchedule,
  setSchedule,
} from "@/lib/connections/schedule/schedules"
import { schedulePreviewSchema, scheduleSchema } from "@/lib/connections/schedule/schema"
import {
  accountChoicesSchema,
  accountIdSchema,
  accountNameSchema,
  changeConnectionSchema,
  connectionScanSchema,
  newConnectionSchema,
} from "@/lib/connections/schemas"
import { type ActionResult, action } from "@/lib/web/action"
import { workAfterwards, workHere } from "@/lib/work/serverless"

/** Saves a connection, as a draft. @returns its id. */
export async function addConnection(input: unknown): Promise<ActionResult<string>> {
  return action("connections.manage", newConnectionSchema, input, async (ctx, body) => {
    return (await createConnection(ctx, body)).id
  })
}

const withId = z.object({ id: z.uuid() })

/** Changes a connection; `change` is the body of PATCH. */
export async function editConnection(id: string, change: unknown): Promise<ActionResult<null>> {
  return action("connections.manage", changeConnectionSchema, change, async (ctx, body) => {
    await changeConnection(ctx, id, body)
    return null
  })
}

/** Declines what a release brought; it is not offered again. */
export async function declineTypes(id: string): Promise<ActionResult<null>> {
  return action("connections.manage", z.uuid(), id, async (ctx, known) => {
    await declineNewTypes(ctx, known)
    return null
  })
}

/** Tests a connection, and keeps what was found. @returns how it went. */
export async function testNow(id: string): Promise<ActionResult<string>> {
  return action("connections.use", z.uuid(), id, async (ctx, known) => (await testSavedConnection(ctx, known)).status)
}

/** Starts a scan. @returns its id. */
export async function scanNow(id: string): Promise<ActionResult<string>> {
  return action("connections.use", withId, { id }, async (ctx, { id: known }) => {
    const scanId = await scanConnection(ctx, known, connectionScanSchema.parse({}))
    after(() => workHere(ctx, scanId))
    return scanId
  })
}

/** What deleting would do, in numbers. */
export async function removalOf(id: string): Promise<ActionResult<Removal>> {
  return action("connections.manage", z.uuid(), id, previewRemoval)
}

const removalSchema = z.object({ id: z.uuid(), resources: z.boolean() })

export async function removeConnection(input: unknown): Promise<ActionResult<null>> {
  return action("connections.manage", removalSchema, input, async (ctx, { id, resources }) => {
    await deleteConnection(ctx, id, resources)
    after(() => workAfterwards(ctx))
    return null
  })
}

const schedulingSchema = scheduleSchema.omit({ is_paused: true }).extend({ id: z.uuid() })

/** Sets a connection's schedule; whether it is paused stays as it is. */
export async function saveSchedule(input: unknown): Promise<ActionResult<null>> {
  return action("connections.use", schedulingSchema, input, async (ctx, { id, ...schedule }) => {
    await setSchedule(ctx, id, schedule)
    return null
  })
}

const pauseSchema = z.object({ id: z.uuid(), is_paused: z.boolean() })

/** Pauses a schedule, or lets it go on; the rest of it stays as it is. */
export async function pauseSchedule(input: unknown): Promise<ActionResult<null>> {
  return action("connections.use", pauseSchema, input, async (ctx, { id, is_paused }) => {
    await changeSchedule(ctx, id, { is_paused })
    return null
  })
}

export async function removeSchedule(id: string): Promise<ActionResult<null>> {
  return action("connections.use", z.uuid(), id, async (ctx, known) => {
    await deleteSchedule(ctx, known)
    return null
  })
}

/** What a schedule would mean, while a person types. */
export async function previewCron(input: unknown): Promise<ActionResult<Preview>> {
  return action("connections.read", schedulePreviewSchema, input, async (ctx, schedule) =>
    previewSchedule(ctx, schedule),
  )
}

/** Lists the accounts of the organisation anew. @returns the discovery's id. */
export async function discoverNow(id: string): Promise<ActionResult<string>> {
  return action("connections.use", z.uuid(), id, async (ctx, known) => {
    const discoveryId = await startDiscovery(ctx, known)
    after(() => workAfterwards(ctx))
    return discoveryId
  })
}

const choiceSchema = accountChoicesSchema.extend({ id: z.uuid() })

/** Includes or leaves out accounts of the organisation. */
export async function chooseAccounts(input: unknown): Promise<ActionResult<null>> {
  return action("connections.manage", choiceSchema, input, async (ctx, { id, accounts }) => {
    await chooseMembers(ctx, id, { accounts })
    return null
  })
}

const namingSchema = accountNameSchema.extend({ account_id: accountIdSchema })

/** Names an account by hand. */
export async function renameAccount(input: unknown): Promise<ActionResult<null>> {
  return action("connections.manage", namingSchema, input, async (ctx, { account_id, name }) => {
    await nameAccount(ctx, account_id, name)
    return null
  })
}
