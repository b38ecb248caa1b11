import { type AwsFailure, toSliceFailure } from "@/lib/aws/failure"
import type { IndexReading } from "@/lib/inventory/write/reported"
import type { StopReason } from "@/lib/jobs/kind"

/** How the reading of a slice ended. */
export interface Reading {
  /** What the listing threw; null if it reached its end. */
  error: unknown
  /** Why the job had to stop; null if it did not. */
  stop: StopReason | null
  /** The time limit of a slice in seconds, if it has passed; otherwise null. */
  deadlineSeconds: number | null
  /** The service does not exist in this region, and we hold nothing of it there. */
  isServiceAbsent: boolean
  isHomeRegion: boolean
  /** The IAM action that the listing needs. */
  action: string
  /** Details that could not be read, such as tags. */
  warnings: readonly AwsFailure[]
  /** Parts of the list that could not be read. */
  missed: readonly AwsFailure[]
  /** An answer that left its list out; null if all had one. */
  absent: AwsFailure | null
  /** How many resources were listed. */
  listed: number
  /** What was read of an index; null for a type that reads none. */
  index: IndexReading | null
}

/**
 * What happens to a slice.
 * - `complete`: the list reached its end, so what is not in it is gone. `warning`: a detail could not be read. `absent`:
 *   why it fails all the same, if something would be gone. `missed`: a part of the list was not read, so nothing is gone.
 * - `failed`: nothing is removed.
 * - `lost`: the slice was cancelled, or belongs to another worker by now.
 * - `handed back`: another worker reads it from the start.
 */
export type Fate =
  | {
      kind: "complete"
      warning: AwsFailure | null
      absent?: AwsFailure | null
      missed?: AwsFailure | null
      /** The service is not offered there, or not switched on. */
      isServiceAbsent?: true
      index?: IndexReading | null
    }
  | { kind: "failed"; failure: AwsFailure }
  | { kind: "lost" }
  | { kind: "handed back" }

/** Decides a slice's fate. Pure. */
export function classify(reading: Reading): Fate {
  const { error, stop, deadlineSeconds, warnings, missed, listed } = reading
  if (stop?.kind === "lost") return { kind: "lost" }
  if (error === null)
    return {
      ...{ kind: "complete", warning: summarise(warnings), absent: reading.absent, missed: summarise(missed) },
      index: reading.index,
    }
  if (stop?.kind === "stopping") return { kind: "handed back" }
  if (stop) return { kind: "failed", failure: hostTooShort(stop.seconds, listed) }
  if (deadlineSeconds !== null) return { kind: "failed", failure: outOfTime(deadlineSeconds, listed) }
  if (reading.isServiceAbsent) return { kind: "complete", warning: null, isServiceAbsent: true }
  return { kind: "failed", failure: toSliceFailure(error, reading.action, reading.isHomeRegion) }
}

/** The first warning, with the number of the others. */
function summarise(warnings: readonly AwsFailure[]): AwsFailure | null {
  const [first, ...others] = warnings
  if (!first || others.length === 0) return first ?? null
  return { ...first, message: `${first.message} ${others.length} more could not be read.` }
}

/** A region that hangs must not block the scan. */
const outOfTime = (seconds: number, listed: number): AwsFailure => ({
  kind: "unreachable",
  code: "Timeout",
  message:
    `AWS did not finish the list within ${seconds} s; ${listed} resources were read. ` +
    "Scan again, or raise SLICE_TIMEOUT_SECONDS.",
  missingPermission: null,
})

const hostTooShort = (seconds: number, listed: number): AwsFailure => ({
  kind: "fault",
  code: "HostTimeLimit",
  message:
    `This slice needs more than the ${Math.round(seconds)} s of a call on this host; ${listed} resources were read. ` +
    "Run npm run worker on a machine without such a limit, with the same database.",
  missingPermission: null,
})
