import { MANY_TYPES } from "@/app/(console)/many-types"
import type { Category } from "@/lib/aws/resource-types/define"
import type { TypeName } from "@/lib/aws/resource-types/registry"
import { isOpenSlice } from "@/lib/db/states"
import { groupBy } from "@/lib/group-by"
import type { ScanJson } from "@/lib/scans/read/outcome"

export type Slice = ScanJson["slices"][number]

export const GLOBAL = "global"

/** With at least this many regions, empty ones are hidden. */
const MANY_REGIONS = 12

export interface MatrixRow {
  type: TypeName
  /** By region; a global type has the one slice `global`. */
  slices: ReadonlyMap<string, Slice>
}

export interface MatrixGroup {
  /** Null if types are not grouped. */
  category: Category | null
  rows: MatrixRow[]
}

export interface Matrix {
  groups: MatrixGroup[]
  regions: string[]
  /** Regions that were read completely and hold nothing. This is empty unless there are many regions. */
  empty: string[]
}

/** A scan's slices as the matrix shows them: types down, regions across. Pure. */
export function toMatrix(slices: readonly Slice[], types: readonly TypeName[]): Matrix {
  const byType = groupBy(slices, ({ resource_type }) => resource_type)
  const rows = types.map((type) => ({
    type,
    slices: new Map((byType.get(type.type) ?? []).map((slice) => [slice.region, slice])),
  }))
  const all = [...new Set(slices.map(({ region }) => region))].filter((region) => region !== GLOBAL).sort()
  const empty = all.length < MANY_REGIONS ? [] : all.filter((region) => isEmpty(rows, region))
  const regions = all.filter((region) => !empty.includes(region))
  if (types.length <= MANY_TYPES) return { groups: [{ category: null, rows }], regions, empty }
  const groups = [...groupBy(rows, ({ type }) => type.category)]
  return { groups: groups.map(([category, own]) => ({ category, rows: own })), regions, empty }
}

function isEmpty(rows: readonly MatrixRow[], region: string): boolean {
  const here = rows.flatMap(({ slices }) => slices.get(region) ?? [])
  return here.every(({ state, found }) => state === "done" && found === 0)
}

/** The result of several slices together, in a word and a number. */
export function summarise(slices: readonly Slice[], formatCount: (count: number) => string): string {
  const found = formatCount(slices.reduce((sum, slice) => sum + slice.found, 0))
  const has = (state: Slice["state"]) => slices.some((slice) => slice.state === state)
  if (slices.every(({ state }) => state === "waiting")) return "waiting"
  if (slices.some(isOpenSlice)) return `scanning, ${found}`
  if (slices.every(({ state }) => state === "failed")) return "failed"
  if (has("cancelled")) return `cancelled, ${found}`
  return has("failed") || has("partial") ? `partly, ${found}` : `done, ${found}`
}
