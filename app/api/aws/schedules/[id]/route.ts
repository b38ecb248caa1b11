import { changeSchedule, deleteSchedule, getSchedule } from "@/lib/connections/schedule/schedules"
import { changeScheduleSchema } from "@/lib/connections/schedule/schema"
import { readJson, route } from "@/lib/web/route"

export const maxDuration = 10

/** A schedule has the id of its connection. */
export const GET = route<{ id: string }>({ permission: "connections.read" }, async ({ ctx, params }) =>
  Response.json(await getSchedule(ctx, params.id)),
)

export const PATCH = route<{ id: string }>({ permission: "connections.use" }, async ({ request, ctx, params }) =>
  Response.json(await changeSchedule(ctx, params.id, await readJson(request, changeScheduleSchema))),
)

export const DELETE = route<{ id: string }>({ permission: "connections.use" }, async ({ ctx, params }) => {
  await deleteSchedule(ctx, params.id)
  return new Response(null, { status: 204 })
})
