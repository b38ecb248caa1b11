import { companyWorld } from "./company"
import { generateAccount } from "./generate"
import { startSandbox } from "./server"

/**
 * Runs simulated accounts in their own process. Settings: SANDBOX_PLAN (a Plan as JSON for one account; without it, the
 * demo's company), SANDBOX_LATENCY_MS, and SANDBOX_ALLOW: an action that the account's identities may call, or `*`.
 */
const plan = process.env.SANDBOX_PLAN
const world = plan ? generateAccount(JSON.parse(plan)) : companyWorld()
const allowed = process.env.SANDBOX_ALLOW
if (allowed && "identities" in world) for (const identity of world.identities) identity.allow = [allowed]
const sandbox = await startSandbox(world, { latencyMs: Number(process.env.SANDBOX_LATENCY_MS ?? 25) })
console.log(sandbox.url)
process.send?.(sandbox.url)
process.on("disconnect", () => process.exit(0))
process.on("SIGTERM", () => process.exit(0))
