/**
 * How long the parts of the product wait: for work, for each other, for AWS. It is no part of the environment, since nobody
 * has to tune it; the configuration object carries it, so that tests wait for tenths where people wait for seconds.
 */
export interface Pace {
  /** How often an idle worker asks for jobs. */
  pollMs: number
  /** How often a worker renews the leases of its jobs, and asks which of them it has lost. */
  renewMs: number
  /** How often jobs of workers that fell silent are looked for; 1 or more. */
  expirySeconds: number
  /** The pause after a job's first failure. Each further one is twice as long. */
  retrySeconds: number
  /** A process that hangs within a statement keeps its locks no longer than this. */
  silenceMs: number
  /** How often it is asked whether who follows a scan still may. */
  recheckMs: number
  aws: AwsPace
}

/** Pauses between calls to AWS. */
export interface AwsPace {
  /** The longest pause before the first retry of a throttled call, and of one that failed otherwise. They double. */
  throttledMs: number
  failedMs: number
  /** No pause before a retry is longer. */
  longestMs: number
  /** A refused role is not asked for again within this time, so that the many slices of a scan do not all ask. */
  refusalMs: number
}

export const usualPace: Pace = {
  pollMs: 300,
  renewMs: 2_000,
  expirySeconds: 5,
  retrySeconds: 1,
  silenceMs: 15_000,
  recheckMs: 3_000,
  aws: { throttledMs: 200, failedMs: 50, longestMs: 5_000, refusalMs: 5_000 },
}
