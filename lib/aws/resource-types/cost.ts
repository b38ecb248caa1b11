import type { EmptyCall } from "@/lib/aws/resource-types/define"

/** The regions that every account has enabled (AWS General Reference, "AWS regions that are enabled by default"). */
export const USUAL_REGIONS = 17
/** Who we are, which regions are enabled, and whether there is a tag index. */
export const PLANNING_CALLS = 3

/** What scanning types costs. */
export interface Cost {
  types: number
  /** The calls to AWS of a scan that finds nothing. */
  calls: number
  permissions: number
}

interface Priced {
  permissions: readonly string[]
  emptyCalls: readonly EmptyCall[]
}

/**
 * What scanning these types costs an account that has none of them. Pure, so that the browser counts as the server does.
 * @param always the permissions that every scan needs.
 */
export function costOf(types: readonly Priced[], always: readonly string[], regions = USUAL_REGIONS): Cost {
  const calls = new Map(types.flatMap(({ emptyCalls }) => emptyCalls.map(({ name, isOnce }) => [name, isOnce])))
  const places = [...calls.values()].map((isOnce) => (isOnce ? 1 : regions))
  return {
    types: types.length,
    calls: PLANNING_CALLS + places.reduce((sum, count) => sum + count, 0),
    permissions: new Set([...always, ...types.flatMap(({ permissions }) => permissions)]).size,
  }
}
