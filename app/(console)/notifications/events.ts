import type { WebhookEvent } from "@/lib/db/states"

/** The events in words. */
export const eventWords: Record<WebhookEvent, string> = {
  "scan.failed": "A scan failed",
  "scan.partial": "A scan was partial",
  "connection.failing": "A connection stopped working",
  "view.matched": "Resources of a saved view appeared, changed or went",
}
