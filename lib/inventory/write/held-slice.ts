/** A slice as the worker that holds it knows it: where its rows belong, and under which attempt it may write. */
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
  /** The property whose values are kept sealed. */
  sealedProperty: string | null
}

/** What a slice has cost so far. It is stored with each page, for those who watch. */
export interface AwsCost {
  calls: number
  retries: number
}

/** The slice was cancelled, or another worker holds it now. Nothing was written. */
export class SliceLostError extends Error {}
