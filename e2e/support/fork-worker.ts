import { type ChildProcess, fork } from "node:child_process"
import type { TestDatabase } from "./database"

const forked: ChildProcess[] = []

/** Starts the real worker in its own process, so that signals can kill or stop it. */
export function forkWorker({ config }: TestDatabase): Promise<ChildProcess> {
  return new Promise((ready, fail) => {
    const child = fork("lib/worker.ts", {
      execArgv: ["--import", "tsx"],
      env: {
        ...process.env,
        DATABASE_URL: config.databaseUrl,
        ENCRYPTION_KEY: config.encryptionKey,
        NEXTAUTH_SECRET: config.sessionSecret,
        AWS_ENDPOINT_URL: config.aws.endpoint,
        WORKER_CONCURRENCY: "4",
      },
    })
    forked.push(child)
    child.once("message", () => ready(child))
    child.once("exit", () => fail(new Error("the worker ended before it was ready")))
  })
}

/** For after each test, whatever its result. */
export function killForked(): void {
  for (const child of forked.splice(0)) child.kill("SIGKILL")
}
