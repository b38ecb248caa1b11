import { AppError } from "@/lib/errors"
import { findResource } from "@/lib/inventory/list"
import { route } from "@/lib/web/route"

export const maxDuration = 10

export const GET = route<{ id: string }>({ scope: "read" }, async ({ db, params }) => {
  const resource = await findResource(db, params.id)
  if (!resource) throw new AppError("not_found", "Not found: there is no such resource.")
  return Response.json(resource)
})
