import { type ChildProcess, fork } from "node:child_process"
import { randomBytes } from "node:crypto"
import { readFileSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import postgres from "postgres"
import type { Actor } from "@/lib/auth/permissions"
import { readSettings, requireConfig } from "@/lib/config"
import type { Ctx } from "@/lib/context"
import { openDb } from "@/lib/db/client"
import { databaseFolder } from "@/lib/db/embedded/cluster"
import { APP_ROLE } from "@/lib/db/embedded/roles"
import { startEmbedded } from "@/lib/db/embedded/start"
import { prepareDatabase } from "@/lib/prepare-database"
import { scanRequestSchema } from "@/lib/scans/schemas"
import type { CallRecord } from "../e2e/sandbox/server"
import type { Workload } from "./workload"

/** A scan of everything, with the simulated account's documented example keys. */
export const request = scanRequestSchema.parse({
  credentials: {
    aws_access_key_id: "AKIAIOSFODNN7EXAMPLE",
    aws_secret_access_key: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  },
  regions: ["*"],
})

export interface Stage {
  /** Replaces the last database with a new, migrated one. @param endpoint the simulated account's address. */
  freshDatabase(endpoint: string): Promise<Ctx>
  /** CPU seconds of the database so far, those of its ended sessions included. */
  databaseSeconds(): number
  close(): Promise<void>
}

const NAME = "bench"
const actor: Actor = { kind: "system", name: "bench" }

/** Starts an embedded PostgreSQL for the benchmark, as users run it. */
export async function openStage(): Promise<Stage> {
  const secrets = {
    ENCRYPTION_KEY: randomBytes(32).toString("base64"),
    NEXTAUTH_SECRET: randomBytes(32).toString("base64"),
  }
  const directory = await mkdtemp(join(tmpdir(), "awc-bench-"))
  const server = await startEmbedded(directory)
  const superuser = new URL(server.url)
  superuser.username = "postgres"
  superuser.password = readFileSync(join(directory, "postgres-password"), "utf8").trim()
  let current: Ctx | undefined
  const leave = async () => current?.db.$client.end({ timeout: 5 })
  return {
    async freshDatabase(endpoint) {
      await leave()
      const admin = postgres(superuser.href, { max: 1, onnotice: () => {} })
      // Drop the last database: WAL is counted for the whole server, and autovacuum would still clean that database.
      await admin.unsafe(`drop database if exists ${NAME} with (force)`)
      await admin.unsafe(`create database ${NAME} owner ${APP_ROLE}`)
      // The benchmark counts WAL and runs VACUUM and CHECKPOINT. The product's own role may not do that.
      await admin.unsafe(`grant pg_monitor, pg_checkpoint, pg_maintain to ${APP_ROLE}`)
      await admin.end()
      const url = server.url.replace(/\/postgres$/, `/${NAME}`)
      const env = { ...process.env, ...secrets, DATABASE_URL: url, AWS_ENDPOINT_URL: endpoint }
      const config = requireConfig(readSettings(env))
      await prepareDatabase(config)
      current = { config, db: openDb(config), actor }
      return current
    },
    databaseSeconds: () => cpuOfTree(postmasterOf(directory)),
    async close() {
      await leave()
      await server.stop()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

/** Runs the simulated account in its own process, so that its CPU time is not counted as ours. */
export const startAccount = ({ regions, buckets }: Workload): Promise<{ url: string; stop(): void }> =>
  startChild("e2e/sandbox/main.ts", {
    SANDBOX_PLAN: JSON.stringify({ seed: 1, regions, buckets }),
    SANDBOX_LATENCY_MS: "0",
  })

/** Starts a program that sends its address. */
export async function startChild(program: string, env: Record<string, string>): Promise<{ url: string; stop(): void }> {
  const child = launch(program, env)
  const url = await new Promise<string>((done) => child.once("message", (message) => done(String(message))))
  return { url, stop: () => child.kill() }
}

/** Sets faults of the simulated account: latency in ms, and rates from 0 to 1. */
export const setFaults = (
  url: string,
  faults: { latencyMs?: number; throttleRate?: number; dropRate?: number; errorRate?: number },
) => fetch(`${url}/_sandbox/faults`, { method: "PATCH", body: JSON.stringify(faults) })
export const forgetCalls = (url: string) => fetch(`${url}/_sandbox/calls`, { method: "DELETE" })
/** @param which of the calls; all if it is left out. */
export const countCalls = async (url: string, which: (call: CallRecord) => boolean = () => true): Promise<number> =>
  ((await (await fetch(`${url}/_sandbox/calls`)).json()) as CallRecord[]).filter(which).length

export interface WorkerProcess {
  /** CPU seconds so far and peak memory in MB, both from /proc; NaN if the system has no /proc. */
  usage(): { cpuSeconds: number; peakMegabytes: number }
  stop(): Promise<void>
}

/** Starts the real worker, as `npm run worker` does. Needs `npm run build:entries`. @param program another worker. */
export async function startWorkerProcess(
  { config }: Pick<Ctx, "config">,
  env: Record<string, string> = {},
  program = "dist/worker.js",
): Promise<WorkerProcess> {
  const child = launch(program, {
    DATABASE_URL: config.databaseUrl,
    ENCRYPTION_KEY: config.encryptionKey,
    NEXTAUTH_SECRET: config.sessionSecret,
    AWS_ENDPOINT_URL: config.aws.endpoint ?? "",
    ...env,
  })
  await new Promise((done) => child.once("message", done))
  return {
    usage: () => readUsage(child.pid ?? 0),
    async stop() {
      const gone = new Promise((done) => child.once("exit", done))
      child.kill("SIGTERM")
      await gone
    },
  }
}

/** Runs one of the benchmark's programs. @returns the one message that it sends. */
export async function runProcess<T>(program: string, env: Record<string, string>): Promise<T> {
  const child = launch(program, env)
  return new Promise((done, fail) => {
    child.once("message", (message) => done(message as T))
    child.once("exit", (code) => fail(new Error(`${program} ended with ${code}`)))
  })
}

const launch = (program: string, env: Record<string, string>): ChildProcess =>
  fork(program, {
    execArgv: program.endsWith(".ts") ? ["--import", "tsx"] : [],
    env: { ...process.env, ...env } as NodeJS.ProcessEnv,
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  })

const CLOCK_TICKS = 100

const postmasterOf = (directory: string): number =>
  Number(readFileSync(join(databaseFolder(directory), "postmaster.pid"), "utf8").split("\n")[0])

/** CPU seconds of a process, of its children, and of the children that it has seen end. */
function cpuOfTree(pid: number): number {
  const ticks = (of: number, withEnded: boolean) => {
    const stat = readFileSync(`/proc/${of}/stat`, "utf8").split(") ")[1]?.split(" ") ?? []
    const own = Number(stat[11]) + Number(stat[12])
    return withEnded ? own + Number(stat[13]) + Number(stat[14]) : own
  }
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean)
  return (
    [...children.map((one) => ticks(Number(one), false)), ticks(pid, true)].reduce((a, b) => a + b, 0) / CLOCK_TICKS
  )
}

function readUsage(pid: number): { cpuSeconds: number; peakMegabytes: number } {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? []
    const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]
    return { cpuSeconds: (Number(stat[11]) + Number(stat[12])) / CLOCK_TICKS, peakMegabytes: Number(peak) / 1024 }
  } catch {
    return { cpuSeconds: Number.NaN, peakMegabytes: Number.NaN }
  }
}
