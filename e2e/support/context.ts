import { randomBytes } from "node:crypto"
import type { Actor } from "@/lib/auth/permissions"
import { type Config, readSettings, requireConfig } from "@/lib/config"
import type { Ctx } from "@/lib/context"
import type { Db } from "@/lib/db/client"
import { QUICK_EC2_CALLS, quickPace } from "./pace"

const encryptionKey = randomBytes(32).toString("base64")

/** The configuration that the product would read at startup, with shorter pauses. `more` overrides parts of it. */
export function testConfig(databaseUrl: string, more: Partial<Config> = {}): Config {
  const read = requireConfig(
    readSettings({
      DATABASE_URL: databaseUrl,
      ENCRYPTION_KEY: encryptionKey,
      NEXTAUTH_SECRET: "a secret of the tests",
    }),
  )
  const aws = { ...read.aws, ec2CallsPerSecond: QUICK_EC2_CALLS, pace: quickPace.aws }
  return { ...read, pace: quickPace, aws, ...more }
}

/** An actor that may do everything. Tests expect its name in scans. */
export const tester: Actor = { kind: "system", name: "tester@example.com" }

export const contextOf = (db: Db, config: Config, actor: Actor = tester): Ctx => ({ db, config, actor })
