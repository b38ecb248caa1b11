// Runs before anything is installed: Node's own modules only.
import { fork } from "node:child_process"

/** The programs that a command of ours runs, as one thing to start and stop. Ctrl-C ends all of them in order. */
export class Children {
  #running = []
  isStopping = false

  constructor() {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => void this.end(0))
  }

  /**
   * Starts a program, from its source if it is TypeScript. It is detached from the terminal's signals, since this process
   * ends its children in order. @returns a promise of the first thing that it says of itself.
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
        if (!this.isStopping) void this.end(code || 1)
      })
    })
  }

  /** Ends the last one first: it stands on the others. */
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
