import { companyAccount } from "./company"
import { generateAccount } from "./generate"
import { startSandbox } from "./server"

/**
 * Runs a simulated account in its own process. Settings: SANDBOX_PLAN (a Plan as JSON; without it, the demo's
 * company) and SANDBOX_LATENCY_MS.
 */
const plan = process.env.SANDBOX_PLAN
const account = plan ? generateAccount(JSON.parse(plan)) : companyAccount()
const sandbox = await startSandbox(account, { latencyMs: Number(process.env.SANDBOX_LATENCY_MS ?? 25) })
console.log(sandbox.url)
process.send?.(sandbox.url)
process.on("disconnect", () => process.exit(0))
process.on("SIGTERM", () => process.exit(0))
