import type { z } from "zod"
import type { App } from "@/lib/context"
import type { Db } from "@/lib/db/client"

/** Why a job must stop before its end. It is the `reason` of the job's signal. */
export type StopReason =
  /** This worker is stopping. Another one continues. */
  | { kind: "stopping" }
  /** The work was cancelled, or another worker holds it now. */
  | { kind: "lost" }
  /** The job used all the time that this host allows for one call, and needs more. */
  | { kind: "out of time"; seconds: number }

/** What a handler gets in addition to its payload. */
export interface JobRun {
  /** Aborts with a {@link StopReason}. */
  signal: AbortSignal
  /** Records the key of something that this job holds, for `findHeld`. */
  hold(key: string): void
  /** Forgets it: it has ended, or is about to. */
  release(key: string): void
}

/** Why a job is given up. */
export interface GivenUp {
  /** `crashed`: its workers crashed too often. `failed`: it threw an error at every try. */
  how: "crashed" | "failed"
  /** The last error, in one line. */
  error: string
}

export interface JobHandler<P> {
  /**
   * Does the work. It may run again from the start after a crash, so it must be repeatable.
   * @returns "handed back" if it was told to stop before the end; "lost" if the job belongs to another worker by now,
   *   and this worker then leaves it alone; or the payloads of jobs of this kind that take its place.
   * @throws what went wrong; the job is tried again after a pause.
   */
  run(app: App, payload: P, run: JobRun): Promise<"ended" | "handed back" | "lost" | P[]>
  /** Records that the job is given up. */
  giveUp(app: App, payload: P, why: GivenUp): Promise<void>
  /** The payloads of smaller jobs of this kind that take the place of one that would be given up; none if there are no smaller. */
  split?(app: App, payload: P): Promise<P[]>
  /** Returns the keys that this worker still holds; a job that lost one is lost. Without this function, no job can be. */
  findHeld?(db: Db, keys: readonly string[]): Promise<ReadonlySet<string>>
}

/** One kind of background job. `lib/work/kinds.ts` lists them all. */
export interface JobKind<P = never> {
  name: string
  payload: z.ZodType<P>
  /** Higher numbers run first; jobs with the same number run in the order in which they came. */
  priority(payload: P): number
  /** A worker that stops renewing the job loses it after this time. */
  leaseSeconds: number
  /** How often it may throw before it is given up. The pauses between tries double. */
  mostFailures: number
  /** How often its worker may crash before it is given up. A job that is handed back has neither failed nor crashed. */
  mostCrashes: number
  /** Loads the work itself when it is needed: the web process adds jobs but runs none. */
  load(): Promise<JobHandler<P>>
}

/** Declares a kind of job. */
export const defineJob = <P>(kind: JobKind<P>): JobKind<P> => kind
