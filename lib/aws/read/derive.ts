import type { ArnForm } from "@/lib/aws/arn-form"
import { compileTemplate } from "@/lib/aws/read/values"
import type { Display, EmptyCall, ResourceType } from "@/lib/aws/resource-types/define"
import { actionOf, isBatch, type ListCall, listsOf, type Property, type Spec } from "@/lib/aws/types/contract"

/** A type's forms: itself, and those that other listings have. */
export const kindsOf = (spec: Spec): readonly Spec[] => [spec, ...(spec.also ? kindsOf(spec.also) : [])]

const MOST_COLUMNS = 3
const ADDRESSES = ["private_ip", "public_ip"]

/** Its columns by the names of the table's. */
export function columnsOf({ columns, properties, status, vpc, scope, region }: Spec): string[] {
  const simple = Object.keys(properties).filter((key) => properties[key]?.kind !== "items")
  const own = (columns ?? simple.slice(0, MOST_COLUMNS)).map((key) =>
    ADDRESSES.includes(key) ? key : `properties.${key}`,
  )
  const hasRegion = scope !== "global" || region
  return [...(status ? ["status"] : []), ...own, ...(vpc ? ["vpc_id"] : []), ...(hasRegion ? ["region"] : [])]
}

/** A template that ends with the id is read back as it is. */
export function arnFormOf({ id, arn, arnForm }: Spec): { arnForm?: ArnForm } {
  if (arnForm) return { arnForm }
  const end = id.includes("{") ? id : `{${id}}`
  if (!arn?.startsWith("arn:{P}:") || !arn.endsWith(end) || end.includes("}{")) return {}
  const begin = arn.slice("arn:{P}:".length, -end.length).replaceAll("{R}", "*").replaceAll("{O}", "*")
  return { arnForm: `${begin}(?<id>.+)` }
}

export function consolePathOf({ console: usual, consoleFor }: Spec): ResourceType["consolePath"] {
  const link = compileTemplate(usual)
  const others = new Map(Object.entries(consoleFor?.is ?? {}).map(([value, one]) => [value, compileTemplate(one)]))
  return ({ resourceId, region, arn, properties }) => {
    const toPath = others.get(String(properties[consoleFor?.property ?? ""])) ?? link
    const tail = resourceId.split("/").at(-1) ?? ""
    return (
      toPath(
        { id: encodeURIComponent(resourceId), tail: encodeURIComponent(tail), arn },
        { region, partition: "aws", accountId: "", owner: "" },
      ) ?? ""
    )
  }
}

export function displayOf(property: Property): Display {
  // What is sealed has its label there.
  const label = property.kind === "names" ? undefined : property.label
  const { unit, isIndexed, isAddress, isPublicAddress, unusedStates, to } = property
  const isReference = property.isReference ?? (to && true)
  const members = property.kind === "items" ? Object.keys(property.members) : undefined
  const given = { label, unit, isIndexed, isAddress, isPublicAddress, unusedStates, isReference, to, members }
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
}

/** Every IAM action that a scan of a type needs, the list's first. */
export function actionsOf(spec: Spec): [string, ...string[]] {
  const { parent, join, details = [], tags, moreActions = [], also } = spec
  const calls = [...(parent ? [parent] : []), ...listsOf(spec), ...(join ? [join] : []), ...details]
  const ofTags = tags !== null && typeof tags === "object" ? [tags] : []
  const all = [...calls, ...ofTags].map(({ operation }) => actionOf(spec, operation))
  return [...new Set([...all, ...moreActions, ...(also ? actionsOf(also) : [])])] as [string, ...string[]]
}

/** The calls that an account costs which has none of it. What types share has one name. */
export function emptyCallsOf(spec: Spec): EmptyCall[] {
  const { type, parent, scope, also } = spec
  const name = ({ operation, isShared }: ListCall) =>
    `${spec.service.client} ${operation}${isShared ? "" : ` of ${type}`}`
  const own = parent
    ? [{ name: name(parent), isOnce: scope === "global" }]
    : listsOf(spec).map((call) => ({
        name: call.region ? `${name(call)} in ${call.region}` : name(call),
        isOnce: scope === "global" || call.region !== undefined,
      }))
  return [...own, ...(also ? emptyCallsOf(also) : [])]
}

/** Whether each item takes calls of its own. */
export const isReadOneByOne = ({ details = [], tags }: Spec): boolean =>
  details.some((one) => !isBatch(one)) || (tags !== null && typeof tags === "object" && !isBatch(tags) && !tags.index)
