import { randomBytes } from "node:crypto"
import type { Actor } from "@/lib/auth/permissions"
import { type Config, readSettings, requireConfig } from "@/lib/config"
import type { Ctx } from "@/lib/context"
import type { Db } from "@/lib/db/client"

const encryptionKey = randomBytes(32).toString("base64")

/** The configuration that the product would read at startup. `more` overrides parts of it. */
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

/** An actor that may do everything. Tests expect its name in scans. */
export const tester: Actor = { kind: "system", name: "tester@example.com" }

export const contextOf = (db: Db, config: Config, actor: Actor = tester): Ctx => ({ db, config, actor })
