import { z } from "zod"
import { listChanges } from "@/lib/inventory/read/changes"
import { getResource } from "@/lib/inventory/read/list"
import { parse } from "@/lib/web/parse"
import { route } from "@/lib/web/route"

export const maxDuration = 10

const schema = z.object({
  cursor: z.coerce.number("cursor does not come from this list.").int().min(1).max(Number.MAX_SAFE_INTEGER).optional(),
})

export const GET = route<{ id: string }>({ permission: "inventory.read" }, async ({ request, ctx, params }) => {
  const { cursor } = parse(schema, Object.fromEntries(new URL(request.url).searchParams))
  const { id } = await getResource(ctx, params.id)
  const page = await listChanges(ctx, id, cursor)
  return Response.json({
    changes: page.changes.map(({ scanId, shownAt, requestedBy: _, ...change }) => ({
      ...{ ...change, scan_id: scanId },
      shown_at: shownAt,
    })),
    next_cursor: page.olderThan === null ? null : String(page.olderThan),
  })
})
