interface Statement {
  Effect?: unknown
  Principal?: unknown
  NotPrincipal?: unknown
  Condition?: object
}

/** The statements of a policy in JSON; null if it is none. API Gateway escapes the quotes of its own. */
function statementsOf(policy: unknown): Statement[] | null {
  const text = String(policy)
  const document = parsed(text) ?? parsed(text.replaceAll('\\"', '"'))
  if (document === null || typeof document !== "object") return null
  return [(document as { Statement?: Statement | Statement[] }).Statement ?? []].flat()
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Who a statement names: of `{"AWS": [...], "Service": "..."}`, all of them. */
const principalsOf = ({ Principal = [] }: Statement): string[] =>
  (typeof Principal === "object" && Principal !== null ? Object.values(Principal).flat() : [Principal]).map(String)

/**
 * Whether a policy lets everybody in: it allows `*`, or all but some, on no condition that keeps anybody out.
 * @param found the policy as JSON.
 * @returns null if there is no policy, or one that cannot be read, or one that also denies something to everybody: whom
 *   that keeps out is not known.
 */
export function isOpen([policy]: readonly unknown[]): boolean | null {
  const statements = policy === undefined ? null : statementsOf(policy)
  if (!statements) return null
  const forAll = statements.filter((one) => one.NotPrincipal !== undefined || principalsOf(one).includes("*"))
  if (!forAll.some((one) => one.Effect === "Allow" && !isBound(one))) return false
  return forAll.some((one) => one.Effect === "Deny" && isBound(one)) ? null : true
}

/** Whether it holds on a condition, other than that of an encrypted connection, which anybody can have. */
const isBound = ({ Condition = {} }: Statement): boolean =>
  Object.values(Condition).some((keys: unknown) =>
    Object.keys(keys ?? {}).some((key) => key.toLowerCase() !== "aws:securetransport"),
  )

/** Whom the trust policy of a role lets in: ARNs, accounts, services. IAM encodes it as a part of a URL (RFC 3986). */
export function trusted([policy]: readonly unknown[]): string[] {
  const allowed = statementsOf(decoded(String(policy ?? "")))?.filter(({ Effect }) => Effect === "Allow") ?? []
  return [...new Set(allowed.flatMap(principalsOf))].sort()
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Reads a member of a structure that AWS writes as JSON into a text. */
export const memberOf =
  (name: string) =>
  ([json]: readonly unknown[]): string | null => {
    const value = (parsed(String(json)) as Record<string, unknown> | null)?.[name]
    return typeof value === "string" ? value : null
  }

/** An address without a user, a password and what follows a question mark. They may be secrets. */
export function withoutSecrets(address: unknown): string | null {
  if (typeof address !== "string") return null
  return address.replace(/[?#].*$/s, "").replace(/^([a-z+]+:\/\/)[^/]*@/i, "$1")
}

/** The ARNs of functions, without a version or an alias: `arn:aws:lambda:region:account:function:name:3`. */
export const functionsOf = (found: readonly unknown[]): string[] =>
  [...new Set(found.map((arn) => String(arn).split(":").slice(0, 7).join(":")))].sort()

/** The ARN of a log group, without the `:*` that stands for its streams. */
export const logGroupOf = ([arn]: readonly unknown[]): string | null =>
  arn === undefined ? null : String(arn).replace(/:\*$/, "")
