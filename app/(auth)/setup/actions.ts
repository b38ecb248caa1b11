"use server"

import { headers } from "next/headers"
import { createFirstAdmin, firstAdminSchema } from "@/lib/auth/users"
import { type ActionResult, publicAction } from "@/lib/web/action"
import { clientAddress } from "@/lib/web/client-address"

/** Creates the administrator. It needs no session: the setup code shows that the caller runs this server. */
export async function createAdministrator(input: unknown): Promise<ActionResult<null>> {
  return publicAction(firstAdminSchema, input, async ({ db }, admin) => {
    const sent = await headers()
    await createFirstAdmin(
      db,
      admin,
      clientAddress((name) => sent.get(name)),
    )
    return null
  })
}
