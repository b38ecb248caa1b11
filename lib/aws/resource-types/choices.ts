import { type Coverage, coverageOf } from "@/lib/aws/managed-policies"
import { ACCOUNT_ACTIONS, scanActions } from "@/lib/aws/policy"
import { recommendedTypeKeys } from "@/lib/aws/resource-types/bundles"
import { type Cost, costOf } from "@/lib/aws/resource-types/cost"
import type { EmptyCall, ResourceType } from "@/lib/aws/resource-types/define"
import {
  minimalTypeKeys,
  resourceTypeKeys,
  resourceTypes,
  type TypeName,
  typeName,
} from "@/lib/aws/resource-types/registry"

/** A resource type as a person chooses it. */
export interface TypeChoice extends TypeName {
  description: string
  permissions: readonly string[]
  emptyCalls: readonly EmptyCall[]
  isMinimal: boolean
  /** It may come by the thousand, with a call for each. */
  isCostly: boolean
  isReadOneByOne: boolean
}

/** The types that one name stands for where a person chooses. */
export type BundleKey = "minimal" | "recommended" | "*"

export interface Bundle extends Cost {
  key: BundleKey
}

const toChoice = (type: ResourceType): TypeChoice => ({
  ...typeName(type),
  description: type.description,
  permissions: type.iamActions,
  emptyCalls: type.emptyCalls,
  isMinimal: minimalTypeKeys.includes(type.type),
  isCostly: type.isCostly ?? false,
  isReadOneByOne: type.isReadOneByOne ?? false,
})

/** Everything that choosing needs, for who opens the choice. */
export interface Choices {
  types: TypeChoice[]
  /** The permissions that every scan needs. */
  always: readonly string[]
  /** What AWS's own policies lack of all of it. */
  coverage: Coverage[]
}

export const listChoices = (): Choices => ({
  types: resourceTypes.map(toChoice),
  always: ACCOUNT_ACTIONS,
  coverage: coverageOf(scanActions(resourceTypes)),
})

const BUNDLES: Readonly<Record<BundleKey, () => readonly string[]>> = {
  minimal: () => minimalTypeKeys,
  recommended: recommendedTypeKeys,
  "*": () => resourceTypeKeys,
}

/** The bundles, each with what it costs. */
export const listBundles = (): Bundle[] =>
  Object.entries(BUNDLES).map(([key, keysOf]) => {
    const types = keysOf()
    const chosen = resourceTypes.filter(({ type }) => types.includes(type)).map(toChoice)
    return { key: key as BundleKey, ...costOf(chosen, ACCOUNT_ACTIONS) }
  })

/** The bundle that has exactly these types; null for a person's own choice. @param types null for the minimal ones. */
export function bundleOf(types: readonly string[] | null): BundleKey | null {
  if (types === null) return "minimal"
  const same = (keys: readonly string[]) => keys.length === types.length && keys.every((key) => types.includes(key))
  return (Object.keys(BUNDLES) as BundleKey[]).find((key) => same(BUNDLES[key]())) ?? null
}

/**
 * The types that a release brought since somebody chose, and that belong to what was chosen: of a person's own choice, those
 * that are recommended.
 * @param chosen null for the minimal ones. @param known the types that there were; null if nobody noted them.
 */
export function newTypes(chosen: readonly string[] | null, known: readonly string[] | null): string[] {
  const own = chosen ?? minimalTypeKeys
  const before = known ?? [...minimalTypeKeys, ...own]
  const hadAll = known?.every((key) => own.includes(key)) ?? false
  const wanted = hadAll ? resourceTypeKeys : recommendedTypeKeys()
  return wanted.filter((key) => !before.includes(key) && !own.includes(key))
}
