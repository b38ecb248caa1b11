import { companyAccount } from "./company"
import { startSandbox } from "./server"

/** Runs the demo's simulated account as a process of its own: `main.ts [port]`. Prints its address. */
const sandbox = await startSandbox(companyAccount(), { latencyMs: 25 }, Number(process.argv[2] ?? 0))
console.log(sandbox.url)
process.send?.(sandbox.url)
process.on("disconnect", () => process.exit(0))
process.on("SIGTERM", () => process.exit(0))
