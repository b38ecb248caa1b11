/** How many rows a page brought, for the slice's counts. */
export interface Tally {
  total: number
  /** First seen after the slice began, even if an earlier attempt of a killed worker wrote them. */
  created: number
  /** Known before, and changed or returned after the slice began. */
  changed: number
  /** What went, since another thing was made under its name. */
  removed: number
}

export const NOTHING: Tally = { total: 0, created: 0, changed: 0, removed: 0 }

export const add = (a: Tally, b: Tally): Tally => ({
  total: a.total + b.total,
  created: a.created + b.created,
  changed: a.changed + b.changed,
  removed: a.removed + b.removed,
})
