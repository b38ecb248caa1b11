/** A slice that a worker holds: where its rows belong, and under which attempt the worker may write. */
export interface HeldSlice {
  id: string
  /** The database refuses what a worker writes under an earlier attempt. */
  attempt: number
  scanId: string
  accountId: string
  type: string
  /** The slice's region, or `global`. */
  region: string
  /** Properties whose changes are not recorded. */
  volatile: readonly string[]
  /** The type's revision, and what is not compared with rows of earlier ones. */
  revision: number
  learned: Readonly<Record<string, number>>
  /** The property whose values are kept sealed. */
  sealedProperty: string | null
}

/** The AWS calls of a slice so far. They are stored with each page, so that watchers see them. */
export interface AwsCost {
  calls: number
  retries: number
}

/** The slice was cancelled, or another worker holds it now. Nothing was written. */
export class SliceLostError extends Error {}
