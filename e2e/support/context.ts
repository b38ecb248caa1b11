import { randomBytes } from "node:crypto"
import type { Actor } from "@/lib/auth/permissions"
import { type Config, readSettings, requireConfig } from "@/lib/config"
import type { Ctx } from "@/lib/context"
import type { Db } from "@/lib/db/client"

const encryptionKey = randomBytes(32).toString("base64")

/** Settings as a start of the product makes them. A test changes what it wants to. */
export const testConfig = (databaseUrl: string, more: Partial<Config> = {}): Config => ({
  ...requireConfig(
    readSettings({
      DATABASE_URL: databaseUrl,
      ENCRYPTION_KEY: encryptionKey,
      NEXTAUTH_SECRET: "a secret of the tests",
    }),
  ),
  ...more,
})

/** May do everything, under the name that the tests expect in scans. */
export const tester: Actor = { kind: "system", name: "tester@example.com" }

export const contextOf = (db: Db, config: Config, actor: Actor = tester): Ctx => ({ db, config, actor })
