import { AppError } from "@/lib/errors"

export const roles = ["viewer", "operator", "admin"] as const
export type Role = (typeof roles)[number]

export const scopes = ["read", "scan", "manage"] as const
export type Scope = (typeof scopes)[number]

/** If set, the only AWS accounts whose resources the actor may see. */
interface Restricted {
  accounts?: readonly string[]
}

/** Who is asking. `name` is what scans and the audit log record: an e-mail address, or `token <name>`. */
export type Actor =
  | ({ kind: "user"; id: string; name: string; role: Role } & Restricted)
  | ({ kind: "token"; id: string; name: string; scopes: readonly Scope[] } & Restricted)
  /** A person at the server's own shell, or the product itself. It may do everything. */
  | { kind: "system"; name: string }

/** The only table of permissions: verbs, pages, actions and routes all use it. */
const table = {
  "inventory.read": { roles: ["viewer", "operator", "admin"], scopes: ["read"] },
  "values.reveal": { roles: ["admin"], scopes: [] },
  "views.save": { roles: ["viewer", "operator", "admin"], scopes: ["scan"] },
  "policy.read": { roles: ["viewer", "operator", "admin"], scopes: ["read"] },
  "scans.read": { roles: ["viewer", "operator", "admin"], scopes: ["read"] },
  "scans.start": { roles: ["operator", "admin"], scopes: ["scan"] },
  "scans.cancel": { roles: ["operator", "admin"], scopes: ["scan"] },
  "connection.test": { roles: ["operator", "admin"], scopes: ["scan"] },
  "connections.read": { roles: ["viewer", "operator", "admin"], scopes: ["read"] },
  /** Test, scan, discover and schedule; it also shows the external id, which the role's trust needs. */
  "connections.use": { roles: ["operator", "admin"], scopes: ["scan"] },
  "connections.manage": { roles: ["admin"], scopes: ["manage"] },
  "webhooks.read": { roles: ["operator", "admin"], scopes: ["manage"] },
  "webhooks.manage": { roles: ["admin"], scopes: ["manage"] },
  "tokens.manage": { roles: [], scopes: [] },
  "users.manage": { roles: [], scopes: [] },
} as const satisfies Record<string, { roles: readonly Role[]; scopes: readonly Scope[] }>

export type Permission = keyof typeof table

/** Whether the actor may do this. */
export function can(actor: Actor, permission: Permission): boolean {
  const granted: { roles: readonly Role[]; scopes: readonly Scope[] } = table[permission]
  if (actor.kind === "user") return granted.roles.includes(actor.role)
  if (actor.kind === "token") return granted.scopes.some((scope) => actor.scopes.includes(scope))
  return true
}

/** @throws AppError forbidden; the message names the role or scope that the actor needs. */
export function authorise({ actor }: { actor: Actor }, permission: Permission): void {
  if (can(actor, permission)) return
  const needed = table[permission]
  const wanted = actor.kind === "token" ? needed.scopes.map((scope) => `the scope "${scope}"`) : needed.roles
  const what = wanted.length ? `this needs ${actor.kind === "token" ? "" : "the role "}${wanted.join(" or ")}` : NOBODY
  throw new AppError("forbidden", `Not allowed: ${what}.`)
}

const NOBODY = "your kind of sign-in does not give this permission"

/** The roles' names on the pages. */
export const roleLabels: Readonly<Record<Role, string>> = {
  viewer: "Viewer",
  operator: "Operator",
  admin: "Administrator",
}
