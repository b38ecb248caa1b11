import type { App } from "@/lib/context"
import { describeError } from "@/lib/errors"
import { expireScans } from "@/lib/scans/expire"

/** What has to be done from time to time, by whichever process is there. It never throws. */
export async function keepHouse(app: App): Promise<void> {
  try {
    await expireScans(app)
  } catch (error) {
    console.error(`Old scans could not be checked: ${describeError(error)}`)
  }
}
