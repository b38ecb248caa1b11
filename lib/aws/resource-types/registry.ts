import { fromSpec } from "@/lib/aws/read/spec"
import type { Category, PropertyDisplay, ResourceType } from "@/lib/aws/resource-types/define"
import { other } from "@/lib/aws/resource-types/other"
import { s3 } from "@/lib/aws/resource-types/s3"
import { specs } from "@/lib/aws/types"

/** Every resource type that we scan, in the order in which people see them. */
export const resourceTypes: readonly ResourceType[] = [...specs.map(fromSpec).toSpliced(3, 0, s3), other]

export const resourceTypeKeys: readonly string[] = resourceTypes.map((one) => one.type)

/**
 * The types of the minimal policy. They are scanned where nobody chose any: a release that brings types must not make an
 * old role fail.
 */
export const minimalTypeKeys: readonly string[] = ["ec2", "rds", "lambda", "s3", "elb", "vpc"]

/** The types that are meant where none were chosen, as null. */
export const chosenTypes = (keys: readonly string[] | null): string[] => [...(keys ?? minimalTypeKeys)]

const byKey = new Map(resourceTypes.map((one) => [one.type, one]))

/** The type with that key, or undefined. */
export const findResourceType = (key: string): ResourceType | undefined => byKey.get(key)

/** Adds a type of a test's or a benchmark's own. @returns a function that takes it away again. */
export function addResourceType(type: ResourceType): () => void {
  const all = resourceTypes as ResourceType[]
  const keys = resourceTypeKeys as string[]
  all.push(type)
  keys.push(type.type)
  byKey.set(type.type, type)
  return () => {
    all.splice(all.indexOf(type), 1)
    keys.splice(keys.indexOf(type.type), 1)
    byKey.delete(type.type)
  }
}

/** The type with that key. @throws Error for an unknown key, such as that of a type that was removed. */
export function getResourceType(key: string): ResourceType {
  const type = findResourceType(key)
  if (!type) throw new Error(`No resource type ${key}`)
  return type
}

/** What the pages call a type, and how they mark it. */
export interface TypeName {
  type: string
  name: string
  category: Category
  icon: { color: string; path: string }
}

export const typeName = ({ type, name, category, icon }: ResourceType): TypeName => ({
  ...{ type, category, icon },
  name: sentenceCase(name),
})

export interface TypeLabel extends TypeName {
  description: string
  scope: "regional" | "global"
  /** It is scanned where nobody chose types. */
  isMinimal: boolean
  /** The property with the names of the sealed values, and its label on the pages. */
  sealed?: { property: string; label: string } | undefined
  display: Readonly<Record<string, PropertyDisplay | undefined>>
}

const labelOf = (type: ResourceType): TypeLabel => ({
  ...typeName(type),
  ...{ description: type.description, scope: type.scope, sealed: type.sealed, display: type.display },
  isMinimal: minimalTypeKeys.includes(type.type),
})

/** What the pages know of the types: labels and icons, but no scanner and no SDK. */
export const typeLabels = (): TypeLabel[] => resourceTypes.map(labelOf)

/** The labels of these types. If a type of an old scan is no longer in the registry, its key is its name. */
export const labelsOf = (keys: readonly string[]): TypeLabel[] =>
  keys.map((key) => {
    const type = byKey.get(key)
    return type ? labelOf(type) : { ...UNKNOWN, type: key, name: key }
  })

/** The same without what only a resource's own page needs. */
export const namesOf = (keys: readonly string[]): TypeName[] =>
  labelsOf(keys).map(({ type, name, category, icon }) => ({ type, name, category, icon }))

const UNKNOWN = {
  description: "No longer scanned",
  category: "Other",
  scope: "regional",
  isMinimal: false,
  display: {},
  icon: { color: "#667085", path: "M12 17h.01M12 13a3 3 0 1 0-3-3" },
} as const

/** Turns `Load Balancers` into `Load balancers`; `EC2`, `VPCs` and the names of AWS's products stay as they are. */
const sentenceCase = (name: string) =>
  name.replace(/ (?!Scaling|Fargate)[A-Z](?=[a-z])/g, (initial) => initial.toLowerCase())
