import { randomBytes } from "node:crypto"
import { join, resolve } from "node:path"
import { ensureAdmin } from "@/lib/auth/users"
import { closeDb, getDb } from "@/lib/db/client"
import { type EmbeddedDatabase, findRunningEmbedded, startEmbedded } from "@/lib/db/embedded"
import { migrateDatabase } from "@/lib/db/migrate"
import { type Env, EnvError, readEnv } from "@/lib/env"
import { describeError } from "@/lib/errors"
import { createResourceViews } from "@/lib/inventory/views"
import { installQueue } from "@/lib/scans/queue"
import { ensureSecretFile } from "@/lib/secret-file"

export interface Booted {
  env: Env
  /** Closes the pool, and stops the embedded database where this process started it. */
  stop(): Promise<void>
}

/**
 * What every entry point does first: reads the environment, generates the missing secrets into DATA_DIR, starts the embedded
 * database where DATABASE_URL is unset, applies the migrations, and creates the administrator of ADMIN_EMAIL.
 * All that follows finds its settings in process.env.
 * @param sharing use the embedded database of a running server, if there is one, instead of starting it.
 * @throws EnvError
 */
export async function boot({ sharing = false } = {}): Promise<Booted> {
  const env = readEnv()
  if (Boolean(env.ADMIN_EMAIL) !== Boolean(env.ADMIN_PASSWORD)) {
    throw new EnvError(`${env.ADMIN_EMAIL ? "ADMIN_PASSWORD" : "ADMIN_EMAIL"} is not set: the administrator needs both`)
  }
  await provideSecrets(env)
  const embedded = await provideDatabase(env, sharing)
  const stop = async () => {
    await closeDb()
    await embedded?.stop()
  }
  try {
    const url = readEnv().DATABASE_URL ?? ""
    await migrateDatabase(url, async (db) => {
      await installQueue(db)
      await createResourceViews(db)
    })
    if (env.ADMIN_EMAIL && env.ADMIN_PASSWORD) await ensureAdmin(getDb(), env.ADMIN_EMAIL, env.ADMIN_PASSWORD)
  } catch (error) {
    await stop()
    throw error
  }
  return { env, stop }
}

/** Runs an entry point: a failure ends the process with one line, and no stack that could hold a secret. */
export function runMain(main: () => Promise<void>): void {
  main().catch((error: unknown) => {
    console.error(
      error instanceof EnvError
        ? `AWS Connect cannot start: ${error.message}.`
        : `AWS Connect stopped: ${describeError(error)}`,
    )
    process.exit(1)
  })
}

/**
 * Ends the process in order on SIGINT, SIGTERM, SIGHUP, or when the parent that forked it is gone. To be called before anything is started: `steps` runs in reverse, so each start
 * adds its own end, and a signal in mid-start ends what there is by then.
 */
export function onEnd(): { add(step: () => Promise<unknown> | unknown): void; isEnding(): boolean } {
  const steps: (() => Promise<unknown> | unknown)[] = []
  let ending = false
  const end = async () => {
    if (ending) return
    ending = true
    for (let step = steps.pop(); step; step = steps.pop()) await step()
    process.exit(0)
  }
  for (const event of ["SIGINT", "SIGTERM", "SIGHUP", "disconnect"]) process.on(event, () => void end())
  return { add: (step) => steps.push(step), isEnding: () => ending }
}

async function provideDatabase(env: Env, sharing: boolean): Promise<EmbeddedDatabase | null> {
  if (env.DATABASE_URL) return null
  const running = sharing ? await findRunningEmbedded(env.DATA_DIR) : null
  if (running) {
    process.env.DATABASE_URL = running
    return null
  }
  const embedded = await startEmbedded(env.DATA_DIR)
  process.env.DATABASE_URL = embedded.url
  return embedded
}

/** Session signing and encryption keys: generated once, and kept in files that only this user can read. */
async function provideSecrets(env: Env): Promise<void> {
  for (const name of ["NEXTAUTH_SECRET", "ENCRYPTION_KEY"] as const) {
    if (env[name]) continue
    const file = join(resolve(env.DATA_DIR), name.toLowerCase().replace("_", "-"))
    process.env[name] = await ensureSecretFile(file, () => randomBytes(32).toString("base64"))
  }
}
