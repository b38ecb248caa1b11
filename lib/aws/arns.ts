import type { ArnForm, ArnParts } from "@/lib/aws/arn-form"
import { resourceTypes } from "@/lib/aws/resource-types/registry"

/** The resource that an ARN names, or is a part of. */
export interface ArnTarget {
  type: string
  /** Null where ARNs of this form leave it out. */
  accountId: string | null
  region: string | null
  resourceId: string
  /** The resource's own ARN: without a version, an alias, a stream or a path in it. */
  arn: string
}

interface Form {
  type: string
  isGlobal: boolean
  service: string
  pattern: RegExp
  idOf(parts: ArnParts): string
}

/** Made when it is first asked for: the registry may not be complete when this file is loaded. */
let forms: readonly Form[] | undefined

function compile(type: string, isGlobal: boolean, arnForm: ArnForm): Form {
  const { form, id } =
    typeof arnForm === "string" ? { form: arnForm, id: (parts: ArnParts) => parts.id ?? "" } : arnForm
  const [service = "", region, account, ...rest] = form.split(":")
  const places = [region === "*" ? "(?<region>[^:]+)" : region, account === "*" ? "(?<account>[^:]+)" : account]
  const pattern = new RegExp(`^arn:[^:]+:${[service, ...places, ...rest].join(":")}(?=[:/]|$)`)
  return { type, isGlobal, service, pattern, idOf: id }
}

const allForms = (): readonly Form[] =>
  resourceTypes.flatMap(({ type, scope, arnForm }) => (arnForm ? [compile(type, scope === "global", arnForm)] : []))

/**
 * Reads an ARN back to the resource (AWS General Reference, "Amazon Resource Names"; the forms are in each service's part
 * of the Service Authorization Reference). @returns null for one of a kind that is not scanned.
 */
export function readArn(arn: string): ArnTarget | null {
  forms ??= allForms()
  const asked = arn.split(":")[2]
  const read = forms.flatMap((form) => (form.service === asked ? (readAs(form, arn) ?? []) : []))
  // A subscription's ARN begins with its topic's.
  return read.sort((a, b) => b.arn.length - a.arn.length)[0] ?? null
}

/** The type of an ARN that has an id of its own, and leads back to none of ours; null for a kind that has no such type. */
export function typeOfKind(arn: string): string | null {
  const [, , service, , , what = "", kind] = arn.split(":")
  const known = `${service}:${kind === undefined ? what.split("/")[0] : what}`
  return resourceTypes.find(({ arnKind }) => arnKind === known)?.type ?? null
}

function readAs({ type, isGlobal, pattern, idOf }: Form, arn: string): ArnTarget | null {
  const match = pattern.exec(arn)
  if (!match) return null
  const parts: ArnParts = { ...match.groups, arn: match[0] }
  return {
    type,
    accountId: parts.account ?? null,
    region: isGlobal ? "global" : (parts.region ?? null),
    resourceId: idOf(parts),
    arn: match[0],
  }
}
