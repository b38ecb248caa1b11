import type { Faults } from "../sandbox/server"

const at = (path: string) => `${process.env.AWC_SANDBOX_URL}/_sandbox/${path}`

/** Sets or clears faults of the simulated account that the server under test uses. */
export const setFaults = (faults: Partial<Faults>) =>
  fetch(at("faults"), { method: "PATCH", body: JSON.stringify(faults) })
export const setDenied = (denied: { action: string; region?: string }[]) =>
  fetch(at("deny"), { method: "PUT", body: JSON.stringify(denied) })
/** Lets the simulated account change, as in a day. */
export const passTime = (seed: number) => fetch(at("pass-time"), { method: "POST", body: String(seed) })
