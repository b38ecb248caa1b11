import { type AwsFailure, toSliceFailure } from "@/lib/aws/failure"
import type { StopReason } from "@/lib/jobs/kind"

/** How the reading of a slice ended. */
export interface Reading {
  /** What the listing threw; null where it came to its end. */
  error: unknown
  /** Why the job was to stop; null where it was not. */
  stop: StopReason | null
  /** The seconds that a slice may take, where they have passed. */
  deadlineSeconds: number | null
  /** The service does not exist in this region, and nothing was ever seen of it here. */
  isServiceAbsent: boolean
  isHomeRegion: boolean
  /** The IAM action that the listing needs. */
  action: string
  /** What could not be read beside the list, such as tags. */
  warnings: readonly AwsFailure[]
  /** How many resources were listed. */
  listed: number
}

/**
 * What becomes of a slice.
 * `complete`: the list came to its end, so what it lacks is gone. `warning`: something beside it could not be read.
 * `failed`: nothing is removed. `lost`: the slice is another worker's, or nobody's, by now. `handed back`: another
 * worker reads it from the start.
 */
export type Fate =
  | { kind: "complete"; warning: AwsFailure | null }
  | { kind: "failed"; failure: AwsFailure }
  | { kind: "lost" }
  | { kind: "handed back" }

/** Decides a slice's fate. Pure. */
export function classify(reading: Reading): Fate {
  const { error, stop, deadlineSeconds, warnings, listed } = reading
  if (stop?.kind === "lost") return { kind: "lost" }
  if (error === null) return { kind: "complete", warning: summarise(warnings) }
  if (stop?.kind === "stopping") return { kind: "handed back" }
  if (stop) return { kind: "failed", failure: hostTooShort(stop.seconds, listed) }
  if (deadlineSeconds !== null) return { kind: "failed", failure: outOfTime(deadlineSeconds, listed) }
  if (reading.isServiceAbsent) return { kind: "complete", warning: null }
  return { kind: "failed", failure: toSliceFailure(error, reading.action, reading.isHomeRegion) }
}

/** The first warning, which tells how many others there are. */
function summarise(warnings: readonly AwsFailure[]): AwsFailure | null {
  const [first, ...others] = warnings
  if (!first || others.length === 0) return first ?? null
  return { ...first, message: `${first.message} ${others.length} more could not be read.` }
}

/** One region that hangs must not hold up the others for ever. */
const outOfTime = (seconds: number, listed: number): AwsFailure => ({
  kind: "unreachable",
  code: "Timeout",
  message: `AWS did not list it all within ${seconds} s; ${listed} were read. Scan again, or set SLICE_TIMEOUT_SECONDS.`,
  missingPermission: null,
})

const hostTooShort = (seconds: number, listed: number): AwsFailure => ({
  kind: "fault",
  code: "HostTimeLimit",
  message:
    `This slice takes longer than the ${Math.round(seconds)} s that this host gives a call; ${listed} were read. ` +
    "Run npm run worker on a machine without such a limit, with the same database.",
  missingPermission: null,
})
