import { fieldsVersion, inventoryFields } from "@/lib/inventory/fields"
import { route } from "@/lib/web/route"

const YEAR_SECONDS = 31_536_000

/** The fields of the query language, for the box. An address that names their version never gives another answer. */
export const GET = route({ permission: "inventory.read" }, async ({ request }) => {
  const isNamed = new URL(request.url).searchParams.get("v") === fieldsVersion
  return Response.json(
    { fields: inventoryFields },
    { headers: { "cache-control": isNamed ? `private, max-age=${YEAR_SECONDS}, immutable` : "no-store" } },
  )
})
