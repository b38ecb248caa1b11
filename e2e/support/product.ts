import { type ChildProcess, execFile, fork } from "node:child_process"
import { createWriteStream, readFileSync } from "node:fs"
import { join } from "node:path"
import { promisify } from "node:util"
import { QUICK_EC2_CALLS } from "./pace"

/** Runs the built server in its own process, as `npm start` does. */
export class Product {
  #server: ChildProcess | undefined

  /** @param dir its own folder, for data and log. @param env variables that it gets in addition to the test's own. */
  constructor(
    readonly dir: string,
    readonly port: number,
    readonly env: Record<string, string | undefined>,
  ) {}

  get pid(): number {
    return this.#server?.pid ?? 0
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  get log(): string {
    return readFileSync(join(this.dir, "app.log"), "utf8")
  }

  /** Starts the server; resolves when it is ready. @throws if it ends before that. */
  async start(): Promise<void> {
    const server = this.launch()
    await new Promise<void>((ready, fail) => {
      server.once("message", () => ready())
      server.once("exit", (code) => fail(new Error(`The server ended with ${code}: ${this.log.slice(-500)}`)))
    })
  }

  /** Starts the server without waiting until it is ready. */
  launch(): ChildProcess {
    const log = createWriteStream(join(this.dir, "app.log"), { flags: "a" })
    const server = fork("dist/server.js", { env: this.environment, stdio: ["ignore", "pipe", "pipe", "ipc"] })
    server.stdout?.pipe(log)
    server.stderr?.pipe(log)
    this.#server = server
    return server
  }

  /** Runs one of the product's commands, such as `token`, in another process. @returns what it prints. */
  async command(name: string, ...args: string[]): Promise<string> {
    const { stdout } = await promisify(execFile)(process.execPath, [`dist/${name}.js`, ...args], {
      env: this.environment,
    })
    return stdout.trim()
  }

  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    const server = this.#server
    if (!server || server.exitCode !== null || server.signalCode !== null) return
    const gone = new Promise((done) => server.once("exit", done))
    server.kill(signal)
    await gone
  }

  get environment(): NodeJS.ProcessEnv {
    return {
      ...process.env,
      NODE_ENV: "production",
      DATABASE_URL: "",
      DATABASE_DIRECT_URL: "",
      DATABASE_CA: "",
      NEXTAUTH_URL: "",
      HOST: "127.0.0.1",
      PORT: String(this.port),
      AWS_EC2_CALLS_PER_SECOND: String(QUICK_EC2_CALLS),
      DATA_DIR: this.dir,
      ...this.env,
    }
  }
}
