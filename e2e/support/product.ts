import { type ChildProcess, execFile, fork } from "node:child_process"
import { createWriteStream, readFileSync } from "node:fs"
import { join } from "node:path"
import { promisify } from "node:util"

/** The built product's server, as `npm start` runs it, in a process of its own. */
export class Product {
  #server: ChildProcess | undefined

  /** @param dir a folder of its own, for data and log. @param env what it has beside the machine's environment. */
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

  /** Starts the server; resolves when it is ready. @throws where it ends before that. */
  async start(): Promise<void> {
    const server = this.launch()
    await new Promise<void>((ready, fail) => {
      server.once("message", () => ready())
      server.once("exit", (code) => fail(new Error(`The server ended with ${code}: ${this.log.slice(-500)}`)))
    })
  }

  /** Starts the server and waits for nothing. */
  launch(): ChildProcess {
    const log = createWriteStream(join(this.dir, "app.log"), { flags: "a" })
    const server = fork("dist/server.js", { env: this.environment, stdio: ["ignore", "pipe", "pipe", "ipc"] })
    server.stdout?.pipe(log)
    server.stderr?.pipe(log)
    this.#server = server
    return server
  }

  /** Runs one of the product's commands, such as `token`, beside the server. @returns what it prints. */
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
      NEXTAUTH_URL: "",
      HOST: "127.0.0.1",
      PORT: String(this.port),
      DATA_DIR: this.dir,
      ...this.env,
    }
  }
}
