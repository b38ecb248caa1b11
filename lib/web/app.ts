import "server-only"
import { readSettings, requireConfig } from "@/lib/config"
import type { App } from "@/lib/context"
import { openDb } from "@/lib/db/client"
import { findPublishedApp, publishApp } from "@/lib/published-app"

/**
 * What this process shares. Our server publishes it at its start. On hosts that do not run our server, such as Vercel,
 * it is made from the environment at the first request.
 * @throws ConfigError if a setting is missing.
 */
export function getApp(): App {
  const known = findPublishedApp()
  if (known) return known
  const config = requireConfig(readSettings())
  return publishApp({ config, db: openDb(config) })
}
