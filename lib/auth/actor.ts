import { AppError } from "@/lib/errors"

export const scopes = ["read", "scan"] as const
/** `admin` is a user's alone; no token has it. */
export type Scope = (typeof scopes)[number] | "admin"

/** Who is asking: a signed-in user or an API token, and what they may do. */
export interface Actor {
  /** An e-mail address, or `token <name>`; what scans and the audit log record. */
  name: string
  scopes: readonly Scope[]
}

export const roleScopes = { admin: ["read", "scan", "admin"], viewer: ["read"] } as const satisfies Record<
  string,
  readonly Scope[]
>

/** @throws AppError forbidden where the actor lacks the scope. */
export function assertScope(actor: Actor, scope: Scope): void {
  if (!actor.scopes.includes(scope)) throw new AppError("forbidden", `Not allowed: this needs the scope "${scope}".`)
}
