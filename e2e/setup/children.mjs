// Runs before any package is installed, so it may import only Node's own modules.
import { fork } from "node:child_process"

/** The programs that one of our commands runs. Ctrl-C ends all of them, the last one first. */
export class Children {
  #running = []
  isStopping = false

  constructor() {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => void this.end(0))
  }

  /**
   * Starts a program, from its source if it is TypeScript. It is detached, so that Ctrl-C reaches only this process,
   * which then ends its children in order. @returns the first message that the program sends.
   */
  start(program, { args = [], env = {}, output = "ignore" } = {}) {
    return new Promise((done, fail) => {
      const child = fork(program, args, {
        execArgv: program.endsWith(".ts") ? ["--import", "tsx"] : [],
        env: { ...process.env, ...env },
        stdio: ["ignore", output, "inherit", "ipc"],
        detached: true,
      })
      this.#running.push(child)
      child.once("message", done)
      child.once("exit", (code) => {
        fail(new Error(`${program} ended.`))
        if (this.isStopping) return
        console.error(`${program} ended.`)
        void this.end(code || 1)
      })
    })
  }

  /** Ends the last program first, because it depends on the others. */
  async end(code) {
    if (this.isStopping) return
    this.isStopping = true
    for (const child of this.#running.reverse()) {
      if (child.exitCode !== null || child.signalCode !== null) continue
      const gone = new Promise((done) => child.once("exit", done))
      child.kill("SIGTERM")
      await gone
    }
    process.exit(code)
  }
}
