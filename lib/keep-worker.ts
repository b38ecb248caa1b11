import { type ChildProcess, fork } from "node:child_process"
import { watch } from "node:fs"
import { fileURLToPath } from "node:url"

const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 30_000
/** After a worker has lived this long, the next pause is a short one again. */
const HEALTHY_MS = 60_000
const RELOAD_PAUSE_MS = 300

export interface KeptWorker {
  /** Resolves when the first worker is ready, or has failed to start. */
  ready: Promise<void>
  stop(): Promise<void>
}

/**
 * Keeps a worker running in a separate process, so that reading from AWS never delays a page. A worker that ends is
 * started again, after pauses that grow while it keeps ending.
 * @param reload also restart it when a file under lib/ changes. @param launch starts the process.
 * @param firstPauseMs the first pause; each further one is twice as long.
 */
export function keepWorker({ reload = false, launch = forkWorker, firstPauseMs = FIRST_PAUSE_MS } = {}): KeptWorker {
  let child: ChildProcess
  let restart: NodeJS.Timeout | undefined
  let isStopping = false
  let isReloading = false
  let pauseMs = firstPauseMs

  const start = () =>
    new Promise<void>((ready) => {
      const startedAt = Date.now()
      child = launch()
      child.once("message", () => ready())
      child.on("error", (error) => {
        console.error(`The worker could not be started or reached: ${error.message}`)
        // A process that never began has no end of its own.
        if (child.pid === undefined) child.emit("exit", 1, null)
      })
      child.once("exit", (code, signal) => {
        ready()
        if (isStopping) return
        if (isReloading) {
          isReloading = false
          void start()
          return
        }
        if (Date.now() - startedAt > HEALTHY_MS) pauseMs = firstPauseMs
        console.error(`The worker ended (${signal ?? code}); starting it again in ${pauseMs / 1000} s.`)
        restart = setTimeout(() => void start(), pauseMs)
        pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2)
      })
    })

  const ready = start()
  const watcher = reload
    ? watchSource(() => {
        isReloading = child.kill("SIGTERM")
      })
    : null
  return {
    ready,
    async stop() {
      isStopping = true
      watcher?.close()
      clearTimeout(restart)
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = new Promise((done) => child.once("exit", done))
      child.kill("SIGTERM")
      await ended
    },
  }
}

/** The worker is JavaScript next to the built server, or TypeScript in development. */
function forkWorker(): ChildProcess {
  const isSource = import.meta.url.endsWith(".ts")
  const file = fileURLToPath(new URL(isSource ? "./worker.ts" : "./worker.js", import.meta.url))
  return fork(file, { execArgv: isSource ? ["--import", "tsx"] : [] })
}

function watchSource(onChange: () => void) {
  let timer: NodeJS.Timeout | undefined
  return watch("lib", { recursive: true }, () => {
    clearTimeout(timer)
    timer = setTimeout(onChange, RELOAD_PAUSE_MS)
  })
}
