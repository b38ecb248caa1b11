import type { Role } from "../sandbox/account"
import type { Member } from "../sandbox/organization"
import type { Faults } from "../sandbox/server"

const at = (path: string) => `${process.env.AWC_SANDBOX_URL}/_sandbox/${path}`

/** Sets or clears faults of the simulated account that the server under test uses. */
export const setFaults = (faults: Partial<Faults>) =>
  fetch(at("faults"), { method: "PATCH", body: JSON.stringify(faults) })
export const setDenied = (denied: { action: string; region?: string }[]) =>
  fetch(at("deny"), { method: "PUT", body: JSON.stringify(denied) })
/** Lets the simulated account change, as in a day. */
export const passTime = (seed: number) => fetch(at("pass-time"), { method: "POST", body: String(seed) })
/** Makes a role in an account, or changes it. */
export const putRole = (accountId: string, role: Omit<Role, "externalId"> & { externalId?: string | undefined }) =>
  fetch(at("role"), { method: "PUT", body: JSON.stringify({ accountId, ...role }) })
/** Changes the state of an account in its organisation. */
export const setMember = (accountId: string, state: Member["state"]) =>
  fetch(at("member"), { method: "PUT", body: JSON.stringify({ accountId, state }) })
