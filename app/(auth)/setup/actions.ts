"use server"

import { headers } from "next/headers"
import { createFirstAdmin, firstAdminSchema } from "@/lib/auth/users"
import { getDb } from "@/lib/db/client"
import { type ActionResult, publicAction } from "@/lib/web/action"
import { clientAddress } from "@/lib/web/client-address"

/** Creates the administrator. Needs no session: the setup code is what is asked for. */
export async function createAdministrator(input: unknown): Promise<ActionResult<null>> {
  return publicAction(firstAdminSchema, input, async (admin) => {
    const sent = await headers()
    await createFirstAdmin(
      getDb(),
      admin,
      clientAddress((name) => sent.get(name)),
    )
    return null
  })
}
