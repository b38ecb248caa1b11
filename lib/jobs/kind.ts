import type { z } from "zod"
import type { App } from "@/lib/context"
import type { Db } from "@/lib/db/client"

/** Why a job's work is to stop before its end. It is the `reason` of the job's signal. */
export type StopReason =
  /** The worker ends; another one goes on. */
  | { kind: "stopping" }
  /** The work was cancelled, or another worker holds it now. */
  | { kind: "lost" }
  /** The job had the whole time that this host gives a call, and needs more. */
  | { kind: "out of time"; seconds: number }

/** What a handler gets beside its payload. */
export interface JobRun {
  /** Aborts with a {@link StopReason}. */
  signal: AbortSignal
  /** Names what this job holds, for `findHeld`. */
  hold(key: string): void
}

/** Why a job is given up. */
export interface GivenUp {
  /** `crashed`: its workers ended in the middle, again and again. `failed`: it threw, at every try. */
  how: "crashed" | "failed"
  /** The last error, in one line. */
  error: string
}

export interface JobHandler<P> {
  /**
   * Does the work. It may run again from the start after a crash, so it must be repeatable.
   * @returns "lost" where the job belongs to another worker by now; its fate is then left alone.
   * @throws what went wrong; the job is tried again after a pause.
   */
  run(app: App, payload: P, run: JobRun): Promise<"ended" | "lost">
  /** Records that the work is given up. */
  giveUp(app: App, payload: P, why: GivenUp): Promise<void>
  /** Of these holds, the ones that are still this worker's. Without it, nothing can be lost. */
  findHeld?(db: Db, keys: readonly string[]): Promise<ReadonlySet<string>>
}

/** One kind of background job. `lib/worker/kinds.ts` lists them all. */
export interface JobKind<P = never> {
  name: string
  payload: z.ZodType<P>
  /** Higher first; equal ones in the order in which they came. */
  priority(payload: P): number
  /** A worker that stops renewing the job loses it after this time. */
  leaseSeconds: number
  /** How often it may throw before it is given up. The pauses between tries double. */
  mostFailures: number
  /** How often its worker may crash before it is given up. Handing a job back counts as neither. */
  mostCrashes: number
  /** The work itself, loaded when it is needed: the web process adds jobs and runs none. */
  load(): Promise<JobHandler<P>>
}

/** Declares a kind of job. */
export const defineJob = <P>(kind: JobKind<P>): JobKind<P> => kind
