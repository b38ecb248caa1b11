import { deliverDue } from "@/lib/connections/notify/deliver"
import { settleEndedScans } from "@/lib/connections/notify/settle"
import { runDueSchedules } from "@/lib/connections/schedule/run-due"
import type { App } from "@/lib/context"
import { describeError } from "@/lib/errors"

const EVERY_MS = 1_000

/**
 * What happens because time passes: due schedules start their scans, ended scans are settled, due messages are sent. Any
 * number of processes may do it at the same time. It never throws.
 */
export async function tick(app: App, now = new Date()): Promise<void> {
  await attempt("Due schedules could not be started", () => runDueSchedules(app, now))
  await attempt("Ended scans could not be settled", () => settleEndedScans(app, now))
  await attempt("Notifications could not be sent", () => deliverDue(app, now))
}

async function attempt(problem: string, act: () => Promise<unknown>): Promise<void> {
  try {
    await act()
  } catch (error) {
    console.error(`${problem}: ${describeError(error)}`)
  }
}

/** Ticks once a second; a turn that takes longer holds up only the next one. @returns a function that ends it. */
export function tickRegularly(app: App): () => Promise<void> {
  let turn: Promise<void> | null = null
  const timer = setInterval(() => {
    turn ??= tick(app).finally(() => {
      turn = null
    })
  }, EVERY_MS)
  return async () => {
    clearInterval(timer)
    await turn
  }
}
