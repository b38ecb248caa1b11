import type { Actor } from "@/lib/auth/permissions"
import type { Config } from "@/lib/config"
import type { Db } from "@/lib/db/client"

/** What all parts of a process share: one connection pool, and the settings. */
export interface App {
  db: Db
  config: Config
}

/** The first argument of every verb: what the process shares, and who is asking. */
export interface Ctx extends App {
  actor: Actor
}
