import { createSchedule, listSchedules } from "@/lib/connections/schedule/schedules"
import { newScheduleSchema } from "@/lib/connections/schedule/schema"
import { readJson, route } from "@/lib/web/route"

export const maxDuration = 10

export const GET = route({ permission: "connections.read" }, async ({ ctx }) =>
  Response.json({ schedules: await listSchedules(ctx) }),
)

export const POST = route({ permission: "connections.use" }, async ({ request, ctx }) => {
  const { connection_id, ...schedule } = await readJson(request, newScheduleSchema)
  const made = await createSchedule(ctx, connection_id, schedule)
  return Response.json(made, { status: 201, headers: { location: `/api/aws/schedules/${connection_id}` } })
})
