"use server"

import { after } from "next/server"
import { z } from "zod"
import type { ColumnChoice } from "@/app/(console)/resources/_table/columns-panel"
import { labelOf } from "@/app/(console)/resources/_table/row-data"
import { credentialsSchema } from "@/lib/aws/credentials"
import { type Choices, listChoices } from "@/lib/aws/resource-types/choices"
import { labelsOf, type TypeLabel, typeLabels } from "@/lib/aws/resource-types/registry"
import { type ExportEstimate, estimateExport } from "@/lib/inventory/export/export"
import { exportSchema } from "@/lib/inventory/export/schema"
import { revealValues } from "@/lib/inventory/read/reveal-values"
import { listTagKeys } from "@/lib/inventory/read/tag-keys"
import {
  changeView,
  countViewUsers,
  createView,
  deleteView,
  getPreferences,
  savePreferences,
} from "@/lib/inventory/saved-views/saved-views"
import { changeViewSchema, newViewSchema } from "@/lib/inventory/saved-views/schema"
import { propertyColumns, sharedColumns } from "@/lib/inventory/table-columns"
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

/** Saves a new view. @returns its id. */
export async function saveNewView(input: unknown): Promise<ActionResult<string>> {
  return action("views.save", newViewSchema, input, async (ctx, view) => (await createView(ctx, view)).id)
}

/** Changes a view. @returns its id. */
export async function changeSavedView(input: unknown): Promise<ActionResult<string>> {
  return action("views.save", changeViewSchema.extend({ id: z.uuid() }), input, async (ctx, { id, ...change }) => {
    await changeView(ctx, id, change)
    return id
  })
}

export async function deleteSavedView(id: string): Promise<ActionResult<null>> {
  return action("views.save", z.uuid(), id, async (ctx, viewId) => {
    await deleteView(ctx, viewId)
    return null
  })
}

/** Who loses something when a view of one's own is deleted. */
export async function viewUsers(id: string): Promise<ActionResult<{ webhooks: number }>> {
  return action("views.save", z.uuid(), id, countViewUsers)
}

/** Opens a view first, for the person who asks; null for none. */
export async function setDefaultView(id: string | null): Promise<ActionResult<null>> {
  return action("views.save", z.uuid().nullable(), id, async (ctx, defaultViewId) => {
    await savePreferences(ctx, { defaultViewId })
    return null
  })
}

const MOST_PINNED = 12
const pinSchema = z.object({ key: z.string().min(1).max(256), isPinned: z.boolean() })

/** Gives a tag a facet of its own, or takes it away, for the person who asks. */
export async function pinTag(input: unknown): Promise<ActionResult<null>> {
  return action("views.save", pinSchema, input, async (ctx, { key, isPinned }) => {
    const { pinnedTags } = await getPreferences(ctx)
    const rest = pinnedTags.filter((one) => one !== key)
    await savePreferences(ctx, { pinnedTags: (isPinned ? [...rest, key] : rest).slice(-MOST_PINNED) })
    return null
  })
}

/** How many rows and bytes an export would have. */
export async function estimate(input: unknown): Promise<ActionResult<ExportEstimate>> {
  return action("inventory.read", exportSchema, input, estimateExport)
}

/** The types that can be scanned, for who opens the choice of them. */
export async function typeChoices(): Promise<ActionResult<Choices>> {
  return action("policy.read", z.undefined(), undefined, async () => listChoices())
}

/** How a type's properties are shown. */
export async function typeLabel(type: string): Promise<ActionResult<TypeLabel | null>> {
  return action("inventory.read", z.string().max(100), type, async (_, key) => labelsOf([key])[0] ?? null)
}

const MOST_TAG_KEYS = 200

/** Everything that can be a column: shared columns, tags with their counts, properties with their types. */
export async function listColumns(): Promise<ActionResult<ColumnChoice[]>> {
  return action("inventory.read", z.undefined(), undefined, async (ctx) => {
    const tags = await listTagKeys(ctx, MOST_TAG_KEYS)
    const names = new Map(typeLabels().map(({ type, name }) => [type, name]))
    return [
      ...sharedColumns.map(({ key, label }) => ({ key, label, note: "", group: "Columns" as const })),
      ...tags.map(({ key, count }) => ({
        key: `tag.${key}`,
        label: `Tag ${key}`,
        note: String(count),
        group: "Tags" as const,
      })),
      ...propertyColumns.map(({ types, ...column }) => ({
        ...{ key: column.key, label: labelOf(column), group: "Properties" as const },
        note: types.map((type) => names.get(type) ?? type).join(", "),
      })),
    ]
  })
}
