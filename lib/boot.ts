import { randomBytes } from "node:crypto"
import { join, resolve } from "node:path"
import { ensureAdmin } from "@/lib/auth/users"
import { type Config, ConfigError, readSettings, type Settings } from "@/lib/config"
import type { App } from "@/lib/context"
import { openDb } from "@/lib/db/client"
import { findRunningEmbedded, startEmbedded } from "@/lib/db/embedded/start"
import { assertNoHiddenPooler } from "@/lib/db/pooler"
import { describeError } from "@/lib/errors"
import { usualPace } from "@/lib/pace"
import { prepareDatabase } from "@/lib/prepare-database"
import { ensureSecretFile } from "@/lib/secret-file"

export interface Booted {
  app: App
  /** Closes the pool, and stops the embedded database if this process started it. */
  stop(): Promise<void>
}

/**
 * What every entry point does first: it reads the environment, generates missing secrets into DATA_DIR, starts the
 * embedded database if DATABASE_URL is not set, brings the database up to date, and creates the administrator from
 * ADMIN_EMAIL.
 * @param sharing use the embedded database of a running server, if there is one, instead of starting it.
 * @throws ConfigError
 */
export async function boot({ sharing = false, pace = usualPace } = {}): Promise<Booted> {
  const read = readSettings()
  const settings = { ...read, pace, aws: { ...read.aws, pace: pace.aws } }
  const secrets = await provideSecrets(settings)
  const database = await provideDatabase(settings, sharing)
  const config: Config = { ...settings, ...secrets, databaseUrl: database.url }
  const db = openDb(config)
  const stop = async () => {
    await db.$client.end({ timeout: 5 })
    await database.stop()
  }
  try {
    if (settings.databaseUrl) await assertNoHiddenPooler(config)
    await prepareDatabase(config)
    const { adminEmail, adminPassword } = config
    if (adminEmail && adminPassword) await ensureAdmin(db, adminEmail, adminPassword)
  } catch (error) {
    await stop()
    throw error
  }
  return { app: { db, config }, stop }
}

/** Runs an entry point. A failure ends the process with one line, without a stack that could contain a secret. */
export function runMain(main: () => Promise<void>): void {
  outliveClosedPipes()
  main().catch((error: unknown) => {
    const isConfiguration = error instanceof ConfigError
    console.error(
      isConfiguration ? `AWS Connect cannot start: ${error.message}.` : `AWS Connect stopped: ${describeError(error)}`,
    )
    process.exit(1)
  })
}

/** The program that reads our log may end (`npm start | head`). Then the log is lost, and the work continues. */
function outliveClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error
    })
  }
}

type Step = () => Promise<unknown> | unknown

/**
 * Ends the process in order on SIGINT, SIGTERM, SIGHUP, or when the parent process that forked it ends. Call it before
 * anything is started. Each part that starts adds a step that stops it, and the steps run in reverse order. A signal
 * during the start therefore stops what has been started by then.
 */
export function onEnd(): { add(step: Step): void; isEnding(): boolean } {
  const steps: Step[] = []
  let isEnding = false
  const end = async () => {
    if (isEnding) return
    isEnding = true
    for (let step = steps.pop(); step; step = steps.pop()) {
      try {
        await step()
      } catch (error) {
        // The other steps still end what they started.
        console.error(`A part of AWS Connect did not end in order: ${describeError(error)}`)
      }
    }
    process.exit(0)
  }
  for (const event of ["SIGINT", "SIGTERM", "SIGHUP", "disconnect"]) process.on(event, () => void end())
  return { add: (step) => void steps.push(step), isEnding: () => isEnding }
}

async function provideDatabase(
  { databaseUrl, dataDir }: Settings,
  sharing: boolean,
): Promise<{ url: string; stop(): Promise<void> }> {
  const given = databaseUrl ?? (sharing ? await findRunningEmbedded(dataDir) : null)
  return given ? { url: given, stop: async () => {} } : startEmbedded(dataDir)
}

/** Keys for sessions and encryption: generated once, and kept in files that only this user can read. */
async function provideSecrets(settings: Settings): Promise<Pick<Config, "sessionSecret" | "encryptionKey">> {
  const keyFrom = (file: string) =>
    ensureSecretFile(join(resolve(settings.dataDir), file), () => randomBytes(32).toString("base64"))
  return {
    sessionSecret: settings.sessionSecret ?? (await keyFrom("nextauth-secret")),
    encryptionKey: settings.encryptionKey ?? (await keyFrom("encryption-key")),
  }
}
