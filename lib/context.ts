import type { Actor } from "@/lib/auth/permissions"
import type { Config } from "@/lib/config"
import type { Db } from "@/lib/db/client"

/** What a process has: its one connection pool, and its settings. */
export interface App {
  db: Db
  config: Config
}

/** What every verb takes first: the process's means, and who is asking. */
export interface Ctx extends App {
  actor: Actor
}
